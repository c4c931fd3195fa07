"""What would be, as the OpenAPI description tells it."""

from rest_framework import serializers

from assessments.api import fields


class Risen(serializers.Serializer[None]):
    """A risk whose level would move."""

    number = fields.whole("Names the risk in addresses.")
    key = fields.text("The number as people write it: R-17.")
    code = fields.text("Of the catalogue.")
    title = fields.text("Title.")
    subject = fields.text("What the risk is about.")
    before = fields.rank("Level as it stands.")
    after = fields.rank("Level that it would have; null where it would have none.")


class Fallen(Risen):
    """A risk whose level would fall."""

    items = fields.texts("The chosen items that treat it or clear what raised its likelihood.")


class StrandedMachine(serializers.Serializer[None]):
    """A machine that would not start again."""

    name = fields.text("Name.")
    domain = fields.text("Its information domain.", null=True)
    value = fields.rank("The highest value of that domain.")


class RevaluedSubject(serializers.Serializer[None]):
    """A subject whose value would be another."""

    subject = fields.text("What it is.")
    before = serializers.ListField(
        child=fields.rank("A rank."), allow_null=True, help_text="C, I and A; null for a new one."
    )
    after = serializers.ListField(child=fields.rank("A rank."), help_text="C, I and A then.")


class RestartShare(serializers.Serializer[None]):
    """What at least starts again of any host that is lost in a cluster, in hundredths."""

    cluster = fields.text("The cluster.")
    before = fields.whole("As it is; null where it is not known.", null=True)
    after = fields.whole("As it would be; null where it is not known.", null=True)


class EstateThen(serializers.Serializer[None]):
    """What the estate would be: docs/method.md, rule M27."""

    stranded = StrandedMachine(many=True, help_text="Machines that would not start again.")
    gaps_opened = fields.texts("Places where trust would be too far apart, in words.")
    gaps_closed = fields.texts("Places where it would no longer be, in words.")
    values = RevaluedSubject(many=True, help_text="Subjects whose value would change.")
    restarts = RestartShare(many=True, help_text="Clusters where more or less would start again.")


class WhatIf(serializers.Serializer[None]):
    """What the register would be: docs/method.md, rules M17 and M27."""

    before = serializers.DictField(
        child=serializers.IntegerField(), help_text="Risks by level as they stand, 1 to 5."
    )
    after = serializers.DictField(
        child=serializers.IntegerField(), help_text="Risks by level once all is done."
    )
    without_level = fields.whole("Risks that have no level.")
    risks = Fallen(many=True, help_text="Those that would fall, the furthest first.")
    risen = Risen(many=True, help_text="Those that would rise or lose their level.")
    idle = fields.texts("Chosen items that no fall is due to.")
    estate = EstateThen(
        allow_null=True, help_text="Where machines would run elsewhere; null where all stays."
    )
