"""Losses, as the OpenAPI description tells them."""

from rest_framework import serializers

from assessments.api import fields
from assessments.models.risk import STATES
from assessments.queries.loss_view import FIGURES


class CurvePoint(serializers.Serializer[None]):
    """A point of an exceedance curve."""

    amount_minor = fields.whole("An amount in cents.")
    percent = serializers.FloatField(help_text="The share of years that cost as much or more.")


_AMOUNTS = {
    f"{name}_minor": serializers.IntegerField(help_text=f"{words}, in cents.")
    for name, words in FIGURES
}
_BASE = type("LossAmounts", (serializers.Serializer,), {"__doc__": "Amounts.", **_AMOUNTS})


class LossState(_BASE):  # type: ignore[misc, valid-type]  # made from the figures above
    """What a year costs in one state: docs/method.md, rule M23."""

    state = fields.one_of(STATES, "Before measures, with them, and once the plan is done.")
    any_percent = serializers.FloatField(help_text="The share of years with any loss.")
    above_tolerance_percent = serializers.FloatField(
        allow_null=True, help_text="The share of years above the tolerance; null without one."
    )
    curve = CurvePoint(many=True, required=False, help_text="The exceedance curve.")


class LossLine(serializers.Serializer[None]):
    """What one risk costs."""

    key = fields.text("The number as people write it: R-17.")
    number = fields.whole("Names the risk in addresses; null where it is gone.", null=True)
    assessment = fields.whole("The number of its assessment.", null=True)
    title = fields.text("Title.", null=True)
    states = LossState(many=True, help_text="Inherent, current and residual.")


class _LossHead(serializers.Serializer[None]):
    is_current = serializers.BooleanField(
        allow_null=True, help_text="Whether the inputs are still as they were."
    )
    years = fields.whole("Simulated years.", null=True)
    seed = fields.whole("The seed.", null=True)
    engine = fields.text("The engine that drew them.", null=True)
    input_digest = fields.text("SHA-256 of all that the figures follow from.", null=True)
    result_digest = fields.text("SHA-256 of the figures.", null=True)
    simulated_at = fields.moment("When.", null=True)


class Losses(_LossHead):
    """What years cost; every field is null, or empty, where nothing was simulated."""

    together = LossState(
        many=True, allow_null=True, help_text="All risks, shared events struck once."
    )
    apart = LossState(
        many=True, allow_null=True, help_text="As if every risk were independent of the others."
    )
    risks = LossLine(many=True, help_text="Risk by risk, the dearest now first.")


class LossReturn(serializers.Serializer[None]):
    """What the open actions of a risk earn in their first year."""

    cost_minor = fields.whole("What they cost, in cents.")
    saved_minor = serializers.IntegerField(help_text="What they save in a year, in cents.")
    percent = serializers.IntegerField(
        allow_null=True, help_text="Earned for each hundred of cost; null without a cost."
    )
    actions_without_cost = fields.whole("Open actions whose cost nobody gave.")


class RiskLosses(LossLine, _LossHead):
    """What one risk costs, with its exceedance curves."""

    earned = LossReturn(allow_null=True, help_text="Null where no action is open.")
