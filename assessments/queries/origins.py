"""Where the value of a risk's subject comes from: who set it, and what each stop keeps of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from assessments.models import Assessment, AssetGroup, Domain
from assessments.queries.explanations import FACTOR_WORDS
from assessments.queries.ways import WHOLE, Step
from assessments.scoring.explanation import decimal
from assessments.scoring.terms import DIMENSIONS

OWN = (AssetGroup.Kind.DOMAIN, AssetGroup.Kind.ASSESSMENT)  # worth what people set


@dataclass(frozen=True, slots=True)
class Origin:
    """
    The value of a subject in one dimension.

    `domain` set it, None where none did; `stops` lead from there to the subject, empty
    where the subject is the domain itself or the whole assessment. `number` is the value
    before it counts as `rank`; `together` what lifted it above that.
    """

    kind: str  # of the subject
    subject: str
    dimension: str
    rank: int | None
    number: str | None
    path: tuple[str, ...]
    stops: tuple[Step, ...]
    together: str | None
    domain: Domain | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return the way in words, one sentence a stop."""
        return tuple(_sentences(self))


def origins(assessment: Assessment, group: AssetGroup) -> list[Origin]:
    """Return where the value of a group came from in C, I and A. One query."""
    domains = {
        domain.name: domain
        for domain in assessment.domains.select_related("valued_by").order_by("pk")
    }
    return [_origin(group, name, domains) for name in DIMENSIONS]


def _origin(group: AssetGroup, dimension: str, domains: Mapping[str, Domain]) -> Origin:
    found: dict[str, Any] = group.value_paths.get(dimension, {})
    path = tuple(found.get("path", ()))
    return Origin(
        kind=group.kind,
        subject=group.name,
        dimension=dimension,
        rank=getattr(group, f"value_{dimension}"),
        number=found.get("number"),
        path=path,
        stops=tuple(map(Step.from_document, found.get("steps", ()))),
        together=found.get("together"),
        domain=domains.get(path[0]) if path else _own(group, dimension, domains.values()),
    )


def _own(group: AssetGroup, dimension: str, domains: Iterable[Domain]) -> Domain | None:
    """Return the domain that a group is, or the one that the whole takes its value from."""
    rank = getattr(group, f"value_{dimension}")
    for domain in domains:
        is_whole = group.kind == AssetGroup.Kind.ASSESSMENT
        is_it = is_whole or domain.pk == group.domain_id
        if rank is not None and is_it and getattr(domain, f"value_{dimension}") == rank:
            return domain
    return None


def _sentences(origin: Origin) -> Iterator[str]:
    if origin.rank is None:
        is_own = origin.kind in OWN
        yield _("It is not valued yet.") if is_own else _("No value reaches it from any domain.")
        return
    if origin.domain is not None:
        yield from _set_by(origin.domain, origin.dimension)
    for stop in origin.stops[1:]:
        yield _kept(stop)
    if origin.stops and origin.kind == AssetGroup.Kind.CLUSTER:
        yield _("%(name)s takes the highest value of its hosts.") % {"name": origin.subject}
    if origin.together:
        given = {"number": origin.together, "rank": origin.rank}
        yield _("All that meet here come to %(number)s, which counts as %(rank)s.") % given
    elif origin.stops and Fraction(origin.number or 0) != origin.rank:
        given = {"number": decimal(Fraction(origin.number or 0)), "rank": origin.rank}
        yield _("%(number)s counts as %(rank)s.") % given


def _set_by(domain: Domain, dimension: str) -> Iterator[str]:
    given = {
        "domain": domain.name,
        "rank": getattr(domain, f"value_{dimension}"),
        "dimension": FACTOR_WORDS[dimension],
    }
    if domain.valued_by is None or domain.valued_at is None:
        yield _("%(domain)s: %(dimension)s is set to %(rank)s.") % given
    else:
        day = date_format(timezone.localtime(domain.valued_at), "j M Y")
        given |= {"who": domain.valued_by.name, "day": day}
        yield _("%(who)s set %(dimension)s of %(domain)s to %(rank)s on %(day)s.") % given
    if domain.reason:
        yield _("Reason given: %(reason)s") % {"reason": domain.reason}


def _kept(stop: Step) -> str:
    given = {
        "name": stop.name,
        "share": stop.share,
        "number": decimal(stop.number),
        "restarts": stop.restarts,
    }
    if stop.share == WHOLE:
        return _("%(name)s takes it over in full: %(number)s.") % given
    kept = _("%(name)s takes over %(share)s %% of what is above 1: %(number)s.")
    why = ""
    if stop.is_assumed:
        why = _("That %(restarts)s %% start again on other hosts is assumed: memory is not known.")
    elif stop.restarts:
        why = _("Other hosts have room to start %(restarts)s %% of it again.")
    return " ".join(words % given for words in (kept, why) if words)
