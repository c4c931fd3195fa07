"""Things that tests are about, made in one line."""

from datetime import UTC, datetime
from itertools import count
from typing import Any

from assessments.models import (
    Assessment,
    Asset,
    AssetGroup,
    Domain,
    Import,
    Membership,
    Organisation,
    Person,
    Risk,
    Role,
)
from assessments.permissions import Actor, actor_of
from assessments.scoring import DEFAULT_METHOD

NOON = datetime(2026, 6, 2, 12, 0, tzinfo=UTC)
PASSWORD = "correct horse battery staple 7"

_number = count(1)


def organisation(name: str = "St Brannoc", **columns: Any) -> Organisation:
    return Organisation.objects.create(
        slug=columns.pop("slug", f"org-{next(_number)}"), name=name, created_at=NOON, **columns
    )


def person(org: Organisation, *roles: str, name: str = "", password: str | None = None) -> Person:
    """Make an active member with these roles (analyst when none is named)."""
    roles = roles or (Role.ANALYST,)
    number = next(_number)
    someone = Person.objects.create_user(
        f"{roles[0]}-{number}@example.org", password, name=name or f"{roles[0].title()} {number}"
    )
    Membership.objects.create(organisation=org, person=someone, roles=list(roles), since=NOON)
    return someone


def actor(org: Organisation, *roles: str) -> Actor:
    """Make a member and return them as the actor that actions take."""
    return acting(person(org, *roles), org)


def acting(someone: Person, org: Organisation) -> Actor:
    made = actor_of(someone, org)
    assert made is not None
    return made


def assessment(org: Organisation, lead: Person | None = None, **columns: Any) -> Assessment:
    lead = lead or person(org)
    values: dict[str, Any] = {
        "number": next(_number),
        "title": "Clinical vSphere",
        "edition": "2026.1",
        "method": DEFAULT_METHOD.to_document(),
        "criteria": {},
        "lead": lead,
        "created_by": lead,
        "created_at": NOON,
    }
    return Assessment.objects.create(organisation=org, **(values | columns))


def domain(of: Assessment, name: str = "RES", **columns: Any) -> Domain:
    return Domain.objects.create(organisation=of.organisation, assessment=of, name=name, **columns)


def group(of: Assessment, kind: str = "assessment", **columns: Any) -> AssetGroup:
    return AssetGroup.objects.create(
        organisation=of.organisation,
        assessment=of,
        kind=kind,
        name=columns.pop("name", "Whole assessment"),
        **columns,
    )


def risk(of: Assessment, about: AssetGroup | None = None, **columns: Any) -> Risk:
    values: dict[str, Any] = {
        "number": next(_number),
        "code": "RSK-VM-07",
        "title": "Snapshots pile up",
        "family": "vm",
        "proposed_likelihood": 4,
        "proposed_consequence_c": 4,
        "proposed_consequence_i": 3,
        "proposed_consequence_a": 3,
        "updated_at": NOON,
    }
    return Risk.objects.create(
        organisation=of.organisation,
        assessment=of,
        group=about or group(of),
        **(values | columns),
    )


def imported(org: Organisation, by: Person, **columns: Any) -> Import:
    values: dict[str, Any] = {
        "sha256": f"{next(_number):064d}",
        "file_name": "export.xlsx",
        "size": 1,
        "format": "rvtools-xlsx",
        "tool": "RVTools",
        "as_of": NOON,
        "totals": {},
        "sheets": [],
        "by": by,
        "at": NOON,
    }
    return Import.objects.create(organisation=org, **(values | columns))


def asset(org: Organisation, kind: str = "vm", native_id: str = "") -> Asset:
    return Asset.objects.create(
        organisation=org, kind=kind, source="vc-1", native_id=native_id or f"vm-{next(_number)}"
    )
