"""What follows for an assessment once its estate is rearranged; nothing is stored."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessments.models import Assessment, AssetGroup, Domain
from assessments.models.risk import JUDGED, PROPOSED
from assessments.queries import coresident, scope
from assessments.queries.group_values import COLUMNS, of_layer, value_of
from assessments.queries.layers import Layers, layers_of
from assessments.queries.proposing import proposed, share_of
from assessments.queries.rearranged import Estate, Rearranged, rearranged
from assessments.queries.restart import restart_of
from assessments.queries.sightings import Sightings
from assessments.queries.worth import values_of

LAYERS = (AssetGroup.Kind.CLUSTER, AssetGroup.Kind.MANAGER)
NAMED = 50  # machines that are named


@dataclass(frozen=True, slots=True)
class Revalued:
    """A group whose value in C, I and A would be another; `before` is empty for a new one."""

    name: str
    before: tuple[int | None, ...]
    after: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Stranded:
    """A machine that would not start again, with its domain and the highest value of that."""

    name: str
    domain: str
    value: int | None


@dataclass(frozen=True, slots=True)
class Restart:
    """A cluster: what at least starts again of any host that is lost there, in hundredths."""

    name: str
    before: int | None
    after: int | None


@dataclass(frozen=True)
class Supposed:
    """What a rearranged estate is to an assessment; `beside` holds the gaps that still count."""

    found: Rearranged
    values: Mapping[int, tuple[int | None, ...]]  # group -> value then
    revalued: tuple[Revalued, ...]
    opened: tuple[str, ...]
    closed: tuple[str, ...]
    stranded: tuple[Stranded, ...]
    restarts: tuple[Restart, ...]
    beside: frozenset[int]  # groups


def supposed(assessment: Assessment, estate: Estate) -> Supposed:
    """
    Return what follows from *estate* but the levels. Queries do not grow with the estate.

    Source: docs/method.md, rule M27.
    """
    layers = layers_of(assessment)
    placed = assessment.placements.exclude(domain=None).values_list("asset_id", "domain_id")
    domain_of = dict(placed)
    found = rearranged(layers, estate, domain_of)
    groups = [
        group
        for group in assessment.assetgroups.filter(is_gone=False, kind__in=LAYERS)
        if group.asset_id not in estate.lost
    ]
    values = values_of(assessment, found.layers)
    then = {group.pk: tuple(value_of(group, values, {})[0]) for group in groups}
    was = {group.pk: tuple(getattr(group, name) for name in COLUMNS) for group in groups}
    new: tuple[Revalued, ...] = ()
    if found.part is not None:
        worths = of_layer(found.part, values, is_cluster=True)
        ranks = tuple(worth.rank if worth else None for worth in worths)
        new = (Revalued(found.layers.names[found.part], (), ranks),)
    opened, closed, beside = _gaps(assessment, layers, found.layers)
    return Supposed(
        found=found,
        values=then,
        revalued=(
            *(
                Revalued(group.name, was[group.pk], then[group.pk])
                for group in groups
                if was[group.pk] != then[group.pk]
            ),
            *new,
        ),
        opened=opened,
        closed=closed,
        stranded=tuple(_stranded(assessment, found, domain_of)),
        restarts=tuple(_restarts(layers, found.layers)),
        beside=beside,
    )


def ranks_then(
    assessment: Assessment, what: Supposed, seen: Sightings
) -> dict[int, tuple[int, int, int, int]]:
    """
    Return the ranks of risks that would count otherwise, by key: L, C, I and A, 0 for unset.

    What a person judged stays; what nobody judged follows the proposal that the catalogue
    would make. One query.
    """
    edition, share = scope.edition_of(assessment), share_of(assessment)
    rows = assessment.risks.exclude(state="dismissed").filter(group__in=list(what.values))
    found = {}
    for pk, code, group, *ranks in rows.values_list("pk", "code", "group_id", *JUDGED, *PROPOSED):
        judged, before = ranks[:4], ranks[4:]
        kind = edition.risks.get(code)
        if kind is None:
            continue
        is_beside = group in what.beside and code in coresident.CONCERNED
        beside = "beside" if is_beside else ""
        made = proposed(kind, what.values[group], seen.get(group, {}), share, beside)
        after = (made.likelihood, *made.consequence)
        if list(after) != before:
            pairs = zip(judged, after, strict=True)
            likelihood, c, i, a = ((then if said is None else said) or 0 for said, then in pairs)
            found[pk] = (likelihood, c, i, a)
    return found


def _gaps(
    assessment: Assessment, before: Layers, after: Layers
) -> tuple[tuple[str, ...], tuple[str, ...], frozenset[int]]:
    """Return gaps that would open and close, in words, and the groups whose accepted one stays."""
    was = {each.asset_id: each for each in coresident.meetings(assessment, before)}
    then = {each.asset_id: each for each in coresident.meetings(assessment, after)}
    still = {each.cluster for each in then.values()}
    accepted = assessment.trustgaps.filter(decision="accepted", stands=True)
    pairs = accepted.values_list("group_id", "group__asset_id")
    return (
        tuple(coresident.tell(then[asset]) for asset in then if asset not in was),
        tuple(coresident.tell(was[asset]) for asset in was if asset not in then),
        frozenset(group for group, asset in pairs if asset in still),
    )


def _stranded(
    assessment: Assessment, found: Rearranged, domain_of: Mapping[int, int]
) -> Iterable[Stranded]:
    if not found.stranded:
        return
    domains: Mapping[int, Domain] = {each.pk: each for each in assessment.domains.all()}
    for guest in found.stranded:
        domain = domains.get(domain_of.get(guest, 0))
        ranks = [getattr(domain, name) for name in COLUMNS] if domain else []
        yield Stranded(
            name=found.layers.names[guest],
            domain=domain.name if domain else "",
            value=max((rank for rank in ranks if rank is not None), default=None),
        )


def _restarts(before: Layers, after: Layers) -> Iterable[Restart]:
    was, then = (_least(layers) for layers in (before, after))
    for cluster in sorted(was.keys() | then.keys()):
        one, other = was.get(cluster), then.get(cluster)
        if one != other:
            names = after.names if cluster in after.names else before.names
            yield Restart(names[cluster], one, other)


def _least(layers: Layers) -> dict[int, int | None]:
    """Return for each cluster the least share over its hosts; None where it is not known."""
    shares = restart_of(layers)
    found: dict[int, int | None] = {}
    for cluster, hosts in layers.hosts_of.items():
        if layers.kinds.get(cluster) == "cluster":
            least = min(shares[host] for host in hosts)
            found[cluster] = None if least < 0 else least
    return found
