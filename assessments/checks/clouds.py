"""Clouds: packet filters open to everywhere, loose adapters, images that anybody may start."""

from collections.abc import Iterator
from ipaddress import ip_network

from assessments.checks.base import Evidence, Rule, Tally
from assessments.checks.context import Context
from assessments.estate import Guest, GuestCloud, Opening

ADMINISTRATION = {22: "SSH", 3389: "RDP"}
WITH_PORTS = {"tcp", "udp"}
FOR_ALL = {"public", "community"}


def filter_open(context: Context, tally: Tally) -> None:
    """A filter lets every address in to remote administration, or to every port."""
    known = {each.native_id: each.openings for each in context.estate.filters}
    for guest, cloud in _in_cloud(context.vms):
        names = cloud.filters
        rules = None if names is None else [known.get(name) for name in names]
        loose = [each for openings in rules or () for each in openings or () if _is_loose(each)]
        unsure = rules is None or (None in rules and not loose)
        if tally.saw(None if unsure else bool(loose)):
            cells = (context.cell("filter.openings", each.origin, _said(each)) for each in loose)
            used = _filters_cell(context, cloud)
            tally.add(guest.ref, guest.label, *cells, used, openings=len(loose))


def filter_default(context: Context, tally: Tally) -> None:
    """A machine stands behind the filter that every machine of its project gets unasked."""
    for guest, cloud in _in_cloud(context.vms):
        if tally.saw(cloud.in_default_filter):
            tally.add(guest.ref, guest.label, _filters_cell(context, cloud))


def every_address(context: Context, tally: Tally) -> None:
    """An adapter may send from every address there is, as if nothing were filtered."""
    for guest, cloud in _in_cloud(context.vms):
        pairs = cloud.address_pairs
        loose = [pair for pair in pairs or () if _is_everywhere(pair.addresses)]
        if tally.saw(None if pairs is None else bool(loose)):
            cells = (
                context.cell("nic.address_pairs", pair.origin, pair.addresses) for pair in loose
            )
            tally.add(guest.ref, guest.label, *cells, adapters=len(loose))


def without_login_key(context: Context, tally: Tally) -> None:
    """No key was given for the first login: whoever logs in has a password, a proxy."""
    for guest, cloud in _in_cloud(context.vms):
        has = cloud.has_login_key
        if tally.saw(None if has is None else not has):
            tally.add(guest.ref, guest.label, context.cell("vm.login_key", cloud.origin, ""))


def with_user_data(context: Context, tally: Tally) -> None:
    """Data for the first start are kept with the machine, and programs in it can read them."""
    for guest, cloud in _in_cloud(context.vms):
        if tally.saw(cloud.has_user_data):
            cell = context.cell("vm.user_data", cloud.origin, "(not shown)")
            tally.add(guest.ref, guest.label, cell)


def for_everybody(context: Context, tally: Tally) -> None:
    """A template is offered to every project."""
    for guest, cloud in _in_cloud(context.templates):
        said = cloud.visibility
        if tally.saw(None if said is None else said.casefold() in FOR_ALL):
            cell = context.cell("template.visibility", cloud.origin, said)
            tally.add(guest.ref, guest.label, cell, visibility=said or "")


def unsigned(context: Context, tally: Tally) -> None:
    """A template bears no signature that the platform could verify at the start."""
    for guest, cloud in _in_cloud(context.templates):
        signed = cloud.is_signed
        if tally.saw(None if signed is None else not signed):
            cell = context.cell("template.is_signed", cloud.origin, "")
            tally.add(guest.ref, guest.label, cell)


def unprotected(context: Context, tally: Tally) -> None:
    """A template can be deleted by mistake, with no lock to take off first."""
    for guest in context.templates:
        posture = guest.posture
        if posture is None:
            continue
        kept = posture.is_protected
        if tally.saw(None if kept is None else not kept):
            cell = context.cell("template.is_protected", posture.origin, kept)
            tally.add(guest.ref, guest.label, cell)


def _in_cloud(guests: tuple[Guest, ...]) -> Iterator[tuple[Guest, GuestCloud]]:
    return ((guest, guest.cloud) for guest in guests if guest.cloud is not None)


def _is_loose(opening: Opening) -> bool:
    if not _is_everywhere(opening.sources):
        return False
    if opening.protocol is None:
        return True
    if opening.protocol not in WITH_PORTS:
        return False
    lowest = opening.lowest or 0
    highest = opening.highest if opening.highest is not None else opening.lowest
    return opening.lowest is None or any(
        lowest <= port <= (highest or lowest) for port in ADMINISTRATION
    )


def _is_everywhere(sources: str) -> bool:
    try:
        return ip_network(sources or "0.0.0.0/0", strict=False).prefixlen == 0
    except ValueError:
        return False


def _said(opening: Opening) -> str:
    ports = opening.lowest if opening.lowest == opening.highest else None
    several = f"{opening.lowest}-{opening.highest}" if opening.lowest is not None else "any port"
    parts = (opening.protocol or "any protocol", str(ports) if ports is not None else several)
    return f"{' '.join(parts)} from {opening.sources or 'everywhere'}"


def _filters_cell(context: Context, cloud: GuestCloud) -> Evidence | None:
    names = {each.native_id: each.name for each in context.estate.filters}
    said = ", ".join(names.get(each, each) for each in cloud.filters or ())
    return context.cell("vm.filters", cloud.filters_origin, said)


RULES = (
    Rule("VM-FILTER-OPEN", ("vm.filters", "filter.openings"), filter_open),
    Rule("VM-FILTER-DEFAULT", ("vm.filters",), filter_default),
    Rule("VM-ADDRESS-PAIRS", ("nic.address_pairs",), every_address),
    Rule("VM-NO-LOGIN-KEY", ("vm.login_key",), without_login_key),
    Rule("VM-USER-DATA", ("vm.user_data",), with_user_data),
    Rule("TPL-PUBLIC", ("template.visibility",), for_everybody),
    Rule("TPL-UNPROTECTED", ("template.is_protected",), unprotected),
    Rule("TPL-UNSIGNED", ("template.is_signed",), unsigned),
)
