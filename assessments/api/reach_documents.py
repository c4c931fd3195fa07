"""What falls with an asset, as the OpenAPI description tells it."""

from rest_framework import serializers

from assessments.api import fields
from assessments.models import TrustGap
from assessments.scoring.method import DIMENSIONS


class BestValue(serializers.Serializer[None]):
    """The value in one dimension."""

    dimension = fields.one_of(DIMENSIONS, "Confidentiality, integrity or availability.")
    rank = fields.rank("The value; null where none arrives.")
    set_by = fields.text("The domain that set it.", null=True)


class ReachedMachine(serializers.Serializer[None]):
    """A machine that is reached."""

    id = fields.whole("Names the asset in addresses.")
    name = fields.text("Name.")
    domain = fields.text("Its information domain.", null=True)
    value = fields.rank("The highest value of that domain.")


class Reach(serializers.Serializer[None]):
    """What falls with one asset: docs/method.md, rule M19."""

    id = fields.whole("Names the asset in addresses.")
    kind = fields.text("What it is.")
    name = fields.text("Name.")
    machines = fields.whole("Machines that it reaches.")
    domains = fields.texts("Information domains that it reaches.")
    value = BestValue(many=True, help_text="The highest value that it carries.")
    trust = serializers.ListField(
        child=serializers.IntegerField(), help_text="The steps of trust that meet there."
    )
    percent = fields.whole("Its share of the estate.")
    restart = fields.whole(
        "What starts again elsewhere, in hundredths; null for what is no host, or not known.",
        null=True,
    )
    top = ReachedMachine(many=True, help_text="The most valued machines that it reaches.")


class Leaders(serializers.Serializer[None]):
    """The assets that carry most of an estate."""

    leaders = Reach(many=True, help_text="By kind, the greatest share first.")
    circles = serializers.ListField(
        child=fields.texts("Names."), help_text="Assets that depend on each other in circles."
    )
    unplaced = fields.whole("Machines in no domain, which weigh nothing.")


class TrustSide(serializers.Serializer[None]):
    """The machines of one trust in a place."""

    trust = fields.whole("The trust of their domains.")
    count = fields.whole("How many there are.")
    machines = fields.texts("The first of them by name.")


class MeetingPlace(serializers.Serializer[None]):
    """A host, or a cluster that moves machines, where unlike trust meets."""

    id = fields.whole("Names the asset in addresses.")
    kind = fields.text("Host or cluster.")
    name = fields.text("Name.")
    gap = fields.whole("Steps of trust between the least and the most trusted.")
    lowest = TrustSide(help_text="The least trusted.")
    highest = TrustSide(help_text="The most trusted.")


class Gap(serializers.Serializer[None]):
    """The gaps of trust of one cluster: docs/method.md, rule M20."""

    group_id = fields.whole("The subject in the register.")
    subject = fields.text("Its name.")
    is_open = fields.flag("Whether nobody has decided about it as it is now.")
    decision = fields.one_of(TrustGap.Decision.values, "The last decision.", null=True)
    reason = fields.text("Its reason.")
    by = fields.text("Who decided.", null=True)
    at = fields.moment("When.", null=True)
    places = MeetingPlace(many=True, help_text="Where they meet, the widest first.")


class Gaps(serializers.Serializer[None]):
    """Every gap of trust of an assessment."""

    gaps = Gap(many=True, help_text="Those that nobody has decided about first.")
