"""Why a risk has its levels, as tables whose lines add up."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils.translation import gettext as _

from assessments.models import Assessment, Risk
from assessments.models.risk import JUDGED
from assessments.queries import explanations, grounds
from assessments.queries.explanations import Explanation
from assessments.queries.grounds import Basis, Reason
from assessments.queries.inputs import Inputs, Measure, facts_of
from assessments.queries.origins import Origin, origins
from assessments.queries.register import effective
from assessments.queries.words import ANSWERS, word
from assessments.scoring import Credited, Levels, Method, level_of, score_one
from assessments.scoring.accounting import Account, Ranks, Stage, account, in_turn
from assessments.scoring.terms import FACTORS

FINDINGS = "findings"  # the step that takes away what the plan will clear
THREE_QUARTERS = 75  # of a step, in hundredths
MINUS, DASH, TIMES = "\u2212", "\u2013", "\u00d7"


@dataclass(frozen=True, slots=True)
class Line:
    """
    A step of a table: four cells of text, for likelihood, C, I and A.

    `item` and `checks` are codes to link to; `look` is "", "sum" or "none" for a
    measure that takes nothing; `note` says who answered and what supports it.
    """

    step: str
    because: str
    cells: tuple[str, ...]
    item: str = ""
    checks: tuple[str, ...] = ()
    look: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Why:
    """The tables of one risk; empty `current` when it is not set. `numbers` per state."""

    explanation: Explanation
    reasons: tuple[Reason, ...]
    origins: tuple[Origin, ...]
    current: tuple[Line, ...]
    residual: tuple[Line, ...]
    cells: dict[str, str]  # by state: likelihood and the highest consequence
    unset: tuple[str, ...]

    @property
    def counted(self) -> int:
        """Return how many measures have credit."""
        return sum(bool(each.credited.halves) for each in self.explanation.inputs.measures)

    @property
    def promised(self) -> int:
        """Return how many measures an open action will do."""
        return sum(each.planned for each in self.explanation.inputs.measures)


def of(assessment: Assessment, risk: Risk) -> Why:
    """Return why *risk* has its levels, from its live inputs."""
    facts = facts_of(assessment)
    explanation = explanations.of(assessment, risk, facts)
    told = tuple(grounds.reasons(assessment, risk, facts)), tuple(origins(assessment, risk.group))
    method = Method.from_document(assessment.method)
    inputs = explanation.inputs
    ranks = _set(inputs.likelihood, inputs.consequence)
    if ranks is None:
        return Why(explanation, *told, (), (), {}, explanation.sentences)
    bases = grounds.bases(assessment, explanation, facts)
    now = score_one(ranks[0], ranks[1:], inputs.counted(), method)
    later = score_one(inputs.residual_likelihood, ranks[1:], inputs.planned(), method)
    return Why(
        explanation,
        *told,
        current=tuple(_current(ranks, inputs, now, method, bases)),
        residual=tuple(_residual(ranks, inputs, later, method)),
        cells={
            "inherent": _cell(score_one(ranks[0], ranks[1:], (), method)),
            "current": _cell(now),
            "residual": _cell(later),
        },
        unset=(),
    )


def _set(likelihood: int | None, consequence: Sequence[int | None]) -> Ranks | None:
    c, i, a = consequence
    if likelihood is None or c is None or i is None or a is None:
        return None
    return likelihood, c, i, a


def _cell(levels: Levels) -> str:
    numbers = levels.numbers
    highest = max(n for n in (numbers.c, numbers.i, numbers.a) if n is not None)
    return f"{_short(numbers.likelihood or Fraction(0))} {TIMES} {_short(highest)}"


def _current(
    ranks: Ranks, inputs: Inputs, levels: Levels, method: Method, bases: Mapping[str, Basis]
) -> Iterator[Line]:
    counted = inputs.counted()
    found = account((Stage("", ranks, ()), *in_turn(ranks, _none(counted), counted)), method)
    takes = {entry.code: entry.adds for entry in found.entries}
    yield Line(_("Inherent"), _judged(inputs.risk) + _stands(inputs), tuple(map(str, ranks)))
    for measure in inputs.measures:
        adds = takes.get(measure.item.code)
        yield Line(
            step=measure.item.title,
            because=_credit(measure),
            cells=_signed(adds) if adds else (DASH,) * 4,
            item=measure.item.code,
            checks=measure.contradicted,
            look="" if adds else "none",
            note=bases[measure.item.code].told,
        )
    yield from _end(_("Current"), found, levels, method)


def _residual(ranks: Ranks, inputs: Inputs, levels: Levels, method: Method) -> Iterator[Line]:
    """Yield what the plan takes off the current numbers; nothing while nothing is planned."""
    counted, planned = inputs.counted(), inputs.planned()
    later = (inputs.residual_likelihood or ranks[0], *ranks[1:])
    stages = [Stage("", ranks, counted)]
    if later != ranks:
        stages.append(Stage(FINDINGS, later, counted))
    stages += in_turn(later, counted, planned)
    if len(stages) == 1:
        return
    found = account(stages, method)
    yield Line(_("Current"), _("As it is now"), tuple(map(_figure, found.start)))
    titles = {measure.item.code: measure.item.title for measure in inputs.measures}
    for entry in found.entries:
        is_item = entry.code in titles
        yield Line(
            step=titles.get(entry.code, _("Findings cleared")),
            because=_("An open action of the plan will do it")
            if is_item
            else _("The plan removes what raised the likelihood"),
            cells=_signed(entry.adds),
            item=entry.code if is_item else "",
        )
    yield from _end(_("Residual"), found, levels, method)


def _end(name: str, found: Account, levels: Levels, method: Method) -> Iterator[Line]:
    numbers = levels.numbers
    counted = [
        str(level_of(number, method))
        for number in (numbers.likelihood, numbers.c, numbers.i, numbers.a)
        if number is not None
    ]
    yield Line(
        _("Sum"),
        _rounding(method),
        tuple(map(_figure, found.end)),
        look="sum",
    )
    given = {"l": levels.likelihood, "c": levels.consequence}
    yield Line(
        name,
        _("Likelihood %(l)s meets the highest consequence, %(c)s, in the matrix") % given,
        tuple(counted),
        look="total",
    )


def _rounding(method: Method) -> str:
    if method.earned == THREE_QUARTERS:
        return _("A number counts as the next lower rank once three quarters of a step are earned")
    words = _("A number counts as the next lower rank once %(earned)s %% of a step are earned")
    return words % {"earned": method.earned}


def _none(measures: Sequence[Credited]) -> tuple[Credited, ...]:
    return tuple(replace(measure, halves=0) for measure in measures)


def _credit(measure: Measure) -> str:
    said = word(ANSWERS, measure.state) if measure.state else _("Not answered")
    if measure.contradicted:
        return _("%(answer)s, but the inventory speaks against it: counted half") % {"answer": said}
    counted = {0: _("no credit"), 1: _("counted half"), 2: _("counted in full")}
    words = counted[measure.credited.halves]
    if measure.is_paper and measure.credited.halves:
        words = _("a design that nothing builds yet: at most a tenth")
    return _("%(answer)s: %(credit)s") % {"answer": said, "credit": words}


def _judged(risk: Risk) -> str:
    if risk.judged_by is None:
        return _("As proposed")
    who = {"name": risk.judged_by.name}
    if any(getattr(risk, name) is None for name in ("likelihood", "consequence_c")):
        return _("As proposed")
    return risk.reason or _("Judged by %(name)s") % who


def _stands(inputs: Inputs) -> str:
    """Return what the ranks were before the method gave them their steps, where that differs."""
    given = effective(inputs.risk)
    ranks = [given[name] for name in JUDGED]
    if ranks == [inputs.likelihood, *inputs.consequence]:
        return ""
    words = _(" (likelihood %(l)s, consequences %(c)s, %(i)s, %(a)s, at their steps of the grid)")
    return words % dict(zip(FACTORS, ranks, strict=True))


def _signed(adds: Sequence[Fraction]) -> tuple[str, ...]:
    return tuple(f"{MINUS}{_figure(-each)}" if each < 0 else "0" for each in adds)


def _short(number: Fraction) -> str:
    return str(number) if number.denominator == 1 else _figure(number)


def _figure(number: Fraction) -> str:
    return f"{float(number):.2f}"
