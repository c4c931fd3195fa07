"""The treatment plan: actions by due date, who carries how much, what it costs and leaves."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from assessments.models import Acceptance, Assessment, Risk, TreatmentAction
from assessments.queries import register

OPEN = (TreatmentAction.Status.PLANNED, TreatmentAction.Status.IN_PROGRESS)


@dataclass(frozen=True, slots=True)
class Entry:
    """An action with the risks it serves."""

    action: TreatmentAction
    risks: tuple[Risk, ...]
    is_late: bool

    @property
    def is_open(self) -> bool:
        return self.action.status in OPEN


@dataclass(frozen=True, slots=True)
class Load:
    """What one person has to do; `name` is blank for actions that nobody owns."""

    name: str
    open: int
    late: int
    cost_minor: int


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The plan of an assessment.

    `cost_minor` sums the open actions that name a cost, in hundredths of the
    currency; `uncosted` counts those that do not. `treated` are the risks that an
    open action serves, `bare` counts risks above the appetite with neither an open
    action nor an acceptance.
    """

    entries: tuple[Entry, ...]
    loads: tuple[Load, ...]
    treated: tuple[register.Row, ...]
    acceptances: tuple[Acceptance, ...]
    cost_minor: int
    uncosted: int
    late: int
    bare: int

    @property
    def open(self) -> int:
        return sum(entry.is_open for entry in self.entries)


def of(assessment: Assessment, today: date) -> Plan:
    """Return the plan. Five queries."""
    actions = assessment.treatmentactions.select_related("owner").prefetch_related("links__risk")
    entries = tuple(_entry(action, today) for action in actions)
    ordered = sorted(entries, key=lambda e: (not e.is_open, e.action.due or date.max, e.action.pk))
    still = [entry for entry in ordered if entry.is_open]
    served = {risk.pk for entry in still for risk in entry.risks}
    rows = register.rows_of(assessment).exclude(state="dismissed")
    treated = rows.filter(pk__in=served).order_by("number")
    above = rows.filter(Q(level__gt=int(assessment.criteria.get("appetite", 2))))
    return Plan(
        entries=tuple(ordered),
        loads=_loads(still),
        treated=tuple(register.row(risk, assessment) for risk in treated),
        acceptances=tuple(
            assessment.acceptances.filter(withdrawn_at=None)
            .select_related("risk", "accepted_by")
            .order_by("expires_on", "risk__number")
        ),
        cost_minor=_cost(still),
        uncosted=sum(entry.action.cost_minor is None for entry in still),
        late=sum(entry.is_late for entry in still),
        bare=above.exclude(pk__in=served).filter(Q(accepted_until=None)).count(),
    )


def _entry(action: TreatmentAction, today: date) -> Entry:
    is_late = action.status in OPEN and action.due is not None and action.due < today
    risks = sorted((link.risk for link in action.links.all()), key=lambda risk: risk.number)
    return Entry(action, tuple(risks), is_late)


def _loads(entries: Sequence[Entry]) -> tuple[Load, ...]:
    """Return who has how much to do, the most first, what nobody owns last."""
    names = Counter(entry.action.owner.name if entry.action.owner else "" for entry in entries)
    found = []
    for name in sorted(names, key=lambda name: (not name, -names[name], name)):
        own = [e for e in entries if (e.action.owner.name if e.action.owner else "") == name]
        found.append(Load(name, len(own), sum(entry.is_late for entry in own), _cost(own)))
    return tuple(found)


def _cost(entries: Iterable[Entry]) -> int:
    return sum(entry.action.cost_minor or 0 for entry in entries)
