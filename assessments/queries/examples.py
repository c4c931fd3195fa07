"""The worked example of an organisation, and how far its making is."""

from assessments.models import Assessment, Run
from assessments.permissions import Actor
from assessments.queries import access


def example(actor: Actor) -> Assessment | None:
    """Return the worked example of the organisation, if it has one."""
    return access.assessments(actor).filter(is_example=True).order_by("pk").first()


def run_of(draft: Assessment) -> Run | None:
    """Return the run that makes the example, or made it last."""
    return draft.runs.filter(kind=Run.Kind.EXAMPLE).order_by("-pk").first()


def is_made(draft: Assessment) -> bool:
    """Say whether nothing is left to make: it has its plan, or people went on from there."""
    if not draft.is_draft or draft.treatmentactions.exists():
        return True
    return draft.runs.filter(kind=Run.Kind.EXAMPLE, state=Run.State.DONE).exists()


def is_being_made(run: Run | None) -> bool:
    """Say whether the run is under way."""
    return run is not None and run.finished_at is None
