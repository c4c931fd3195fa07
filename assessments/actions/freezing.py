"""Send a revision to sign-off: freeze its bytes. The only writer of `Snapshot` and `Revision`."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import runs, trail
from assessments.models import Assessment, Revision, Run, Snapshot
from assessments.permissions import Actor, Capability, Refused, actor_of, require, require_draft
from assessments.queries import gates
from assessments.queries.document import document_of
from assessments.verifier import canonical


@transaction.atomic
def submit(*, assessment: Assessment, by: Actor, at: datetime) -> Run:
    """
    Ask for the current draft to be frozen by *by*, who signs as its assessor.

    Raises:
        Refused: *by* may not, it is no draft, or something blocks the freeze (named).
    """
    draft = _lock(assessment.pk, by)
    _require_ready(draft, by)
    return runs.ask(
        Run.Kind.FREEZE,
        organisation_id=draft.organisation_id,
        subject=draft.pk,
        assessment=draft,
        by=by,
        at=at,
    )


def freeze(run: Run, clock: runs.Clock) -> dict[str, object]:
    """
    Do the FREEZE run: snapshot, revision and status in one transaction.

    Raises:
        runs.Ended: something came between, in words.
    """
    person, assessment = run.asked_by, run.assessment
    if person is None or assessment is None:
        raise runs.Ended(_("Nobody asked for this freeze."))
    by = actor_of(person, assessment.organisation)
    if by is None:
        raise runs.Ended(_("Who submitted this is no longer a member here."))
    if done := _frozen_by(run, assessment):
        return {"digest": done.snapshot_id}
    try:
        digest = _freeze(assessment.pk, run, by, clock)
    except Refused as refusal:
        raise runs.Ended(str(refusal)) from refusal
    return {"digest": digest}


def _frozen_by(run: Run, assessment: Assessment) -> Revision | None:
    """
    Return what an earlier attempt of *run* froze before its worker died.

    Of the current revision only: one that was frozen and returned meanwhile is no answer.
    """
    return assessment.revisions.filter(
        number=assessment.revision, submitted_at__gte=run.asked_at
    ).first()


@transaction.atomic
def _freeze(assessment_id: int, run: Run, by: Actor, clock: runs.Clock) -> str:
    draft, at = _lock(assessment_id, by), clock()
    _require_ready(draft, by)
    owner, approver = draft.risk_owner_id, draft.approver_id
    if owner is None or approver is None:  # _require_ready says which; this is for the types
        raise Refused(_("Name a risk owner and an approver."))
    runs.progress_beside(run, at=at, step=_("Writing the snapshot"))
    content = document_of(draft, at=at).to_json()
    snapshot = Snapshot.objects.create(
        digest=canonical.digest(content),
        organisation_id=draft.organisation_id,
        assessment=draft,
        revision=draft.revision,
        content=content,
        created_at=at,
    )
    Revision.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        number=draft.revision,
        snapshot=snapshot,
        assessor_id=by.person_id,
        risk_owner_id=owner,
        approver_id=approver,
        submitted_at=at,
    )
    draft.status = Assessment.Status.IN_SIGNOFF
    draft.frozen_digest = snapshot.digest
    draft.save(update_fields=["status", "frozen_digest"])
    after = {"digest": snapshot.digest, "bytes": len(content)}
    trail.note_of_revision("revision.frozen", draft, draft.revision, by=by, at=at, after=after)
    return snapshot.digest


def _lock(assessment_id: int, by: Actor) -> Assessment:
    require(by, Capability.ASSESS)
    draft = Assessment.objects.select_for_update().get(
        pk=assessment_id, organisation_id=by.organisation_id
    )
    require_draft(draft)
    return draft


def _require_ready(draft: Assessment, by: Actor) -> None:
    missing = [each.missing for each in gates.freeze_conditions(draft) if not each.is_met]
    if missing:
        raise Refused(
            _("This revision cannot be frozen yet: %(missing)s.") % {"missing": "; ".join(missing)}
        )
    if by.person_id in (draft.risk_owner_id, draft.approver_id):
        raise Refused(_("Who submits is neither the risk owner nor the approver of the revision."))
