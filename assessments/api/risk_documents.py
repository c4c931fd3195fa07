"""Risks and register rows as the OpenAPI description tells them."""

from typing import Any

from rest_framework import serializers

from assessments.api import fields
from assessments.catalogue.choices import FAMILIES
from assessments.models import AssetGroup, Risk, Treatment
from assessments.models.risk import COMPUTED, JUDGED, STATES
from assessments.reports.register_table import COLUMNS, Column
from assessments.scoring.method import DIMENSIONS

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
