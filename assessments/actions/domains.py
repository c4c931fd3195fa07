"""Information domains: what they are worth, how far they are trusted, which guests lie in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, pinning, proposals, trail, values
from assessments.models import Assessment, Domain, Placement
from assessments.models.groups import RANKS
from assessments.permissions import Actor, Refused


@dataclass(frozen=True, slots=True)
class Worth:
    """Value in confidentiality, integrity and availability, and trust: ranks 1-5 or unset."""

    c: int | None
    i: int | None
    a: int | None
    trust: int | None

    def columns(self) -> dict[str, int | None]:
        """Return the columns these ranks fill."""
        return {"value_c": self.c, "value_i": self.i, "value_a": self.a, "trust": self.trust}


@transaction.atomic
def value(
    *,
    domain: Domain,
    worth: Worth,
    reason: str,
    version: int | None,
    by: Actor,
    at: datetime,
) -> Domain:
    """
    Set what a domain is worth; groups, proposals and scores follow.

    Raises:
        Refused: *by* may not, it is no draft, or a rank is off the scale.
        drafts.Stale: somebody valued it since *version* was shown.
    """
    draft = drafts.open_draft(domain.assessment_id, by=by, at=at)
    row = draft.domains.select_for_update().get(pk=domain.pk)
    drafts.require_version(row.version, version, _("Somebody else valued this domain meanwhile."))
    columns = worth.columns()
    if any(rank is not None and rank not in RANKS for rank in columns.values()):
        raise Refused(_("Values and trust are ranks from 1 to 5, or unset."))
    before, after = trail.changes({name: getattr(row, name) for name in columns}, columns)
    for name, rank in columns.items():
        setattr(row, name, rank)
    row.reason, row.valued_by_id, row.valued_at = reason.strip(), by.person_id, at
    row.version += 1
    row.save()
    _follow(draft, at=at)
    _note("domain.valued", row, draft, by=by, at=at, before=before, after=after, reason=reason)
    return row


@transaction.atomic
def add(*, assessment: Assessment, name: str, by: Actor, at: datetime) -> Domain:
    """
    Add a domain that no rule found.

    Raises:
        Refused: *by* may not, it is no draft, no name, or there is one of that name.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    name = name.strip()[:120]
    if not name:
        raise Refused(_("Give the domain a name."))
    if draft.domains.filter(name__iexact=name).exists():
        raise Refused(_("There is a domain of that name already."))
    domain = Domain.objects.create(
        organisation_id=draft.organisation_id, assessment=draft, name=name
    )
    _note("domain.added", domain, draft, by=by, at=at)
    return domain


@transaction.atomic
def place(
    *, assessment: Assessment, assets: Iterable[int], domain: Domain, by: Actor, at: datetime
) -> int:
    """
    Put guests into a domain by hand, whatever the rules said; return how many.

    Raises:
        Refused: *by* may not, it is no draft, or a guest is not in this assessment.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    wanted = set(assets)
    rows = list(Placement.objects.filter(assessment=draft, asset_id__in=wanted))
    if len(rows) != len(wanted) or domain.assessment_id != draft.pk or not wanted:
        raise Refused(_("Choose guests and a domain of this assessment."))
    before = {row.asset.native_id: str(row.domain or "") for row in rows}
    moved = {domain.pk} | {row.domain_id for row in rows if row.domain_id}
    for row in rows:
        row.domain, row.rule, row.detail = domain, "override", ""
        row.placed_by_id, row.placed_at = by.person_id, at
    Placement.objects.bulk_update(
        rows, ["domain", "rule", "detail", "placed_by", "placed_at"], batch_size=1000
    )
    pinning.regroup(draft)
    _follow(draft, at=at)
    groups = draft.assetgroups.filter(domain__in=moved)
    draft.risks.filter(group__in=groups).update(changed_rev=draft.input_rev)
    _note(
        "guests.placed",
        domain,
        draft,
        by=by,
        at=at,
        before=before,
        after=dict.fromkeys(before, domain.name),
    )
    return len(rows)


def _follow(draft: Assessment, *, at: datetime) -> None:
    values.refresh(draft)
    proposals.refresh(draft, at=at)


def _note(
    kind: str, domain: Domain, draft: Assessment, *, by: Actor, at: datetime, **sides: Any
) -> None:
    trail.note(
        kind,
        object_type="domain",
        object_key=domain.name,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        **sides,
    )
