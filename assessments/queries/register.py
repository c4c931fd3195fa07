"""The risk register: filtered, ordered, paged; one row as pages, exports and REST show it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Count,
    DateField,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from assessments.models import Acceptance, ActionRisk, Assessment, Risk, TreatmentAction
from assessments.models.risk import JUDGED

PAGE = 50
ORDERS: Mapping[str, tuple[str, ...]] = {
    "number": ("number",),
    "title": ("title", "number"),
    "inherent": ("-score__inherent", "number"),
    "current": ("-level", "-level_likelihood", "number"),
    "residual": ("-score__residual", "number"),
    "group": ("group__name", "number"),
    "option": ("treatment__option", "number"),
    "owner": ("owner__name", "number"),
    "due": ("due", "number"),
}
DEFAULT_ORDER = "current"
TABS = ("found", "all", "above", "proposed", "unset", "unowned", "mine", "dismissed")


@dataclass(frozen=True, slots=True)
class Filters:
    """What the register is narrowed to; None or blank means not narrowed."""

    words: str = ""
    family: str = ""
    group: int | None = None
    state: str = ""
    level: int | None = None
    likelihood: int | None = None
    consequence: int | None = None
    view: str = "current"  # which state `level`, `likelihood` and `consequence` speak of
    owner: int | None = None
    option: str = ""
    above: int | None = None  # current level above this one
    unset: bool = False
    unowned: bool = False

    def active(self) -> dict[str, Any]:
        """Return the filters in force, as parameters of the URL."""
        defaults = Filters()
        return {
            name: getattr(self, name)
            for name in self.__slots__
            if getattr(self, name) != getattr(defaults, name)
        }


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the register as every door shows it. Levels and ranks are 1-5 or None (unset)."""

    risk: Risk
    score_rev: int
    due: date | None
    accepted_until: date | None

    @property
    def level(self) -> int | None:
        """Return the level that counts: the override, else the computed current one."""
        return self.risk.level

    @property
    def is_fresh(self) -> bool:
        return self.risk.changed_rev <= self.score_rev

    @property
    def ranks(self) -> dict[str, int | None]:
        """Return what counts: judged, else proposed."""
        return effective(self.risk)

    @property
    def moved(self) -> dict[str, tuple[int | None, int | None]]:
        """Return where a newer proposal differs from the judgement: {name: (newer, judged)}."""
        pairs = {
            name: (getattr(self.risk, f"proposed_{name}"), getattr(self.risk, name))
            for name in JUDGED
        }
        return {
            name: (proposed, judged)
            for name, (proposed, judged) in pairs.items()
            if judged is not None and proposed is not None and proposed != judged
        }


@dataclass(frozen=True, slots=True)
class Page:
    rows: tuple[Row, ...]
    number: int
    count: int
    counts: Mapping[str, int]

    @property
    def pages(self) -> int:
        return max(1, -(-self.count // PAGE))


def effective(risk: Risk) -> dict[str, int | None]:
    """Return likelihood and consequences that count: judged, else proposed."""
    return {
        name: proposed if (judged := getattr(risk, name)) is None else judged
        for name in JUDGED
        for proposed in (getattr(risk, f"proposed_{name}"),)
    }


def rows_of(assessment: Assessment) -> QuerySet[Risk]:
    """Return the risks with what a row shows, in one statement whatever their number."""
    open_actions = ActionRisk.objects.filter(
        risk=OuterRef("pk"),
        action__status__in=[TreatmentAction.Status.PLANNED, TreatmentAction.Status.IN_PROGRESS],
    ).order_by(F("action__due").asc(nulls_last=True))
    living = Acceptance.objects.filter(risk=OuterRef("pk"), withdrawn_at=None)
    return assessment.risks.select_related(
        "group", "score", "owner", "treatment", "judged_by"
    ).annotate(
        due=Subquery(open_actions.values("action__due")[:1], output_field=DateField()),
        accepted_until=Subquery(living.values("expires_on")[:1], output_field=DateField()),
    )


def page(
    assessment: Assessment,
    filters: Filters,
    *,
    order: str = DEFAULT_ORDER,
    number: int = 1,
    me: int | None = None,
) -> Page:
    """
    Return one page of the register. Two queries: the rows, and the counts of the tabs.

    *me* is the person whose own risks one of the tabs counts.
    """
    start = (max(1, number) - 1) * PAGE
    found = narrowed(rows_of(assessment), filters).order_by(*_order(order))
    shown = found.values("pk")[start : start + PAGE]  # sorts numbers, not whole rows
    ordered = rows_of(assessment).filter(pk__in=shown).order_by(*_order(order))
    counts = _counts(assessment, filters, me)
    rows = tuple(row(risk, assessment) for risk in ordered)
    return Page(rows=rows, number=max(1, number), count=counts["found"], counts=counts)


def row(risk: Risk, assessment: Assessment) -> Row:
    """Return the row of one risk loaded by `rows_of`."""
    annotated: Any = risk
    return Row(
        risk=risk,
        score_rev=assessment.score_rev,
        due=annotated.due,
        accepted_until=annotated.accepted_until,
    )


def one(assessment: Assessment, number: int) -> Row:
    """
    Return one row by the risk's number.

    Raises:
        Risk.DoesNotExist: there is none.
    """
    return row(rows_of(assessment).get(number=number), assessment)


def narrowed(rows: QuerySet[Risk], filters: Filters) -> QuerySet[Risk]:
    """Return the rows that pass *filters*; dismissed ones only when asked for."""
    return rows.filter(_passes(filters))


def numbers(
    assessment: Assessment, filters: Filters, order: str = DEFAULT_ORDER
) -> tuple[int, ...]:
    """Return the numbers of all risks that pass *filters*, in order. One query."""
    found = narrowed(rows_of(assessment), filters).order_by(*_order(order))
    return tuple(found.values_list("number", flat=True))


def _passes(filters: Filters) -> Q:
    kept = Q(state=filters.state) if filters.state else ~Q(state="dismissed")
    return kept & _condition(filters)


def _condition(filters: Filters) -> Q:
    view = filters.view if filters.view in ("inherent", "current", "residual") else "current"
    level = "level" if view == "current" else f"score__{view}"
    exact = {
        "family": filters.family or None,
        "group_id": filters.group,
        level: filters.level,
        f"score__{view}_likelihood": filters.likelihood,
        f"score__{view}_consequence": filters.consequence,
        "owner_id": filters.owner,
        "treatment__option": filters.option or None,
    }
    condition = Q(**{name: value for name, value in exact.items() if value is not None})
    if filters.above is not None:
        condition &= Q(level__gt=filters.above)
    if filters.unset:
        condition &= Q(level=None)
    if filters.unowned:
        condition &= Q(owner=None)
    for word in filters.words.split():
        condition &= _has(word)
    return condition


def _has(word: str) -> Q:
    if word[:2].upper() == "R-" and word[2:].isdecimal():
        return Q(number=int(word[2:]))
    return Q(title__icontains=word) | Q(code__icontains=word) | Q(group__name__icontains=word)


def _order(order: str) -> list[Any]:
    name = order.lstrip("-")
    fields = ORDERS.get(name, ORDERS[DEFAULT_ORDER])
    turned = order.startswith("-")
    return [_field(field, turned=turned and place == 0) for place, field in enumerate(fields)]


def _field(field: str, *, turned: bool) -> Any:
    descending = field.startswith("-") != turned
    column = F(field.lstrip("-"))
    return column.desc(nulls_last=True) if descending else column.asc(nulls_last=True)


def _counts(assessment: Assessment, filters: Filters, me: int | None) -> dict[str, int]:
    appetite = int(assessment.criteria.get("appetite", 2))
    rows = assessment.risks.order_by()
    alike = rows.values_list("state", "level", "owner_id").annotate(n=Count("*"))
    if filters.active():
        alike = alike.annotate(passed=Count("pk", filter=_passes(filters)))
    counts = dict.fromkeys(TABS, 0)
    # rows that are alike are counted together: one look at each row, however many tabs
    for state, level, owner, number, *passed in alike:
        is_kept = state != Risk.State.DISMISSED
        in_tab = {
            "all": is_kept,
            "above": is_kept and level is not None and level > appetite,
            "proposed": state == Risk.State.PROPOSED,
            "unset": is_kept and level is None,
            "unowned": is_kept and owner is None,
            "mine": is_kept and owner is not None and owner == me,
            "dismissed": not is_kept,
        }
        for tab, is_in in in_tab.items():
            counts[tab] += number * is_in
        counts["found"] += passed[0] if passed else number * is_kept
    return counts
