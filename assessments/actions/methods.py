"""Write methods and adopt them. The only writer of `MethodVersion`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from assessments.actions import drafts, ledger, trail
from assessments.models import Assessment, MethodVersion, Organisation
from assessments.permissions import Actor, Capability, Refused, require
from assessments.queries import methods
from assessments.queries.document import composed
from assessments.scoring import BadMethod, Method
from assessments.scoring.published import difference, published
from assessments.verifier.canonical import digest, encode
from assessments.verifier.entries import Kind


class BadVersion(Refused):
    """A document does not hold together; `problems` says what, by the path of the field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(_("The method does not hold together yet."))
        self.problems = dict(problems)


@transaction.atomic
def save(
    *, name: str, about: str, document: Mapping[str, Any], by: Actor, at: datetime
) -> MethodVersion:
    """
    Save a method as the next version of its name.

    Raises:
        Refused: *by* may not, or the name is blank or that of a method of the product.
        BadVersion: the document does not hold together; every problem is named.
    """
    require(by, Capability.ADMINISTER)
    name = " ".join(name.split())[:80]
    if not name or name in published():
        raise Refused(_("Give the method a name of its own."))
    Organisation.objects.select_for_update().get(pk=by.organisation_id)  # one version at a time
    mine = MethodVersion.objects.filter(organisation=by.organisation_id, name=name)
    newest = mine.order_by("-number").first()
    number = newest.number + 1 if newest else 1
    try:
        method = Method.from_document({**document, "id": name, "version": number, "matrix": name})
    except BadMethod as error:
        raise BadVersion(error.problems) from error
    row = MethodVersion.objects.create(
        organisation_id=by.organisation_id,
        name=name,
        number=number,
        about=about.strip(),
        document=method.to_document(),
        saved_by_id=by.person_id,
        saved_at=at,
    )
    _note_saved(row, by=by, at=at)
    return row


def _note_saved(row: MethodVersion, *, by: Actor, at: datetime) -> None:
    trail.note(
        "method.saved",
        object_type="method",
        object_key=f"{row.name} {row.number}",
        organisation_id=by.organisation_id,
        assessment=None,
        by=by,
        at=at,
        after=row.document,
    )
    ledger.note(
        Kind.POLICY_CHANGE,
        {
            "method": row.name,
            "version": row.number,
            "sha256": digest(encode(composed(row.document))),
        },
        organisation_id=by.organisation_id,
        by=by,
        at=at,
    )


@transaction.atomic
def adopt(*, assessment: Assessment, key: str, reason: str, by: Actor, at: datetime) -> Assessment:
    """
    Move a draft to another method: it keeps the whole document, and its levels follow.

    Raises:
        Refused: *by* may not, it is no draft, there is no such method, it is the pinned one,
            or no reason is given.
    """
    draft = drafts.open_draft(assessment.pk, by=by, at=at)
    offer = methods.find(by, key)
    if offer is None:
        raise Refused(_("There is no such method."))
    if not reason.strip():
        raise Refused(_("Say why the method changes."))
    document = offer.method.to_document()
    changes = difference(draft.method, document)
    if not changes:
        raise Refused(_("That is the method it has already."))
    Assessment.objects.filter(pk=draft.pk).update(method=document)
    draft.risks.update(changed_rev=draft.input_rev)
    trail.note(
        "method.adopted",
        object_type="assessment",
        object_key=draft.key,
        organisation_id=draft.organisation_id,
        assessment=draft,
        by=by,
        at=at,
        before={each.path: each.before for each in changes},
        after={each.path: each.after for each in changes},
        reason=reason.strip(),
    )
    draft.method = document
    return draft
