"""Why a risk has its levels: sentences for pages, steps for programs."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from assessments.models import Assessment, Risk
from assessments.queries.advice import Advice, ToDo, advice_on
from assessments.queries.inputs import Facts, Inputs, facts_of, inputs_of
from assessments.queries.words import LEVELS
from assessments.scoring import Credited, Levels, Method, score_one
from assessments.scoring.explanation import Step, decimal, replay, steps

FACTOR_WORDS = {
    "l": gettext_lazy("likelihood"),
    "c": gettext_lazy("confidentiality"),
    "i": gettext_lazy("integrity"),
    "a": gettext_lazy("availability"),
}
PAIR = 2


@dataclass(frozen=True, slots=True)
class State:
    """One of the three states: its steps, and the level they lead to."""

    name: str
    steps: tuple[Step, ...]
    level: int | None
    numbers: dict[str, str | None]


@dataclass(frozen=True, slots=True)
class Explanation:
    inputs: Inputs
    states: tuple[State, ...]
    changes: tuple[Advice, ...]
    reasons: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return why the current level is what it is."""
        return tuple(sentence(step) for step in self.states[1].steps)

    @property
    def advice(self) -> tuple[str, ...]:
        return tuple(advise(change) for change in self.changes)


def of(assessment: Assessment, risk: Risk, facts: Facts | None = None) -> Explanation:
    """Return the explanation of one risk from its live inputs; *facts* if they are loaded."""
    method = Method.from_document(assessment.method)
    facts = facts or facts_of(assessment)
    inputs = inputs_of(risk, facts)
    none: tuple[Credited, ...] = ()
    states = (
        _state("inherent", inputs.likelihood, inputs, none, method),
        _state("current", inputs.likelihood, inputs, inputs.counted(), method),
        _state("residual", inputs.residual_likelihood, inputs, inputs.planned(), method),
    )
    return Explanation(
        inputs=inputs,
        states=states,
        changes=advice_on(inputs, facts, method),
        reasons=tuple(
            reason(message, given) for message, given in risk.proposal.get("reasons", [])
        ),
    )


def changes_of(why: Explanation) -> list[dict[str, Any]]:
    """Return as JSON what would change the level; `clears` are checks that must find nothing."""
    return [
        asdict(each.change)
        | {"clears": sorted({code for todo in each.todo for code in todo.clears})}
        | {"text": advise(each)}
        for each in why.changes
    ]


def sentence(step: Step) -> str:
    """Put one step into words."""
    given: dict[str, Any] = dict(step.parameters)
    match step.message:
        case "unset":
            words = _("There is no level: %(of)s is not set.")
            given["of"] = FACTOR_WORDS[given["of"]]
        case "start":
            words = _(
                "Before any measure: likelihood %(likelihood)s; consequence %(c)s for "
                "confidentiality, %(i)s for integrity, %(a)s for availability."
            )
        case "measure":
            words = (
                _("%(code)s (%(kind)s) counts in full.")
                if given["credit"] == "1"
                else _("%(code)s (%(kind)s) counts half.")
            )
        case "factor":
            words = _factor_words(given)
        case _:
            words = _(
                "Likelihood %(likelihood)s and consequence %(consequence)s meet in the matrix: "
                "the level is %(level)s."
            )
            given["level"] = _level(given["level"])
    return words % given


def _factor_words(given: dict[str, Any]) -> str:
    given["of"] = capfirst(str(FACTOR_WORDS[given["of"]]))
    if given["left"] == "1":
        return _("%(of)s: no measure lowers it, it stays %(rank)s.")
    if given["held_by"]:
        return _(
            "%(of)s: half of what is above 1 stays until %(held_by)s is implemented, so %(rank)s "
            "becomes %(number)s, which counts as %(becomes)s."
        )
    return _(
        "%(of)s: measures leave %(left_decimal)s of what is above 1, so %(rank)s becomes "
        "%(number)s, which counts as %(becomes)s."
    )


def advise(advice: Advice) -> str:
    """Put into words what would lower the level, and what that takes."""
    change = advice.change
    given: dict[str, Any] = {"level": _level(change.level)}
    if not advice.todo:
        what = FACTOR_WORDS[change.lowered[0]]
        given |= {"what": capfirst(str(what)), "was": advice.rank, "now": (advice.rank or 0) - 1}
        return _("%(what)s %(now)s instead of %(was)s: the level becomes %(level)s.") % given
    given["what"] = capfirst("; ".join(_to_do(each) for each in advice.todo))
    if len(advice.todo) == 1:
        words = _("%(what)s: the level becomes %(level)s.")
    elif len(advice.todo) == PAIR:
        words = _("%(what)s: the level becomes %(level)s. Neither alone is enough for that.")
    else:
        words = _("%(what)s: the level becomes %(level)s. All of them are needed for that.")
    return words % given


def _to_do(todo: ToDo) -> str:
    given = {"item": todo.item.code, "title": todo.item.title, "checks": ", ".join(todo.clears)}
    if todo.clears:
        return _("clear what %(checks)s found and implement %(item)s (%(title)s)") % given
    return _("implement %(item)s (%(title)s)") % given


def _level(level: int) -> str:
    return str(LEVELS[level]).lower()


def reason(message: str, given: dict[str, Any]) -> str:
    """Put a reason of a proposal into words."""
    words = {
        "likelihood.default": _("Likelihood %(rank)s is the catalogue's default."),
        "likelihood.observed": _("The inventory shows it (%(checks)s): likelihood %(rank)s."),
        "likelihood.beside": _("Trust is far apart (%(places)s): likelihood %(rank)s."),
        "consequence.default": _("%(dimension)s: the catalogue's default %(default)s."),
        "consequence.value": _("%(dimension)s: the group is worth %(value)s, below the default."),
        "consequence.not_valued": _("%(dimension)s: default %(default)s; the group is not valued."),
        "consequence.layer": _("%(dimension)s: takes over the layer, which is worth %(value)s."),
        "consequence.layer_unset": _("%(dimension)s: takes over the layer, whose value is unset."),
    }[message]
    known = dict(given)
    if "dimension" in known:
        known["dimension"] = capfirst(str(FACTOR_WORDS[known["dimension"]]))
    return words % known


def _state(
    name: str,
    likelihood: int | None,
    inputs: Inputs,
    measures: tuple[Credited, ...],
    method: Method,
) -> State:
    levels = score_one(likelihood, inputs.consequence, measures, method)
    found = steps(likelihood, inputs.consequence, measures, method, levels)
    return State(name, found, replay(found, method), _numbers(levels))


def _numbers(levels: Levels) -> dict[str, str | None]:
    numbers = levels.numbers
    named = {"likelihood": numbers.likelihood, "c": numbers.c, "i": numbers.i, "a": numbers.a}
    return {name: None if n is None else decimal(n) for name, n in named.items()}
