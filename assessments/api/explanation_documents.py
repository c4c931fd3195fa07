"""Explanations of levels as the OpenAPI description tells them."""

from rest_framework import serializers

from assessments.api import fields
from assessments.models import Answer, AssetGroup
from assessments.models.risk import JUDGED, STATES
from assessments.scoring.method import DIMENSIONS, FACTORS, KINDS


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


class WayStop(serializers.Serializer[None]):
    """A stop of the path of a value: an asset, or first the domain that sets it."""

    name = fields.text("Name.")
    share = fields.whole("What it keeps of the stop before, in hundredths.", null=True)
    number = fields.text("What has come as far as this, before rounding.")
    restarts = fields.whole("Hundredths that other hosts have room to start again; else 0.")
    is_assumed = fields.flag("Whether that room is assumed, as memory is not known.")


class SetBy(Said):
    """The value of a domain, and who set it."""

    domain = fields.text("The domain.")
    rank = fields.rank("The value there.")


class Sighting(serializers.Serializer[None]):
    """What a check saw in the subject of the risk."""

    check = fields.text("The check.")
    title = fields.text("What it looks for.")
    assets = fields.whole("How many assets it saw it on.")
    of = fields.whole("How many assets of that kind there are.")
    is_severe = fields.flag("Whether a finding is severe: then one is enough.")


class ReasonLine(serializers.Serializer[None]):
    """Why a rank was proposed, and what that rests on."""

    message = fields.text("Kind of reason.")
    parameters = fields.free("Its numbers and names.")
    text = fields.text("The reason as a sentence.")
    sightings = Sighting(many=True, help_text="What checks saw, as it is now.")
    decision = Said(allow_null=True, help_text="Who accepted that a gap of trust counts.")


class SourceFile(serializers.Serializer[None]):
    """An inventory that was imported."""

    file = fields.text("Name of the file.")
    sha256 = fields.text("Digest of the file.")
    as_of = fields.moment("The instant it tells of.")
    by = fields.text("Who imported it.")
    at = fields.moment("When.")


class EvidenceFile(serializers.Serializer[None]):
    """A file that supports an answer."""

    name = fields.text("Name of the file.")
    sha256 = fields.text("Digest of the file.")
    size = fields.whole("Bytes.")
    by = fields.text("Who added it.")
    at = fields.moment("When.")


class Worth(serializers.Serializer[None]):
    """The value of the subject in one dimension, and the path it came by."""

    dimension = fields.one_of(DIMENSIONS, "Confidentiality, integrity or availability.")
    rank = fields.rank("The value.")
    number = fields.text("The value before it is rounded, where it came over a path.", null=True)
    path = fields.texts("Assets from the one that sets the value to the subject.")
    together = fields.text("What lifted it: what all that meet there come to.", null=True)
    steps = WayStop(many=True, help_text="The path with what each stop keeps; blank if none.")
    set = SetBy(allow_null=True, help_text="Who set it, and on which domain.")
    sentences = fields.texts("The same in words.")


class Subject(serializers.Serializer[None]):
    """What a risk is about."""

    kind = fields.one_of(AssetGroup.Kind.values, "What kind of thing it is.")
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
    answered = Said(allow_null=True, help_text="Who answered; the reason or note given.")
    seconded = Said(allow_null=True, help_text="Who confirmed that it does not apply.")
    settled = Said(allow_null=True, help_text="Who explained a contradiction, in which words.")
    evidence = EvidenceFile(many=True, help_text="Files that support the answer.")


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
    reasons = ReasonLine(many=True, help_text="The same with what each reason rests on.")
    imports = SourceFile(many=True, help_text="The inventories that everything seen comes from.")
    subject = Subject(help_text="What it is about and what that is worth.")
    states = StateLine(many=True, help_text="Inherent, current, residual.")
    measures = MeasureLine(many=True, help_text="Checklist items that take part.")
    changes = ChangeLine(many=True, help_text="What would lower the current level.")
