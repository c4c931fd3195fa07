"""The containment map of an assessment, dressed by value, trust or domain."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.charts import containment
from assessments.charts.arranged import Box, Share, Square
from assessments.charts.svg import Drawing
from assessments.queries.containment import Cluster, Contained, Guest, Host, Manager, Store

register = template.Library()

Marked = Callable[[Guest], tuple[str, str]]  # a guest's sign and its look
LOOKS = 6  # of domains; they come again after that, the sign does not
UNSET = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class _Pen:
    """How boxes are drawn; what would be folded into counts anyway is not drawn at all."""

    org: str
    marked: Marked
    shows_hosts: bool
    shows_guests: bool


@register.simple_tag
def containment_map(org: str, found: Contained, by: str, size: str = "wide") -> Drawing:
    """Print what runs in what; narrow drawings are for telephones."""
    width = containment.WIDE if size == "wide" else containment.NARROW
    pen = _Pen(org, _marking(found, by), found.shows_hosts, found.shows_guests)
    boxes = [_manager(pen, manager) for manager in found.managers]
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


def _manager(pen: _Pen, manager: Manager) -> Box:
    clusters = len(manager.clusters)
    guests = sum(cluster.guests for cluster in manager.clusters)
    said = ngettext("%(n)d cluster", "%(n)d clusters", clusters) % {"n": clusters}
    return Box(
        name=manager.name or _("Without a management server"),
        sub=f"{said}, {_guests(guests)}",
        href=_asset(pen.org, manager.asset_id),
        look="manager",
        boxes=tuple(_cluster(pen, cluster) for cluster in manager.clusters),
        beside=tuple(_store(pen.org, store) for store in manager.stores),
    )


def _cluster(pen: _Pen, cluster: Cluster) -> Box:
    if cluster.stands_alone:
        return _host(pen, cluster.hosts[0])
    hosts = sum(host.asset_id is not None for host in cluster.hosts)
    said = ngettext("%(n)d host", "%(n)d hosts", hosts) % {"n": hosts}
    return Box(
        name=cluster.name,
        sub=f"{said}, {_guests(cluster.guests)}",
        href=_asset(pen.org, cluster.asset_id),
        look="cluster",
        boxes=tuple(_host(pen, host) for host in cluster.hosts) if pen.shows_hosts else (),
        shares=_shares(pen, cluster.all_guests),
    )


def _host(pen: _Pen, host: Host) -> Box:
    return Box(
        name=host.name or _("On no known host"),
        sub=_guests(len(host.guests)),
        href=_asset(pen.org, host.asset_id),
        look="host",
        squares=tuple(_square(pen, guest) for guest in host.guests) if pen.shows_guests else (),
        shares=_shares(pen, host.guests),
    )


def _shares(pen: _Pen, guests: Iterable[Guest]) -> tuple[Share, ...]:
    """Return how many machines bear each mark, the highest first and those without one last."""
    counts = Counter(pen.marked(guest) for guest in guests)
    ordered = sorted(counts, key=lambda each: (each[0] != UNSET, each), reverse=True)
    return tuple(
        Share(mark, look, counts[mark, look], f"{mark}: {_guests(counts[mark, look])}")
        for mark, look in ordered
    )


def _square(pen: _Pen, guest: Guest) -> Square:
    mark, look = pen.marked(guest)
    said = [
        guest.domain or _("in no domain"),
        _("value %(rank)s") % {"rank": guest.value or UNSET},
        _("trust %(rank)s") % {"rank": guest.trust or UNSET},
    ]
    return Square(guest.name, ", ".join(said), _asset(pen.org, guest.asset_id), mark, look)


def _store(org: str, store: Store) -> Box:
    sub = f"{_('Datastore')}, {_guests(store.guests)}"
    return Box(store.name, sub, _asset(org, store.asset_id), "store")


def _guests(count: int) -> str:
    return ngettext("%(n)d VM", "%(n)d VMs", count) % {"n": count}


def _more(count: int) -> str:
    return ngettext("and %(n)d more", "and %(n)d more", count) % {"n": count}


def _asset(org: str, asset: int | None) -> str:
    return reverse("asset", args=[org, asset]) if asset else ""
