"""Make the worked example whole, in the background: a run that goes on where it stopped."""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from assessments import synthesis
from assessments.actions import example, pinning, runs
from assessments.models import Assessment, Organisation, Role, Run, Upload
from assessments.permissions import Actor, Capability, Refused, actor_of, require
from assessments.queries import access, examples

CHUNK = 1 << 20
PAUSE_SECONDS = 0.5
STEPS = 6
OPEN = (Run.State.QUEUED, Run.State.RUNNING)

Do = Callable[[int, runs.Clock], None]


@dataclass(frozen=True, slots=True)
class Size:
    """Which invented inventory the example is about."""

    vms: int = 60
    seed: int = 7

    @property
    def file_name(self) -> str:
        return f"northmere-{self.vms}-s{self.seed}.xlsx"


ORDINARY = Size()


@dataclass(frozen=True, slots=True)
class Making:
    """One attempt at the example: the run, who asked for it, and how other runs are done."""

    run: Run
    draft: Assessment
    by: Actor
    size: Size
    clock: runs.Clock
    do: Do

    def say(self, step: int, words: str) -> None:
        """Tell how far it is; stop here when this process no longer has the run."""
        if not runs.progress(self.run, at=self.clock(), step=words, done=step, total=STEPS):
            raise runs.Cancelled(_("The making of the example was stopped."))


@transaction.atomic
def ask(*, by: Actor, at: datetime, size: Size = ORDINARY) -> Run:
    """
    Open the example's assessment, or find the one that is not whole, and ask for its making.

    A second request while one is open returns the open one.

    Raises:
        Refused: *by* may not, or the organisation has its example already.
    """
    require(by, Capability.ASSESS)
    Organisation.objects.select_for_update().get(pk=by.organisation_id)  # one at a time
    draft = examples.example(by)
    if draft is None:
        draft = example.begin(by=by, at=at)
    elif not examples.is_being_made(examples.run_of(draft)) and examples.is_made(draft):
        raise Refused(
            _("This organisation has its worked example already: %(key)s.") % {"key": draft.key}
        )
    run = runs.ask(
        Run.Kind.EXAMPLE,
        organisation_id=by.organisation_id,
        subject=draft.pk,
        assessment=draft,
        by=by,
        at=at,
    )
    runs.want(run, asdict(size))
    return run


def make(run: Run, clock: runs.Clock, do: Do) -> dict[str, object]:
    """
    Do the EXAMPLE run: bring the inventory in, fill in, have it scored, plan treatment.

    What an earlier attempt has done is not done again. *do* does one other run in
    this process, unless another worker has it; then its end is waited for.

    Raises:
        runs.Ended: a step was refused, failed for good, or somebody stopped it.
    """
    making = _begin(run, clock, do)
    draft, cast = making.draft, cast_of(making.by)
    try:
        if not draft.pinnedimports.exists():
            _bring_in(making)
        if not draft.treatmentactions.exists():
            making.say(3, _("Valuing domains, answering the checklist, confirming proposals"))
            example.fill(draft, cast=cast, at=clock())
            making.say(4, _("Computing levels"))
            _score(making)
            making.say(5, _("Planning treatment"))
            example.decide(draft, cast=cast, at=clock())
        _score(making)
    except Refused as refusal:
        raise runs.Ended(str(refusal)) from refusal
    making.say(STEPS, _("Ready"))
    return {"assessment": draft.pk}


def cast_of(by: Actor) -> dict[str, Actor]:
    """Return who has which part: the one who asked, and others with the roles to sign, if any."""
    cast = {"analyst": by}
    for role in (Role.RISK_OWNER, Role.APPROVER):
        taken = [actor.person_id for actor in cast.values()]
        person = (
            access.people(by)
            .filter(
                memberships__organisation_id=by.organisation_id,
                memberships__roles__contains=[role],
            )
            .exclude(pk__in=taken)
            .order_by("pk")
            .first()
        )
        actor = person and actor_of(person, Organisation.objects.get(pk=by.organisation_id))
        if actor:
            cast[role.value] = actor
    return cast


def _begin(run: Run, clock: runs.Clock, do: Do) -> Making:
    draft = Assessment.objects.select_related("organisation").get(pk=runs.assessment_of(run))
    by = actor_of(run.asked_by, draft.organisation) if run.asked_by else None
    if by is None:
        raise runs.Ended(_("Who asked for the example is no longer a member here."))
    return Making(run, draft, by, Size(**run.wanted), clock, do)


def _bring_in(making: Making) -> None:
    """Have the invented inventory read and applied, or go on with a file that waits."""
    draft = making.draft
    making.say(0, _("Inventing an inventory"))
    waiting = draft.uploads.filter(finished_at=None, file_name=making.size.file_name)
    upload = waiting.order_by("-pk").first() or _hand_in(making)
    making.say(1, _("Reading the inventory"))
    _wait(making, Run.Kind.READ, upload.pk)
    upload.refresh_from_db()
    making.say(2, _("Applying the inventory"))
    if upload.state == Upload.State.CHECKED:
        example.apply(upload, by=making.by, at=making.clock())
    _wait(making, Run.Kind.APPLY, upload.pk)
    upload.refresh_from_db()
    known = upload.applied_import
    if known is not None and upload.state == Upload.State.UNCHANGED:
        pinning.pin(assessment=draft, imported=known, by=making.by, at=making.clock())
    if not draft.pinnedimports.exists():
        raise runs.Ended(upload.error or _("The invented inventory was not applied."))


def _hand_in(making: Making) -> Upload:
    size = making.size
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / size.file_name
        synthesis.write(synthesis.generate(size.vms, size.seed), path, "rvtools-xlsx")
        return example.hand_in(
            making.draft,
            chunks=_chunks(path),
            file_name=path.name,
            by=making.by,
            at=making.clock(),
        )


def _score(making: Making) -> None:
    """Have the levels follow all that was entered."""
    making.draft.refresh_from_db()
    while not making.draft.is_fresh:
        waited = _wait(making, Run.Kind.SCORE, making.draft.pk)
        making.draft.refresh_from_db()
        if not waited and not making.draft.is_fresh:
            raise runs.Ended(_("The levels could not be computed."))


def _wait(making: Making, kind: Run.Kind, subject: int) -> bool:
    """Do the open runs of that kind, or wait for who has them; return whether there were any."""
    waited = False
    mine = Run.objects.filter(kind=kind, subject=subject, state__in=OPEN).order_by("pk")
    while run := mine.first():
        waited = True
        making.do(run.pk, making.clock)
        if mine.filter(pk=run.pk).exists():
            time.sleep(PAUSE_SECONDS)
    return waited


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            yield chunk
