"""What people type about where machines would run, and what it means in an inventory."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.models import Assessment, AssetState
from assessments.queries.layers import Layers, layers_of
from assessments.queries.rearranged import Estate

OFFERED = 300  # names that a page offers of a kind
BETWEEN = re.compile(r"[,;\n]+")
PLACES = ("cluster", "host")
WORDS = ("machines", "to", "split", "hosts", "lost")  # of what is typed
LONGEST = 50_000  # characters of one of them
MOST_DIGITS = 18  # of a number of an asset


@dataclass(frozen=True, slots=True)
class Typed:
    """
    Names of assets as they were typed, several with commas between; domains by id.

    `#17` names the asset of that number, where two have one name.
    """

    machines: str = ""
    domain: int | None = None
    to: str = ""
    split: str = ""
    apart: tuple[int, ...] = ()
    hosts: str = ""
    lost: str = ""

    def __bool__(self) -> bool:
        words = any(getattr(self, name).strip() for name in WORDS)
        return self.domain is not None or bool(self.apart) or words


@dataclass(frozen=True, slots=True)
class Said:
    """What was typed, what it means, and what is wrong with it, by field."""

    typed: Typed
    estate: Estate
    problems: Mapping[str, tuple[str, ...]]
    names: Mapping[int, str] = field(default_factory=dict)

    def steps(self) -> Iterator[tuple[str, str]]:
        """Yield a title and a description for each change that a team could make."""
        estate, names = self.estate, self.names
        if estate.guests and estate.to is not None:
            count = len(estate.guests)
            words = ngettext("Move %(n)s machine to %(to)s", "Move %(n)s machines to %(to)s", count)
            yield words % {"n": count, "to": names[estate.to]}, self._named(estate.guests)
        if estate.split is not None:
            words = _("Make %(hosts)s a cluster of their own")
            title = _("Split %(name)s") % {"name": names[estate.split]}
            yield title, words % {"hosts": self._named(estate.hosts)}

    def _named(self, assets: Iterable[int]) -> str:
        return ", ".join(sorted(self.names[asset] for asset in assets))


def read(assessment: Assessment, typed: Typed) -> Said:
    """
    Return what *typed* means in the pinned imports; where anything is wrong, nothing is supposed.

    Four queries.
    """
    if not typed:
        return Said(typed, Estate(), {})
    if long := [name for name in WORDS if len(getattr(typed, name)) > LONGEST]:
        words = _("At most %(n)s characters.") % {"n": LONGEST}
        return Said(typed, Estate(), dict.fromkeys(long, (words,)))
    layers = layers_of(assessment)
    placed = dict(assessment.placements.exclude(domain=None).values_list("asset_id", "domain_id"))
    reader = _Reader(layers, placed)
    known = set(assessment.domains.values_list("pk", flat=True))
    for name, given in (("domain", {typed.domain} - {None}), ("apart", set(typed.apart))):
        if given - known:
            reader.wrong(name, _("There is no such domain in this assessment."))
    estate = reader.read(typed)
    problems = {name: tuple(words) for name, words in reader.problems.items()}
    return Said(typed, Estate() if problems else estate, problems, layers.names)


def offered(assessment: Assessment) -> dict[str, list[str]]:
    """Return the first names of clusters, hosts and machines, by kind. A query for each."""
    pins = assessment.pinnedimports.values("imported")
    rows = AssetState.objects.filter(imported__in=pins).order_by("name")
    return {
        kind: list(rows.filter(kind=kind).values_list("name", flat=True)[:OFFERED])
        for kind in ("cluster", "host", "vm")
    }


class _Reader:
    def __init__(self, layers: Layers, placed: Mapping[int, int]) -> None:
        self.layers, self.placed = layers, placed
        self.problems: defaultdict[str, list[str]] = defaultdict(list)
        self.by_name: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
        for asset, kind in layers.kinds.items():
            self.by_name[kind, layers.names[asset].casefold()].append(asset)

    def read(self, typed: Typed) -> Estate:
        guests = set(self._many("machines", typed.machines, ("vm",)))
        if typed.domain is not None:
            guests |= {guest for guest, domain in self.placed.items() if domain == typed.domain}
        guests &= {asset for asset, kind in self.layers.kinds.items() if kind == "vm"}
        to = self._one("to", typed.to, PLACES)
        split = self._one("split", typed.split, ("cluster",))
        hosts = self._many("hosts", typed.hosts, ("host",))
        lost = self._many("lost", typed.lost, ("host",))
        self._move(guests, to, typed)
        if typed.split.strip():
            self._split(split, hosts, typed)
        elif hosts or typed.apart:
            self.wrong("split", _("Name the cluster that would be split."))
        return Estate(
            guests=frozenset(guests) if to is not None else frozenset(),
            to=to,
            split=split,
            apart=frozenset(typed.apart),
            hosts=frozenset(hosts),
            lost=frozenset(lost),
        )

    def _move(self, guests: set[int], to: int | None, typed: Typed) -> None:
        if guests and not typed.to.strip():
            self.wrong("to", _("Name the host or cluster that the machines would move to."))
        if to is None:
            return
        if not (guests or self.problems["machines"]):
            self.wrong("machines", _("Name machines, or choose a domain, that would move."))
        if self.layers.kinds[to] == "cluster" and not self.layers.hosts_of.get(to):
            self.wrong("to", _("That cluster has no host in the inventory."))

    def _split(self, cluster: int | None, hosts: list[int], typed: Typed) -> None:
        mine = set(self.layers.hosts_of.get(cluster or 0, ()))
        if not typed.apart:
            self.wrong("apart", _("Choose the domains whose machines get a cluster of their own."))
        if cluster is None:
            return
        if strangers := sorted(self.layers.names[host] for host in hosts if host not in mine):
            words = _("Not a host of that cluster: %(names)s.")
            self.wrong("hosts", words % {"names": ", ".join(strangers)})
        elif not hosts or mine <= set(hosts):
            self.wrong("hosts", _("Name some of its hosts, not none and not all."))

    def _one(self, name: str, typed: str, kinds: Iterable[str]) -> int | None:
        found = self._many(name, typed, kinds)
        if len(found) > 1:
            self.wrong(name, _("Name one alone."))
        return found[0] if found else None

    def _many(self, name: str, typed: str, kinds: Iterable[str]) -> list[int]:
        words = filter(None, (part.strip() for part in BETWEEN.split(typed)))
        found = (self._asset(name, word, tuple(kinds)) for word in words)
        return list(dict.fromkeys(asset for asset in found if asset is not None))

    def _asset(self, name: str, word: str, kinds: tuple[str, ...]) -> int | None:
        number = word.removeprefix("#")
        is_number = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
        if word.startswith("#") and is_number:
            asset = int(number)
            if self.layers.kinds.get(asset) in kinds:
                return asset
        known = [each for kind in kinds for each in self.by_name[kind, word.casefold()]]
        if len(known) == 1:
            return known[0]
        if known:
            numbers = ", ".join(f"#{each}" for each in known[:5])
            words = _("%(n)s have the name %(name)s; write which: %(numbers)s.")
            given = {"n": len(known), "name": word, "numbers": numbers}
            self.wrong(name, words % given)
        else:
            self.wrong(name, _("Not in the pinned inventory: %(name)s.") % {"name": word})
        return None

    def wrong(self, name: str, words: str) -> None:
        self.problems[name].append(words)
