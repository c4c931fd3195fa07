"""A stored result as pages and programs read it: rows of figures, a curve, and comparisons."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import ActionRisk, Assessment, LossResult, Risk
from assessments.models.risk import STATES
from assessments.queries.inputs import OPEN
from assessments.scoring.losses import rosi

HUNDRED = 100
PAGE = 50  # risks of one page
P10, P50, P90, VAR95, VAR99, VAR999 = range(6)  # places among the quantiles
SHORTFALL95, SHORTFALL99 = 0, 1


@dataclass(frozen=True, slots=True)
class State:
    """The losses of a year in one state, in cents; shares are in percent, None where unset."""

    name: str
    mean: int
    error: int
    p10: int
    p50: int
    p90: int
    var95: int
    var99: int
    var999: int
    shortfall95: int
    shortfall99: int
    any: float
    above: float | None
    curve: tuple[tuple[int, float], ...]  # amount, share of the years that reach it

    def reaching(self, amount: int) -> float:
        """Return the share of the years whose loss reaches *amount*, a round one of the curve."""
        amounts = [each for each, _share in self.curve]
        place = bisect_left(amounts, amount)
        return self.curve[place][1] if place < len(amounts) else 0.0


Three = tuple[State, State, State]
FIGURES = (
    ("mean", gettext_lazy("Expected loss a year")),
    ("error", gettext_lazy("± error of the expected loss")),
    ("p10", gettext_lazy("1 of 10 years costs at most")),
    ("p50", gettext_lazy("Every second year costs at most")),
    ("p90", gettext_lazy("9 of 10 years cost at most")),
    ("var95", gettext_lazy("VaR 95 %")),
    ("var99", gettext_lazy("VaR 99 %")),
    ("var999", gettext_lazy("VaR 99.9 %")),
    ("shortfall95", gettext_lazy("Shortfall 95 %")),
    ("shortfall99", gettext_lazy("Shortfall 99 %")),
)
SHARES = (
    ("any", gettext_lazy("Years with any loss")),
    ("above", gettext_lazy("Years above tolerance")),
)


def amounts_of(states: Three) -> list[tuple[str, list[int]]]:
    """Return the amounts of the three states as rows: words, and cents state by state."""
    return [(str(words), [getattr(each, name) for each in states]) for name, words in FIGURES]


def shares_of(states: Three) -> list[tuple[str, list[float | None]]]:
    """Return the shares of years as rows: words, and percent state by state; None where unset."""
    return [(str(words), [getattr(each, name) for each in states]) for name, words in SHARES]


def points_of(states: Three) -> list[tuple[int, float, float, float]]:
    """Return the curve as a table: amount, and the share of years that reach it by state."""
    amounts = sorted({amount for state in states for amount, _share in state.curve})
    round_ones = [each for each in amounts if str(each).rstrip("0") in ("1", "2", "5")]
    inherent, current, residual = states
    return [
        (each, inherent.reaching(each), current.reaching(each), residual.reaching(each))
        for each in round_ones
    ]


@dataclass(frozen=True, slots=True)
class Line:
    """One risk with its figures in the three states; `risk` is None where it is gone."""

    key: str
    risk: Risk | None
    inherent: State
    current: State
    residual: State

    @property
    def states(self) -> Three:
        return self.inherent, self.current, self.residual


@dataclass(frozen=True, slots=True)
class Return:
    """What a risk's open actions cost, what they save in a year, and that for each unit."""

    cost: int
    saved: int
    percent: int | None
    uncosted: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A result: all risks together, as if independent, and one by one."""

    result: LossResult
    is_current: bool
    together: Three
    apart: Three
    lines: tuple[Line, ...]

    def page(self, number: int) -> "Page":
        """Return a page of the risks; the first or the last instead of one that is not there."""
        found = Paginator(self.lines, PAGE).get_page(max(1, number))
        pages = found.paginator
        return Page(tuple(found.object_list), found.number, pages.num_pages, pages.count)

    @property
    def current(self) -> State:
        return self.together[1]

    @property
    def is_shared(self) -> bool:
        """Say whether one event strikes several at once."""
        return self.together != self.apart

    def comparison(self, tolerance: int | None) -> str:
        """Say how much rarer bad years would look if events were not shared."""
        named = self.current.above is not None and tolerance is not None
        amount = tolerance if named else _round_below(self.current)
        if amount is None:
            return ""
        one, other = self.current, self.apart[1]
        shares = (
            (one.above, other.above) if named else (one.reaching(amount), other.reaching(amount))
        )
        return _("as one event: %(one)s; as if independent: %(other)s") % {
            "one": one_in(shares[0] or 0.0, self.result.years),
            "other": one_in(shares[1] or 0.0, self.result.years),
        }

    def compared_at(self, tolerance: int | None) -> int | None:
        """Return the amount that `comparison` speaks of, in cents."""
        return tolerance if self.current.above is not None else _round_below(self.current)


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the risks of a result."""

    lines: tuple[Line, ...]
    number: int
    pages: int
    count: int


def shown(
    result: LossResult, *, is_current: bool, risks: Mapping[str, Risk] | None = None
) -> Shown:
    """Return a result with the *risks* of its streams by key, the dearest now first."""
    document = result.figures
    known = risks or {}
    lines = [
        Line(key.partition("/")[2], known.get(key), *_three(three))
        for key, three in document["each"].items()
    ]
    return Shown(
        result=result,
        is_current=is_current,
        together=_three(document["together"]),
        apart=_three(document["apart"]),
        lines=tuple(sorted(lines, key=lambda line: (-line.current.mean, line.key))),
    )


def risks_of(assessments: Sequence[Assessment]) -> dict[str, Risk]:
    """Return the estimated risks of assessments by the name of their streams. One query."""
    rows = Risk.objects.filter(assessment__in=assessments, loss_estimate__isnull=False)
    return {
        f"{risk.assessment.uuid}/{risk.key}": risk
        for risk in rows.select_related("group", "assessment")
    }


def return_of(assessment: Assessment, line: Line) -> Return | None:
    """Return what the open actions of a risk earn; None where none is planned. One query."""
    if line.risk is None:
        return None
    links = ActionRisk.objects.filter(
        assessment=assessment, risk=line.risk, action__status__in=OPEN
    )
    costs = list(links.values_list("action__cost_minor", flat=True))
    if not costs:
        return None
    cost = sum(each or 0 for each in costs)
    earned = rosi(line.current.mean, line.residual.mean, cost)
    return Return(
        cost=cost,
        saved=line.current.mean - line.residual.mean,
        percent=None if earned is None else round(earned * HUNDRED),
        uncosted=sum(each is None for each in costs),
    )


def one_in(share: float, years: int) -> str:
    """Return a share of the years in percent as words: 1 in 10 years."""
    if not share:
        return _("in none of %(n)s years") % {"n": f"{years:,}"}
    return _("1 in %(n)s years") % {"n": f"{round(HUNDRED / share):,}"}


def _round_below(state: State) -> int | None:
    """Return the amount of the curve that one year in a hundred reaches, about."""
    reached = [amount for amount, _share in state.curve if amount <= state.var99]
    return max(reached, default=None)


def _three(document: Mapping[str, Any]) -> Three:
    inherent, current, residual = (_state(name, document[name]) for name in STATES)
    return inherent, current, residual


def _state(name: str, figures: Mapping[str, Any]) -> State:
    years, quantiles, shortfall = figures["years"], figures["quantiles"], figures["shortfall"]

    def share(count: int) -> float:
        return float(HUNDRED * count / years)

    return State(
        name=name,
        mean=figures["mean"],
        error=figures["error"],
        p10=quantiles[P10],
        p50=quantiles[P50],
        p90=quantiles[P90],
        var95=quantiles[VAR95],
        var99=quantiles[VAR99],
        var999=quantiles[VAR999],
        shortfall95=shortfall[SHORTFALL95],
        shortfall99=shortfall[SHORTFALL99],
        any=share(figures["hit"]),
        above=None if figures["above"] is None else share(figures["above"]),
        curve=tuple((amount, share(count)) for amount, count in figures["curve"]),
    )
