"""Estimate losses. The only writer of `LossEstimate` and `DomainEstimate`."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, trail
from assessments.models import Assessment, Domain, DomainEstimate, LossEstimate, Risk
from assessments.permissions import Actor, Refused
from assessments.queries import estimates
from assessments.queries.estimates import Frequency, Losses
from assessments.queries.loss_events import DIMENSIONS, is_shared


@dataclass(frozen=True, slots=True)
class Said:
    """
    What a person says of one risk or domain; amounts in cents of the criteria's currency.

    `dimensions` are those that an event on a layer takes; a domain has no frequency. What is
    not confirmed is kept and never simulated.
    """

    losses: Losses
    frequency: Frequency = field(default_factory=Frequency)
    dimensions: str = ""
    reason: str = ""
    is_confirmed: bool = True


@transaction.atomic
def estimate(
    *, risk: Risk, said: Said, version: int | None, by: Actor, at: datetime
) -> LossEstimate:
    """
    Store what a person estimates for one risk, confirmed or as a draft.

    Raises:
        Refused: *by* may not, it is no draft, the risk is dismissed, or the numbers are none.
        drafts.Stale: somebody changed it since *version* was shown.
    """
    draft = drafts.open_draft(risk.assessment_id, by=by, at=at)
    row = draft.risks.select_related("group").get(pk=risk.pk)
    _require(mistakes(row, said))
    proposed = estimates.proposed(draft, row)
    columns = {
        "frequency": said.frequency.document(),
        "losses": estimates.losses_document(said.losses),
        "dimensions": _ordered(said.dimensions) if is_shared(row) else "",
    }
    was = LossEstimate.objects.select_for_update().filter(risk=row).first()
    drafts.require_version(was.version if was else 0, version, _stale())
    whose = {"organisation_id": draft.organisation_id, "assessment": draft, "version": 0}
    made = was or LossEstimate(risk=row, **whose)
    before = {name: getattr(made, name) for name in columns} | {"confirmed": made.is_confirmed}
    _fill(made, columns | {"proposed": proposed.document()}, said, by, at)
    row_change = trail.changes(before, columns | {"confirmed": said.is_confirmed})
    _note("loss.estimated", row.key, draft, row_change, by=by, at=at, reason=said.reason)
    return made


@transaction.atomic
def estimate_domain(
    *, domain: Domain, dimension: str, said: Said, version: int | None, by: Actor, at: datetime
) -> DomainEstimate:
    """
    Store what a domain loses when one of its C, I or A is lost, confirmed or as a draft.

    Raises:
        Refused: *by* may not, it is no draft, or the numbers are none.
        drafts.Stale: somebody changed it since *version* was shown.
    """
    draft = drafts.open_draft(domain.assessment_id, by=by, at=at)
    row = draft.domains.get(pk=domain.pk)
    if dimension not in tuple(DIMENSIONS):
        raise Refused(_("Choose confidentiality, integrity or availability."))
    _require(estimates.losses_mistakes(said.losses, may_be_none=False))
    columns = {"losses": estimates.losses_document(said.losses)}
    proposed = estimates.losses_document(estimates.proposed_for(draft, row, dimension))
    mine = DomainEstimate.objects.select_for_update().filter(domain=row, dimension=dimension)
    was = mine.first()
    drafts.require_version(was.version if was else 0, version, _stale())
    whose = {"organisation_id": draft.organisation_id, "assessment": draft, "version": 0}
    made = was or DomainEstimate(domain=row, dimension=dimension, **whose)
    before = {name: getattr(made, name) for name in columns} | {"confirmed": made.is_confirmed}
    _fill(made, columns | {"proposed": proposed}, said, by, at)
    change = trail.changes(before, columns | {"confirmed": said.is_confirmed})
    key = f"{row.name} {dimension}"
    _note("loss.domain", key, draft, change, by=by, at=at, reason=said.reason)
    return made


@transaction.atomic
def drop(*, risk: Risk, by: Actor, at: datetime) -> None:
    """
    Take the estimate of a risk away: it is no longer quantified.

    Raises:
        Refused: *by* may not, or it is no draft.
    """
    draft = drafts.open_draft(risk.assessment_id, by=by, at=at)
    found = LossEstimate.objects.filter(assessment=draft, risk=risk).first()
    if found is None:
        return
    before = {"frequency": found.frequency, "losses": found.losses}
    found.delete()
    _note("loss.dropped", risk.key, draft, (before, {}), by=by, at=at, reason="")


def mistakes(row: Risk, said: Said) -> Iterator[str]:
    """Yield what is wrong with an estimate of a risk, in words."""
    if row.state == Risk.State.DISMISSED:
        yield _("This risk is dismissed; bring it back first.")
    takes = said.dimensions if is_shared(row) else ""
    if set(takes) - set(DIMENSIONS):
        yield _("An event takes confidentiality, integrity or availability.")
    yield from said.frequency.mistakes()
    yield from estimates.losses_mistakes(said.losses, may_be_none=bool(takes))


def _require(mistakes: Iterator[str]) -> None:
    if found := list(mistakes):
        raise Refused(" ".join(found))


def _ordered(dimensions: str) -> str:
    return "".join(name for name in DIMENSIONS if name in dimensions)


def _fill(
    made: LossEstimate | DomainEstimate,
    columns: Mapping[str, Any],
    said: Said,
    by: Actor,
    at: datetime,
) -> None:
    for name, value in columns.items():
        setattr(made, name, value)
    made.reason = said.reason.strip()
    made.confirmed_by_id = by.person_id if said.is_confirmed else None
    made.confirmed_at = at if said.is_confirmed else None
    made.version += 1
    made.save()


def _stale() -> str:
    return _("Somebody else changed this estimate meanwhile.")


def _note(  # noqa: PLR0913  an event has this many facts
    kind: str,
    key: str,
    draft: Assessment,
    change: tuple[Mapping[str, Any], Mapping[str, Any]],
    *,
    by: Actor,
    at: datetime,
    reason: str,
) -> None:
    before, after = change
    trail.note(
        kind,
        object_type="risk" if kind != "loss.domain" else "domain",
        object_key=key,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        before=before,
        after=after,
        reason=reason,
    )
