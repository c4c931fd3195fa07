"""Why a risk has its levels: sentences for pages, steps for programs."""

from dataclasses import asdict, dataclass
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Assessment, Risk
from assessments.queries.inputs import Inputs, facts_of, inputs_of
from assessments.scoring import Credited, Levels, Method, score_one
from assessments.scoring.explanation import Change, Step, decimal, replay, steps, what_would_change

LETTERS = {"l": "likelihood", "c": "confidentiality", "i": "integrity", "a": "availability"}


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
    changes: tuple[Change, ...]
    reasons: tuple[str, ...]

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return why the current level is what it is."""
        return tuple(sentence(step) for step in self.states[1].steps)

    @property
    def advice(self) -> tuple[str, ...]:
        return tuple(advise(change) for change in self.changes[:12])


def of(assessment: Assessment, risk: Risk) -> Explanation:
    """Return the explanation of one risk from its live inputs."""
    method = Method.from_document(assessment.method)
    inputs = inputs_of(risk, facts_of(assessment))
    none: tuple[Credited, ...] = ()
    states = (
        _state("inherent", inputs.likelihood, inputs, none, method),
        _state("current", inputs.likelihood, inputs, inputs.counted(), method),
        _state("residual", inputs.residual_likelihood, inputs, inputs.planned(), method),
    )
    return Explanation(
        inputs=inputs,
        states=states,
        changes=what_would_change(inputs.likelihood, inputs.consequence, inputs.counted(), method),
        reasons=tuple(
            reason(message, given) for message, given in risk.proposal.get("reasons", [])
        ),
    )


def document(assessment: Assessment, risk: Risk) -> dict[str, Any]:
    """Return the explanation as JSON: inputs, steps of each state, what would change it."""
    why = of(assessment, risk)
    return {
        "risk": risk.key,
        "states": [
            {
                "state": state.name,
                "level": state.level,
                "numbers": state.numbers,
                "steps": [asdict(step) | {"text": sentence(step)} for step in state.steps],
            }
            for state in why.states
        ],
        "proposal": list(why.reasons),
        "measures": [
            {
                "item": measure.item.code,
                "answer": measure.state or None,
                "contradicted_by": list(measure.contradicted),
                "credit": f"{measure.credited.halves}/2",
                "planned": measure.planned,
            }
            for measure in why.inputs.measures
        ],
        "changes": [asdict(change) | {"text": advise(change)} for change in why.changes],
    }


def sentence(step: Step) -> str:
    """Put one step into words."""
    given = {name: LETTERS.get(str(value), value) for name, value in step.parameters.items()}
    match step.message:
        case "unset":
            words = _("%(of)s is not set, so there is no level.")
        case "start":
            words = _(
                "Likelihood %(likelihood)s; consequence C %(c)s, I %(i)s, A %(a)s before measures."
            )
            given = dict(step.parameters)
        case "measure":
            words = _("%(code)s (%(kind)s) is credited with %(credit)s.")
        case "factor":
            words = _(
                "Measures leave %(left_decimal)s of %(of)s: %(rank)s becomes %(number)s, "
                "which counts as %(becomes)s."
            )
        case _:
            words = _(
                "Likelihood %(likelihood)s and consequence %(consequence)s meet in the matrix at "
                "level %(level)s."
            )
    return words % given


def advise(change: Change) -> str:
    """Put what would change a level into words."""
    given = {"level": change.level, "items": ", ".join(change.measures)}
    if change.measures:
        return _("Implement %(items)s: the level becomes %(level)s.") % given
    given["what"] = ", ".join(LETTERS[name] for name in change.lowered)
    return _("One rank less of %(what)s: the level becomes %(level)s.") % given


def reason(message: str, given: dict[str, Any]) -> str:
    """Put a reason of a proposal into words."""
    words = {
        "likelihood.default": _("Likelihood %(rank)s is the catalogue's default."),
        "likelihood.observed": _("The inventory shows it (%(checks)s): likelihood %(rank)s."),
        "consequence.default": _("%(dimension)s: the catalogue's default %(default)s."),
        "consequence.value": _("%(dimension)s: the group is worth %(value)s, below the default."),
        "consequence.not_valued": _("%(dimension)s: default %(default)s; the group is not valued."),
        "consequence.layer": _("%(dimension)s: takes over the layer, which is worth %(value)s."),
        "consequence.layer_unset": _("%(dimension)s: takes over the layer, whose value is unset."),
    }[message]
    known = dict(given)
    if "dimension" in known:
        known["dimension"] = LETTERS[known["dimension"]].capitalize()
    return words % known


def _state(
    name: str,
    likelihood: int | None,
    inputs: Inputs,
    measures: tuple[Credited, ...],
    method: Method,
) -> State:
    found = steps(likelihood, inputs.consequence, measures, method)
    levels = score_one(likelihood, inputs.consequence, measures, method)
    return State(name, found, replay(found, method), _numbers(levels))


def _numbers(levels: Levels) -> dict[str, str | None]:
    numbers = levels.numbers
    named = {"likelihood": numbers.likelihood, "c": numbers.c, "i": numbers.i, "a": numbers.a}
    return {name: None if n is None else decimal(n) for name, n in named.items()}
