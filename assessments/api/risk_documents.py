"""Risks, register rows and explanations as the OpenAPI description tells them."""

from typing import Any

from rest_framework import serializers

from assessments.api import fields
from assessments.catalogue.choices import FAMILIES
from assessments.models import Answer, AssetGroup, Risk, Treatment
from assessments.models.risk import COMPUTED, JUDGED, STATES
from assessments.reports.register_table import COLUMNS, Column
from assessments.scoring.method import DIMENSIONS, FACTORS, KINDS

COUNTS = ("members", "evidence")
MAY_BE_NULL = (
    "domain",
    "judged_at",
    "current_likelihood_number",
    "current_consequence_number",
    "accepted_until",
)
PLACES = tuple(name for name in COMPUTED if name not in STATES)
RANKS = (
    *JUDGED,
    *(f"proposed_{name}" for name in JUDGED),
    *(f"value_{name}" for name in DIMENSIONS),
    *STATES,
    "override_level",
    "accepted_level",
)
CHOICES: dict[str, Any] = {
    "family": (*FAMILIES, "own"),
    "subject_kind": AssetGroup.Kind.values,
    "state": Risk.State.values,
}


def _field(column: Column) -> serializers.Field[Any, Any, Any, Any]:
    if column.name in (*PLACES, *RANKS):
        of = fields.place if column.name in PLACES else fields.rank
        return of(column.title)
    if column.name in COUNTS:
        return fields.whole(column.title)
    if column.name in CHOICES:
        return fields.one_of(CHOICES[column.name], column.title)
    return fields.text(column.title, null=column.name in MAY_BE_NULL)


def _row(name: str, words: str, columns: Any) -> type[serializers.Serializer[None]]:
    made = {column.name: _field(column) for column in columns}
    return type(name, (serializers.Serializer,), {"__doc__": words, **made})


_BASE = _row("RegisterRow", "A row of the whole register.", COLUMNS)


class RegisterRow(_BASE):  # type: ignore[misc, valid-type]  # made from the columns above
    """A risk in the whole register, under the names of the CSV and XLSX columns."""


class RiskRow(serializers.Serializer[None]):
    """A risk as the register on the screen shows it. Levels are null while they are computed."""

    number = fields.whole("Names the risk in addresses.")
    key = fields.text("The number as people write it: R-17.")
    code = fields.text("The risk of the catalogue, or OWN-n.")
    title = fields.text("Title.")
    family = fields.one_of(CHOICES["family"], "Family of risks.")
    subject_kind = fields.one_of(CHOICES["subject_kind"], "What kind of thing it is about.")
    subject = fields.text("What it is about.")
    state = fields.one_of(CHOICES["state"], "Whether somebody confirmed it.")
    proposed_likelihood = fields.rank("Proposed likelihood.")
    proposed_consequence_c = fields.rank("Proposed consequence for confidentiality.")
    proposed_consequence_i = fields.rank("Proposed consequence for integrity.")
    proposed_consequence_a = fields.rank("Proposed consequence for availability.")
    likelihood = fields.rank("Judged likelihood; null where the proposal counts.")
    consequence_c = fields.rank("Judged consequence for confidentiality.")
    consequence_i = fields.rank("Judged consequence for integrity.")
    consequence_a = fields.rank("Judged consequence for availability.")
    inherent = fields.rank("Level before measures.")
    inherent_likelihood = fields.place("Likelihood before measures.")
    inherent_consequence = fields.place("Consequence before measures.")
    current = fields.rank("Level with the measures that are there.")
    current_likelihood = fields.place("Likelihood with the measures that are there.")
    current_consequence = fields.place("Consequence with the measures that are there.")
    residual = fields.rank("Level that the plan is expected to leave.")
    residual_likelihood = fields.place("Likelihood that the plan is expected to leave.")
    residual_consequence = fields.place("Consequence that the plan is expected to leave.")
    override_level = fields.rank("Level that a person set instead of `current`.")
    level = fields.rank("The level that counts: the override, else `current`.")
    treatment = fields.one_of(["", *Treatment.Option.values], "Option of treatment; blank: none.")
    owner = fields.text("Risk owner; blank when nobody is named.")
    due = fields.day("When the next open action is due.")
    accepted_until = fields.day("Until when it is accepted.")
    is_fresh = fields.flag("Whether the levels follow from all inputs; else they are computed.")
    group_id = fields.whole("What it is about as a number, for `group`.")
    owner_id = fields.whole("The risk owner as a number, for `owner`.", null=True)


class RiskWhole(RegisterRow):
    """One risk with every field of the register. Levels are null while they are computed."""

    number = fields.whole("Names the risk in addresses.")
    level = fields.rank("The level that counts: the override, else `current`.")
    due = fields.day("When the next open action is due.")
    is_fresh = fields.flag("Whether the levels follow from all inputs; else they are computed.")
    group_id = fields.whole("What it is about as a number, for `group`.")
    owner_id = fields.whole("The risk owner as a number, for `owner`.", null=True)


class Said(serializers.Serializer[None]):
    """What a person decided, and why."""

    reason = fields.text("Why.")
    by = fields.text("Who.", null=True)
    at = fields.moment("When.", null=True)


class Override(Said):
    """A level that a person set, and why."""

    level = fields.rank("The level.")


class Input(serializers.Serializer[None]):
    """A rank that goes into the level, and where it came from."""

    name = fields.one_of(JUDGED, "Which rank.")
    rank = fields.rank("What counts.")
    source = fields.one_of(["judged", "proposed", "unset"], "Where it came from.")  # type: ignore[assignment]  # DRF has its own
    proposed = fields.rank("What was proposed.")
    judged = fields.rank("What a person judged.")


class Worth(serializers.Serializer[None]):
    """The value of the subject in one dimension, and the path it came by."""

    dimension = fields.one_of(DIMENSIONS, "Confidentiality, integrity or availability.")
    rank = fields.rank("The value.")
    number = fields.text("The value before it is rounded, where it came over a path.", null=True)
    path = fields.texts("Assets from the one that sets the value to the subject.")
    together = fields.text("What lifted it: what all that meet there come to.", null=True)


class Subject(serializers.Serializer[None]):
    """What a risk is about."""

    kind = fields.one_of(CHOICES["subject_kind"], "What kind of thing it is.")
    name = fields.text("Name.")
    members = fields.whole("Guests in it or on it.")
    value = Worth(many=True, help_text="What it is worth.")


class Numbers(serializers.Serializer[None]):
    """Likelihood and consequences before they are rounded to ranks, as decimals."""

    likelihood = fields.text("Likelihood.", null=True)
    c = fields.text("Consequence for confidentiality.", null=True)
    i = fields.text("Consequence for integrity.", null=True)
    a = fields.text("Consequence for availability.", null=True)


class GridCell(serializers.Serializer[None]):
    """The cell of the matrix in which the level was read."""

    likelihood = fields.place("Row.")
    consequence = fields.place("Column.")
    level = fields.rank("Level.")


class StepLine(serializers.Serializer[None]):
    """One step towards a level."""

    message = fields.one_of(["unset", "start", "measure", "factor", "cell"], "Kind of step.")
    parameters = fields.free("Its numbers.")
    text = fields.text("The step as a sentence.")


class StateLine(serializers.Serializer[None]):
    """How the level of one state comes about."""

    state = fields.one_of(STATES, "Which state.")
    level = fields.rank("Its level.")
    numbers = Numbers(help_text="Numbers before they are rounded.")
    cell = GridCell(allow_null=True, help_text="Cell of the matrix; null without a level.")
    steps = StepLine(many=True, help_text="Applying them in order gives the level.")


class MeasureLine(serializers.Serializer[None]):
    """A checklist item that takes part, and how it counts."""

    item = fields.text("The item.")
    kind = fields.one_of(KINDS, "Kind of measure.")
    answer = fields.one_of(Answer.State.values, "What was answered; null: nothing.", null=True)
    credit = fields.one_of(["0", "1/2", "1"], "How far it counts.")
    is_counted = fields.flag("Whether it counts at all now.")
    effect = serializers.DictField(
        child=serializers.IntegerField(),
        help_text=f"Effect in hundredths on {', '.join(FACTORS)} when it is done in full.",
    )
    key = fields.one_of(
        FACTORS, "The factor that stays at one half or more until this is done.", null=True
    )
    is_paper = fields.flag("Whether it is a design that nothing builds yet.")
    contradicted_by = fields.texts("Checks whose findings contradict the answer.")
    is_planned = fields.flag("Whether an open action will do it.")


class ChangeLine(serializers.Serializer[None]):
    """Something that would lower the current level."""

    measures = fields.texts("Items to be done in full, together.")
    clears = fields.texts("Checks whose findings have to be gone for that.")
    lowered = serializers.ListField(
        child=serializers.ChoiceField(FACTORS), help_text="Ranks that would be one lower."
    )
    level = fields.rank("The level then.")
    text = fields.text("The change as a sentence.")


class Explanation(serializers.Serializer[None]):
    """Why a risk has its levels, and what would change them."""

    risk = fields.text("Key of the risk.")
    level = fields.rank("The level that counts: the override, else the current one.")
    override = Override(allow_null=True, help_text="What a person set instead, if anybody did.")
    inputs = Input(many=True, help_text="The four ranks.")
    judgement = Said(help_text="Who judged, and why.")
    proposal = fields.texts("Why the ranks were proposed.")
    subject = Subject(help_text="What it is about and what that is worth.")
    states = StateLine(many=True, help_text="Inherent, current, residual.")
    measures = MeasureLine(many=True, help_text="Checklist items that take part.")
    changes = ChangeLine(many=True, help_text="What would lower the current level.")
