"""Pin an import to a draft: its guests land in domains, its groups and proposals follow."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, proposals, trail, values
from assessments.models import (
    Assessment,
    AssetGroup,
    AssetState,
    Domain,
    Import,
    PinnedImport,
    Placement,
)
from assessments.permissions import Actor, Refused
from assessments.queries.earlier import anchor_states
from assessments.queries.layers import layers_of

GUEST_KINDS = ("vm",)


@transaction.atomic
def pin(*, assessment: Assessment, imported: Import, by: Actor, at: datetime) -> Assessment:
    """
    Make a draft be about *imported*, in place of what it replaces.

    Raises:
        Refused: *by* may not, it is no draft, or it is about a newer export already.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    if draft.pinnedimports.filter(imported=imported).exists():
        raise Refused(_("This assessment is about that import already."))
    if imported.organisation_id != draft.organisation_id:
        raise Refused(_("There is no such import."))
    pin_into(draft, imported, by=by, at=at)
    return draft


def pin_into(draft: Assessment, imported: Import, *, by: Actor, at: datetime) -> None:
    """
    Pin into a draft that the caller has opened for edit.

    An import of the same management servers, or hosts where there are none, takes the place
    of the earlier one; an import of others is added. Placements by hand survive.
    """
    replaced = _replaced_by(draft, imported)
    PinnedImport.objects.filter(pk__in=[old.pk for old in replaced]).delete()
    PinnedImport.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        imported=imported,
        pinned_by_id=by.person_id,
        pinned_at=at,
    )
    before = _figures(draft)
    place(draft)
    regroup(draft)
    values.refresh(draft)
    proposals.refresh(draft, at=at)
    _touch(draft)
    trail.note(
        "import.pinned",
        object_type="assessment",
        object_key=draft.key,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        before=before | {"imports": [old.imported.file_name for old in replaced]},
        after=_figures(draft) | {"imports": [imported.file_name]},
    )


def place(draft: Assessment) -> None:
    """Put every guest of the pinned imports into its domain; what a person decided stays."""
    by_hand = {
        placement.asset_id: placement for placement in draft.placements.filter(rule="override")
    }
    guests = AssetState.objects.filter(
        imported__in=draft.pinnedimports.values("imported"), kind__in=GUEST_KINDS
    ).values_list("asset_id", "attributes")
    wanted = dict(guests.iterator())
    domains = _domains(draft, wanted)
    draft.placements.exclude(asset_id__in=by_hand.keys() & wanted.keys()).delete()
    Placement.objects.bulk_create(
        [
            _placement(draft, asset_id, attributes, domains)
            for asset_id, attributes in wanted.items()
            if asset_id not in by_hand
        ],
        batch_size=2000,
    )


def regroup(draft: Assessment) -> None:
    """Make one group for each domain with guests, cluster, manager, and for the whole."""
    wanted = wanted_groups(draft)
    known = {
        (group.kind, group.domain_id, group.asset_id): group for group in draft.assetgroups.all()
    }
    for key, (name, members) in wanted.items():
        group = known.get(key)
        if group is None:
            kind, domain_id, asset_id = key
            AssetGroup.objects.create(
                organisation_id=draft.organisation_id,
                assessment=draft,
                kind=kind,
                domain_id=domain_id,
                asset_id=asset_id,
                name=name,
                members=members,
            )
        elif (group.name, group.members, group.is_gone) != (name, members, False):
            group.name, group.members, group.is_gone = name, members, False
            group.save(update_fields=["name", "members", "is_gone"])
    for key, group in known.items():
        if key not in wanted and not group.is_gone:
            group.is_gone = True
            group.save(update_fields=["is_gone"])


def _touch(draft: Assessment) -> None:
    """Mark every row: findings that came or went move its credit, whatever is proposed."""
    draft.risks.update(changed_rev=draft.input_rev)


def wanted_groups(
    draft: Assessment,
) -> dict[tuple[str, int | None, int | None], tuple[str, int]]:
    """Return name and size of each group that the pinned imports give, by kind and subject."""
    found: dict[tuple[str, int | None, int | None], tuple[str, int]] = {}
    counts: dict[int, int] = {}
    for domain_id in draft.placements.exclude(domain=None).values_list("domain_id", flat=True):
        counts[domain_id] = counts.get(domain_id, 0) + 1
    for domain in draft.domains.filter(pk__in=counts):
        found["domain", domain.pk, None] = (domain.name, counts[domain.pk])
    layers = layers_of(draft)
    for asset_id, name in layers.clusters.items():
        found["cluster", None, asset_id] = (name, layers.guests_on.get(asset_id, 0))
    for asset_id, name in layers.managers.items():
        found["manager", None, asset_id] = (name, layers.guests_on.get(asset_id, 0))
    found["assessment", None, None] = (draft.title, sum(counts.values()))
    by_hand = draft.assetgroups.filter(kind=AssetGroup.Kind.ASSET, asset_id__in=layers.kinds)
    for group in by_hand:
        found["asset", None, group.asset_id] = (layers.names[group.asset_id or 0], group.members)
    return found


def _domains(draft: Assessment, wanted: Mapping[int, Mapping[str, Any]]) -> dict[str, Domain]:
    names = {
        str(attributes["domain"]) for attributes in wanted.values() if attributes.get("domain")
    }
    known = {domain.name: domain for domain in draft.domains.all()}
    for name in sorted(names - known.keys()):
        known[name] = Domain.objects.create(
            organisation_id=draft.organisation_id, assessment=draft, name=name
        )
    return known


def _placement(
    draft: Assessment, asset_id: int, attributes: Mapping[str, Any], domains: Mapping[str, Domain]
) -> Placement:
    name = attributes.get("domain")
    return Placement(
        organisation_id=draft.organisation_id,
        assessment=draft,
        asset_id=asset_id,
        domain=domains[name] if name else None,
        rule=str(attributes.get("domain_rule", "unassigned")),
        detail=str(attributes.get("domain_detail", ""))[:300],
    )


def _replaced_by(draft: Assessment, imported: Import) -> list[PinnedImport]:
    mine = _anchors(imported)
    pins = draft.pinnedimports.select_related("imported")
    return [pin for pin in pins if _anchors(pin.imported) & mine or not mine]


def _anchors(imported: Import) -> set[int]:
    return set(anchor_states(imported).values_list("asset_id", flat=True))


def _figures(draft: Assessment) -> dict[str, int]:
    return {"guests": draft.placements.count(), "groups": draft.assetgroups.count()}
