"""What one asset is worth in an assessment, and the path that its value came over."""

from dataclasses import dataclass
from fractions import Fraction

from assessments.models import Assessment, Import
from assessments.permissions import Actor
from assessments.queries import access
from assessments.queries.ways import Step, steps_of
from assessments.queries.worth import TOGETHER, Values, values_of
from assessments.scoring.graph import Together

DIMENSIONS = ("c", "i", "a")


@dataclass(frozen=True, slots=True)
class Way:
    """The value in one dimension: rank, exact number, and the way from the domain down."""

    dimension: str
    rank: int
    number: Fraction
    steps: tuple[Step, ...]
    together: str = ""  # what lifted the rank above the number


@dataclass(frozen=True, slots=True)
class Valued:
    """An assessment that values an asset."""

    assessment: Assessment
    values: Values
    ways: tuple[Way, ...]
    together: Together | None  # what all domains come to in availability

    @property
    def adds_up(self) -> bool:
        """Say whether the criteria let availabilities that come together count."""
        return self.values.policy == TOGETHER

    def short(self, asset: int) -> str:
        """Return the ranks of any asset in short, blank where none reaches it."""
        found = self.values.of(asset)
        pairs = zip(DIMENSIONS, found, strict=True)
        return " ".join(f"{name.upper()}{worth.rank}" for name, worth in pairs if worth)

    def paths(self) -> list[tuple[int, ...]]:
        """Return the assets of each way, the domain left out."""
        return [
            tuple(step.asset_id for step in way.steps if step.asset_id is not None)
            for way in self.ways
        ]


def assessments_about(actor: Actor, imported: Import) -> list[Assessment]:
    """Return the assessments that pin an import, the newest first."""
    return list(
        access.assessments(actor).filter(pinnedimports__imported=imported).order_by("-pk")[:20]
    )


def valued(assessment: Assessment, asset: int) -> Valued:
    """Return what an asset is worth in *assessment*. Walks its whole inventory once."""
    values = values_of(assessment)
    ways = []
    for at, worth in enumerate(values.of(asset)):
        if worth is not None:
            steps = tuple(steps_of(values, worth.path, at))
            ways.append(Way(DIMENSIONS[at], worth.rank, worth.number, steps, worth.together))
    return Valued(assessment, values, tuple(ways), values.together(asset))
