"""The containment map of an assessment, dressed by value, trust or domain."""

from collections.abc import Callable, Mapping
from functools import partial

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts import containment
from assessments.charts.arranged import Box, Square
from assessments.charts.svg import Drawing
from assessments.queries.containment import Cluster, Contained, Guest, Host, Manager, Store

register = template.Library()

Marked = Callable[[Guest], tuple[str, str]]  # a guest's sign and its look
LOOKS = 6  # of domains; they come again after that, the sign does not
UNSET = "\N{EN DASH}"


@register.simple_tag
def containment_map(org: str, found: Contained, by: str, size: str = "wide") -> Drawing:
    """Print what runs in what; narrow drawings are for telephones."""
    width = containment.WIDE if size == "wide" else containment.NARROW
    boxes = [_manager(org, manager, _marking(found, by)) for manager in found.managers]
    told = _("Boxes lie in what runs them. Each box and square leads to its asset.")
    return containment.draw(boxes, width, (_("Where what runs"), told), _more)


@register.simple_tag
def map_legend(found: Contained, by: str) -> list[tuple[str, str, str]]:
    """Return what the squares mean: sign, look, words."""
    if by == "domain":
        signs = domain_signs([domain.name for domain in found.domains])
        shown = [(sign, look, name) for name, (sign, look) in signs.items()]
        return [*shown, (UNSET, "v0", _("in no domain"))]
    lowest, highest = (
        (_("lowest value"), _("highest value"))
        if by == "value"
        else (_("least trusted"), _("most trusted"))
    )
    words = {1: lowest, 5: highest}
    ranks = [(*_sign(by, rank), words.get(rank, "")) for rank in range(1, 6)]
    return [*ranks, (UNSET, "v0", _("not set"))]


def domain_signs(names: list[str]) -> dict[str, tuple[str, str]]:
    """Return a sign of two letters for each domain, no two alike while there are signs, a look."""
    found: dict[str, tuple[str, str]] = {}
    taken: set[str] = set()
    for number, name in enumerate(names):
        short = name[:2].upper()
        others = (f"{name[:1].upper()}{digit}" for digit in range(1, 10))
        sign = next((each for each in (short, *others) if each not in taken), str(number))
        taken.add(sign)
        found[name] = (sign, f"d{number % LOOKS}")
    return found


def _marking(found: Contained, by: str) -> Marked:
    if by == "domain":
        return partial(_by_domain, domain_signs([domain.name for domain in found.domains]))
    return partial(_by_rank, by)


def _by_domain(signs: Mapping[str, tuple[str, str]], guest: Guest) -> tuple[str, str]:
    return signs.get(guest.domain, (UNSET, "v0"))


def _by_rank(by: str, guest: Guest) -> tuple[str, str]:
    return _sign(by, guest.value if by == "value" else guest.trust)


def _sign(by: str, rank: int | None) -> tuple[str, str]:
    if rank is None:
        return UNSET, "v0"
    return (str(rank), f"v{rank}") if by == "value" else (f"T{rank}", f"t{rank}")


def _manager(org: str, manager: Manager, marked: Marked) -> Box:
    clusters = len(manager.clusters)
    guests = sum(cluster.guests for cluster in manager.clusters)
    said = ngettext("%(n)d cluster", "%(n)d clusters", clusters) % {"n": clusters}
    return Box(
        name=manager.name or _("Without a management server"),
        sub=f"{said}, {_guests(guests)}",
        href=_asset(org, manager.asset_id),
        look="manager",
        boxes=tuple(_cluster(org, cluster, marked) for cluster in manager.clusters),
        beside=tuple(_store(org, store) for store in manager.stores),
    )


def _cluster(org: str, cluster: Cluster, marked: Marked) -> Box:
    if cluster.stands_alone:
        return _host(org, cluster.hosts[0], marked)
    hosts = sum(host.asset_id is not None for host in cluster.hosts)
    said = ngettext("%(n)d host", "%(n)d hosts", hosts) % {"n": hosts}
    return Box(
        name=cluster.name,
        sub=f"{said}, {_guests(cluster.guests)}",
        href=_asset(org, cluster.asset_id),
        look="cluster",
        boxes=tuple(_host(org, host, marked) for host in cluster.hosts),
    )


def _host(org: str, host: Host, marked: Marked) -> Box:
    return Box(
        name=host.name or _("On no known host"),
        sub=_guests(len(host.guests)),
        href=_asset(org, host.asset_id),
        look="host",
        squares=tuple(_square(org, guest, marked) for guest in host.guests),
    )


def _square(org: str, guest: Guest, marked: Marked) -> Square:
    mark, look = marked(guest)
    said = [
        guest.domain or _("in no domain"),
        _("value %(rank)s") % {"rank": guest.value or UNSET},
        _("trust %(rank)s") % {"rank": guest.trust or UNSET},
    ]
    return Square(guest.name, ", ".join(said), _asset(org, guest.asset_id), mark, look)


def _store(org: str, store: Store) -> Box:
    sub = f"{_('Datastore')}, {_guests(store.guests)}"
    return Box(store.name, sub, _asset(org, store.asset_id), "store")


def _guests(count: int) -> str:
    return ngettext("%(n)d VM", "%(n)d VMs", count) % {"n": count}


def _more(count: int) -> str:
    return ngettext("and %(n)d more", "and %(n)d more", count) % {"n": count}


def _asset(org: str, asset: int | None) -> str:
    return reverse("asset", args=[org, asset]) if asset else ""
