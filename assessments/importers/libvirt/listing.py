"""All documents of an upload, sorted by what they describe and put together at the end."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from assessments.estate import Guest, Power, Ref
from assessments.importers.base import Hostile, Reading, Unreadable
from assessments.importers.gathering import Gathered, Whole
from assessments.importers.libvirt import around, coverage, domains, snapshots
from assessments.importers.libvirt.places import Place, place_of
from assessments.importers.members import Collected, Files, Member
from assessments.importers.xml import Element, local, roots

KINDS: Final[Mapping[str, str]] = {
    "domain": "machines",
    "domstatus": "machines",
    "domainsnapshot": "snapshots",
    "network": "networks",
    "filter": "network filters",
    "pool": "storage pools",
    "volume": "volumes",
    "capabilities": "capabilities",
    "domainCapabilities": "capabilities of the emulator",
    "secret": "secrets",
}
ROOT = re.compile(rb"<(?:" + "|".join(KINDS).encode() + rb")[\s/>]")
_STATES = "states.txt"
_POWER = {"running": Power.ON, "paused": Power.SUSPENDED, "shut off": Power.OFF}
_POWER |= {"shutoff": Power.OFF, "pmsuspended": Power.SUSPENDED, "crashed": Power.OFF}
_POWER |= {"in shutdown": Power.ON, "idle": Power.ON}


@dataclass(slots=True)
class Listing:
    """What was read of an upload; hosts are known by the folder their files lie in."""

    work: Gathered = field(default_factory=Gathered)
    states: dict[str, Power] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)
    collected: Collected = field(default_factory=Collected)
    twice: int = 0

    def reading(self, label: str) -> Reading:
        """Put the parts together and say what the upload cannot answer."""
        self._settle()
        places, absent = coverage.coverage(self.seen, self.work)
        whole = Whole(
            tool=label,
            version=self.collected.version,
            taken_at=self.collected.taken_at,
            columns=places,
            absent=absent,
        )
        return self.work.reading("libvirt", whole)

    def _settle(self) -> None:
        work = self.work
        around.settle(work)
        for ref, guest in list(work.guests.items()):
            power = self.states.get(ref.native_id) or self.states.get(guest.name)
            work.guests[ref] = replace(guest, power=power) if power else guest
        if any(guest.power for guest in work.guests.values()):
            self.seen.add("power")
        if any(guest.host is None for guest in work.guests.values()):
            work.notices.append(
                "Some machines lie in no host's folder: libvirt does not say in a machine's file "
                "which host it is on. Put the files of each host into a folder of its name."
            )
        if self.twice:
            work.notices.append(
                f"{self.twice} machines are described more than once (on several hosts, or live "
                "and as defined): the running one was read, else the first."
            )
        if self.collected.refused:
            work.notices.append(f"The collector was refused: {'; '.join(self.collected.refused)}.")


def read(files: Files) -> Listing:
    """Read every document; one that is broken is a problem, a hostile one ends the reading."""
    listing = Listing()
    for member in files:
        if member.name == _STATES:
            listing.states.update(_states(member))
        elif member.is_xml:
            _read_member(member, listing)
    listing.collected = files.collected
    if listing.states or files.collected.taken_at:
        listing.seen |= {"snapshots"}  # the collector asks for them on every machine
    return listing


def _read_member(member: Member, listing: Listing) -> None:
    place = place_of(member)
    try:
        found = roots(member)
    except Hostile:
        raise
    except Unreadable as error:
        listing.work.problem(member.sheet, 1, "", str(error))
        return
    for element in found:
        _read_root(element, place, listing)


def _read_root(element: Element, place: Place, listing: Listing) -> None:
    name = local(element)
    kind = KINDS.get(name)
    if kind is None:
        listing.work.unknown.add(f"<{name}>"[:40])
        return
    listing.work.read[kind] += 1
    reader = _READERS.get(name)
    if reader is None:
        listing.work.skip(kind, "nothing in it is needed")
        return
    if reader(element, place, listing):
        listing.work.kept[kind] += 1
        listing.seen.add(kind)


def _domain(element: Element, place: Place, listing: Listing) -> bool:
    return _keep(domains.guest(element, place, listing.work), listing)


def _status(element: Element, place: Place, listing: Listing) -> bool:
    inner = element.find("domain")
    if inner is None:
        listing.work.problem(place.sheet, place.line(element), "domain", "There is no machine.")
        return False
    guest = domains.guest(inner, place, listing.work)
    power = _POWER.get(element.get("state", ""), guest.power)
    return _keep(replace(guest, power=power), listing)


def _keep(guest: Guest, listing: Listing) -> bool:
    known = listing.work.guests.get(guest.ref)
    if known is not None:
        listing.twice += 1
    if known is None or (known.power is None and guest.power is Power.ON):
        listing.work.guests[guest.ref] = guest
    return True


def _states(member: Member) -> Mapping[str, Power]:
    """Read lines "uuid state", as `virsh list --all` gives them."""
    found = {}
    for line in member.text.splitlines():
        name, _, state = line.strip().partition(" ")
        power = _POWER.get(state.strip().casefold())
        if power:
            found[name] = power
    return found


_READERS: Mapping[str, Callable[[Element, Place, Listing], bool]] = {
    "domain": _domain,
    "domstatus": _status,
    "domainsnapshot": lambda element, place, found: snapshots.read(element, place, found.work),
    "network": lambda element, place, found: around.network(element, place, found.work),
    "filter": lambda *_: True,
    "pool": lambda element, place, found: around.pool(element, place, found.work),
    "capabilities": lambda element, place, found: around.capabilities(element, place, found.work),
}

__all__ = ["KINDS", "ROOT", "Listing", "Ref", "read"]
