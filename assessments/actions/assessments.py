"""Create assessments and say what they are about: scope, context, criteria, team."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments import catalogue
from assessments.actions import drafts, pinning, proposals, trail, values
from assessments.actions.tolerances import Tolerance
from assessments.models import Assessment, Organisation
from assessments.models.groups import RANKS
from assessments.permissions import Actor, Capability, Refused, require
from assessments.queries import worth
from assessments.scoring import DEFAULT_METHOD
from assessments.scoring.terms import NAMES, STEPS

ROLES_BY_LEVEL = ("risk_owner", "risk_owner", "risk_owner", "approver", "nobody")
DEFAULT_CRITERIA: Mapping[str, Any] = {
    "appetite": 2,  # levels above it need treatment or acceptance
    "authority": {str(rank): role for rank, role in enumerate(ROLES_BY_LEVEL, start=1)},
    "longest_acceptance_months": {"1": 24, "2": 24, "3": 12, "4": 12, "5": 0},
    "not_applicable_share": 20,  # percent of a risk's weight that is shown to the signer
    "currency": "EUR",
}
DEFAULT_PARAMETERS: Mapping[str, int] = {"observed_share": 25}


@dataclass(frozen=True, slots=True)
class Scope:
    """What an assessment covers, in the words of those who order it."""

    title: str
    scope_in: str = ""
    scope_out: str = ""
    context: str = ""
    exclusions: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    phase_view: str = "five"

    def columns(self) -> dict[str, Any]:
        """Return the columns of the assessment that these words fill."""
        return {
            "title": self.title.strip(),
            "scope_in": self.scope_in.strip(),
            "scope_out": self.scope_out.strip(),
            "context": self.context.strip(),
            "exclusions": list(self.exclusions),
            "facts": sorted(self.facts),
            "phase_view": self.phase_view,
        }


AUTHORITIES = ("risk_owner", "approver", "nobody")
LONGEST_MONTHS = 60


@dataclass(frozen=True, slots=True)
class Criteria:
    """Set before scoring: the matrix, the appetite, who may accept what and for how long."""

    matrix: str = "default"
    appetite: int = 2
    authority: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    currency: str = "EUR"
    losses: Tolerance | None = None  # None leaves what is set
    value_policy: str = ""  # one of `worth.POLICIES`; blank leaves what is set


@transaction.atomic
def create(*, scope: Scope, by: Actor, at: datetime, is_example: bool = False) -> Assessment:
    """
    Store a new draft with the default method and criteria of the latest edition.

    Raises:
        Refused: *by* may not, or there is no title.
    """
    require(by, Capability.ASSESS)
    _require_title(scope)
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    last = Assessment.objects.filter(organisation=organisation).aggregate(n=Max("number"))["n"]
    assessment = Assessment.objects.create(
        organisation=organisation,
        number=(last or 0) + 1,
        edition=catalogue.LATEST,
        method=DEFAULT_METHOD.to_document(),
        criteria=dict(DEFAULT_CRITERIA),
        criteria_set_by_id=by.person_id,
        criteria_set_at=at,
        parameters=dict(DEFAULT_PARAMETERS),
        lead_id=by.person_id,
        created_by_id=by.person_id,
        created_at=at,
        is_example=is_example,
        **scope.columns(),
    )
    pinning.regroup(assessment)
    trail.note_of("assessment.created", assessment, by=by, at=at, after=scope.columns())
    return assessment


@transaction.atomic
def describe(
    *, assessment: Assessment, scope: Scope, version: int | None, by: Actor, at: datetime
) -> Assessment:
    """
    Change title, scope, context, facts or view of a draft.

    Raises:
        Refused: *by* may not, it is no draft, or there is no title.
        drafts.Stale: somebody changed it since *version* was shown.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    drafts.require_version(draft.version, version, _("Somebody else changed the scope meanwhile."))
    _require_title(scope)
    columns = scope.columns()
    before, after = trail.changes({name: getattr(draft, name) for name in columns}, columns)
    if not after:
        return draft
    drafts.save(draft, columns)
    if "facts" in after:  # other items count, and other risks may be proposed
        proposals.refresh(draft, at=at)
        draft.risks.update(changed_rev=draft.input_rev)
    trail.note_of("assessment.described", draft, by=by, at=at, before=before, after=after)
    return draft


@transaction.atomic
def set_criteria(
    *, assessment: Assessment, criteria: Criteria, reason: str, by: Actor, at: datetime
) -> Assessment:
    """
    Change the matrix, the appetite and the authority of a draft; scores follow.

    Raises:
        Refused: *by* may not, it is no draft, nothing or nonsense was given, no reason.
        catalogue.UnknownMatrix: the pinned edition has no such matrix.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    if mistakes := _mistakes(criteria, reason):
        raise Refused(" ".join(mistakes))
    columns = {
        "method": _method_of(draft, criteria.matrix),
        "criteria": dict(draft.criteria)
        | {
            "appetite": criteria.appetite,
            "authority": dict(draft.criteria["authority"]) | dict(criteria.authority),
            "longest_acceptance_months": dict(draft.criteria["longest_acceptance_months"])
            | dict(criteria.months),
            "currency": criteria.currency,
        }
        | (criteria.losses.document() if criteria.losses else {})
        | ({"value_policy": criteria.value_policy} if criteria.value_policy else {}),
        "criteria_set_by_id": by.person_id,
        "criteria_set_at": at,
    }
    watched = ("method", "criteria")
    before, after = trail.changes(
        {name: getattr(draft, name) for name in watched}, {name: columns[name] for name in watched}
    )
    was = worth.policy_of(draft)
    drafts.save(draft, columns)
    if worth.policy_of(draft) != was:
        values.refresh(draft)
        proposals.refresh(draft, at=at)
    draft.risks.update(changed_rev=draft.input_rev)
    trail.note_of("criteria.set", draft, by=by, at=at, before=before, after=after, reason=reason)
    return draft


def _method_of(draft: Assessment, matrix: str) -> dict[str, Any]:
    """Return the method with another matrix of the edition; its own one stays as it is."""
    if matrix == draft.method["matrix"]:
        return dict(draft.method)
    found = catalogue.load(draft.edition).matrix(matrix)
    spoken_of = ("points", *STEPS, *NAMES)  # the grid that goes
    kept = {name: value for name, value in draft.method.items() if name not in spoken_of}
    return kept | {"grid": [list(row) for row in found.rows], "matrix": found.code}


def _mistakes(criteria: Criteria, reason: str) -> list[str]:
    """Return everything that is wrong with new criteria, in words."""
    found = []
    if not reason.strip():
        found.append(_("Say why the criteria change: an auditor will ask."))
    if criteria.appetite not in RANKS:
        found.append(_("Choose a level from very low to very high as the appetite."))
    if set(criteria.authority.values()) - set(AUTHORITIES):
        found.append(_("Choose for each level who may accept it: risk owner, approver or nobody."))
    if any(not 0 <= months <= LONGEST_MONTHS for months in criteria.months.values()):
        found.append(_("An acceptance lasts from 0 to %(most)s months.") % {"most": LONGEST_MONTHS})
    if criteria.value_policy and criteria.value_policy not in worth.POLICIES:
        found.append(_("Choose how values that meet in one asset count."))
    return [*found, *(criteria.losses.mistakes() if criteria.losses else ())]


def _require_title(scope: Scope) -> None:
    if not scope.title.strip():
        raise Refused(_("Give the assessment a title."))
