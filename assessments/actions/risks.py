"""Who owns a risk, whether it is in the register, and risks the catalogue does not name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _

from assessments.actions import drafts, ratings, trail, values
from assessments.models import Assessment, Asset, AssetGroup, AssetState, Person, Risk
from assessments.models.groups import RANKS
from assessments.models.risk import JUDGED
from assessments.permissions import Actor, Capability, Refused
from assessments.queries import access, scope


@dataclass(frozen=True, slots=True)
class Own:
    """
    A risk that somebody adds by hand, and what it is about: a group, or a single asset.

    With a `code` it is that risk of the catalogue, with its measures; without, one
    that the catalogue does not name.
    """

    group: AssetGroup | None
    title: str
    description: str = ""
    asset: Asset | None = None
    code: str = ""


@transaction.atomic
def give_owner(
    *, assessment: Assessment, numbers: Iterable[int], owner: Person | None, by: Actor, at: datetime
) -> int:
    """
    Name the risk owner of some risks; return how many changed.

    Raises:
        Refused: *by* may not, it is no draft, or *owner* has no role for it.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at, needs=Capability.TREAT, rescores=False)
    if (
        owner is not None
        and not access.people(by)
        .filter(
            pk=owner.pk,
            memberships__roles__contains=["risk_owner"],
            memberships__organisation_id=by.organisation_id,
        )
        .exists()
    ):
        raise Refused(
            _("%(name)s is not a risk owner in this organisation.") % {"name": owner.name}
        )
    rows = draft.risks.filter(number__in=list(numbers)).exclude(owner=owner)
    before = {f"R-{row.number}": str(row.owner or "") for row in rows.select_related("owner")}
    changed = rows.update(owner=owner, version=F("version") + 1, updated_at=at)
    trail.note(
        "risks.owned",
        object_type="assessment",
        object_key=draft.key,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        before=before,
        after=dict.fromkeys(before, str(owner or "")),
    )
    return changed


@transaction.atomic
def dismiss(*, risk: Risk, reason: str, version: int | None, by: Actor, at: datetime) -> Risk:
    """
    Take a risk out of the register with a reason; the row stays and can come back.

    Raises:
        Refused: *by* may not, it is no draft, or no reason.
    """
    draft, row = ratings.open_risk(risk, version, by=by, at=at)
    if not reason.strip():
        raise Refused(_("Say why this risk does not belong in the register."))
    before = {"state": row.state}
    row.state, row.reason = Risk.State.DISMISSED, reason.strip()
    row.judged_by_id, row.judged_at = by.person_id, at
    ratings.store(row, draft, at=at)
    ratings.note(
        "risk.dismissed",
        row,
        draft,
        by=by,
        at=at,
        before=before,
        after={"state": row.state},
        reason=reason,
    )
    return row


@transaction.atomic
def restore(*, risk: Risk, by: Actor, at: datetime) -> Risk:
    """Bring a dismissed risk back as a proposal."""
    draft, row = ratings.open_risk(risk, None, by=by, at=at)
    if row.state != Risk.State.DISMISSED:
        raise Refused(_("This risk is in the register already."))
    row.state, row.reason = Risk.State.PROPOSED, ""
    row.judged_by, row.judged_at = None, None
    for name in JUDGED:
        setattr(row, name, None)
    ratings.store(row, draft, at=at)
    ratings.note(
        "risk.restored",
        row,
        draft,
        by=by,
        at=at,
        before={"state": "dismissed"},
        after={"state": row.state},
    )
    return row


@transaction.atomic
def add(
    *, assessment: Assessment, own: Own, judgement: ratings.Judgement, by: Actor, at: datetime
) -> Risk:
    """
    Add a risk by hand: an own one, or one of the catalogue where it was not proposed.

    Raises:
        Refused: *by* may not, it is no draft, no title, a rank is missing, the
            register has it already, or its subject is not in the inventory.
        catalogue.UnknownRisk: the pinned edition has no such risk.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    kind = scope.edition_of(draft).risk(own.code) if own.code else None
    title = own.title.strip() or (kind.name if kind else "")
    columns = judgement.columns()
    _check(title, columns)
    group, number = _subject(draft, own), next_number(draft)
    if kind and draft.risks.filter(group=group, code=kind.code).exists():
        raise Refused(
            _("%(risk)s on %(subject)s is in the register already.")
            % {"risk": kind.code, "subject": group.name}
        )
    row = Risk.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        number=number,
        group=group,
        code=kind.code if kind else f"OWN-{number}",
        title=title[:200],
        description=own.description.strip() or (kind.description if kind else ""),
        family=kind.family if kind else "own",
        state=Risk.State.CONFIRMED,
        judged_by_id=by.person_id,
        judged_at=at,
        changed_rev=draft.input_rev,
        updated_at=at,
        **columns,
    )
    ratings.note("risk.added", row, draft, by=by, at=at, after={"title": row.title, **columns})
    return row


def _check(title: str, columns: Mapping[str, int | None]) -> None:
    if not title:
        raise Refused(_("Give the risk a title."))
    if any(rank not in RANKS for rank in columns.values()):
        raise Refused(_("Choose a rank from 1 to 5 for likelihood, C, I and A."))


def _subject(draft: Assessment, own: Own) -> AssetGroup:
    """Return the group that a risk by hand is about; a single asset becomes a group of its own."""
    if own.group is not None:
        return draft.assetgroups.get(pk=own.group.pk, is_gone=False)
    pins = draft.pinnedimports.values("imported")
    state = AssetState.objects.filter(asset=own.asset, imported__in=pins).first()
    if state is None:
        raise Refused(_("Choose an asset that is in the inventory of this assessment."))
    group, made = AssetGroup.objects.get_or_create(
        assessment=draft,
        kind=AssetGroup.Kind.ASSET,
        domain=None,
        asset=own.asset,
        defaults={
            "organisation_id": draft.organisation_id,
            "name": state.name[:300],
            "members": int(state.kind == "vm"),
        },
    )
    if made:
        values.refresh(draft)
    return group


def next_number(draft: Assessment) -> int:
    """Return the next free number of a risk; the assessment is locked."""
    return int(draft.risks.aggregate(n=Max("number"))["n"] or 0) + 1
