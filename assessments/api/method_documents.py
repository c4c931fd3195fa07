"""Methods, as the OpenAPI description tells them."""

from rest_framework import serializers

from assessments.api import fields


class MethodHead(serializers.Serializer[None]):
    """A method to choose."""

    key = fields.text("Names the method in addresses.")
    id = fields.text("As assessments pin it.")
    version = fields.whole("Its version.")
    name = fields.text("Name.")
    about = fields.text("What it does.")
    origin = fields.text("Where it comes from; blank for one's own.")
    is_own = fields.flag("Whether the organisation wrote it.")
    saved_by = fields.text("Who saved it.", null=True)
    saved_at = fields.moment("When.", null=True)


class Methods(serializers.Serializer[None]):
    """All methods to choose from."""

    methods = MethodHead(many=True, help_text="One's own first, the newest version first.")


class Method(MethodHead):
    """A method with its document: docs/method.md, rule M21."""

    document = fields.free("Formula, grid, caps, steps and names, as an assessment keeps them.")


class MovedByMethod(serializers.Serializer[None]):
    """A risk whose level would be another."""

    number = fields.whole("Names the risk in addresses.")
    key = fields.text("The number as people write it: R-17.")
    title = fields.text("Title.")
    before = fields.rank("Level by the pinned method.")
    after = fields.rank("Level by the other.")


class MethodDifference(serializers.Serializer[None]):
    """A field in which the methods differ."""

    path = fields.text("The field.")
    before = serializers.JSONField(help_text="As it is pinned; null where it is not.")
    after = serializers.JSONField(help_text="In the other; null where it is not.")


class MethodEffect(serializers.Serializer[None]):
    """What a method would make of a register."""

    before = serializers.DictField(
        child=serializers.IntegerField(), help_text="Risks by level as they stand, 1 to 5."
    )
    after = serializers.DictField(
        child=serializers.IntegerField(), help_text="Risks by level by the other method."
    )
    without_level = fields.whole("Risks that have no level.")
    rises = fields.whole("Risks that would rise.")
    falls = fields.whole("Risks that would fall.")
    risks = MovedByMethod(many=True, help_text="Those that would move farthest.")
    differences = MethodDifference(many=True, help_text="Field by field.")
