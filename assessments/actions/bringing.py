"""Bring an assessment in that was made elsewhere. The only writer of `Origin`."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from assessments import catalogue
from assessments.actions import brought_estate, brought_risks, drafts, pinning, trail
from assessments.actions.brought_estate import Here
from assessments.checks.bindings import bindings
from assessments.models import Assessment, AssetGroup, Organisation, Origin
from assessments.permissions import Actor, Capability, Refused, require
from assessments.reports import brought
from assessments.reports.brought import NAMED, NotBrought
from assessments.reports.document import Document
from assessments.verifier.canonical import digest

OWN = "OWN-"  # how the code of a risk begins that the catalogue does not name


@dataclass(frozen=True, slots=True)
class Signer:
    """Somebody who signed the revision elsewhere, as its bundle proves."""

    name: str
    role: str
    signed_at: str
    keyid: str


@dataclass(frozen=True, slots=True)
class Came:
    """How a snapshot came here: the name of its file, and who signed it, if anybody."""

    file_name: str
    signers: tuple[Signer, ...] = ()
    ledger_key: str = ""


class CannotBring(Refused):
    """A snapshot that cannot become an assessment here; `mistakes` names all that is wrong."""

    def __init__(self, mistakes: tuple[str, ...]) -> None:
        self.mistakes = mistakes
        shown = "; ".join(mistakes[:NAMED])
        more = len(mistakes) - NAMED
        if more > 0:
            shown = _("%(shown)s; and %(n)d more") % {"shown": shown, "n": more}
        super().__init__(_("This cannot be brought in. %(mistakes)s.") % {"mistakes": shown})


def read(content: bytes) -> Document:
    """
    Return the document of a snapshot that can become an assessment here.

    Raises:
        CannotBring: it is none, it contradicts itself, or it rests on a catalogue that is
            not known here; every mistake is named.
    """
    try:
        document = brought.read(content)
    except NotBrought as error:
        raise CannotBring(error.mistakes) from error
    if strange := tuple(_strange(document)):
        raise CannotBring(strange)
    return document


@transaction.atomic
def bring(*, content: bytes, came: Came, by: Actor, at: datetime) -> Assessment:
    """
    Make a new draft from the canonical bytes of a snapshot, led by whoever brings it.

    Its levels are computed anew. Acceptances, second persons, signers and signatures
    stay behind; `Origin` keeps who accepted and signed as history.

    Raises:
        Refused: *by* may not, or it cannot be brought in (every mistake is named).
    """
    require(by, Capability.ASSESS)
    document = read(content)
    organisation = Organisation.objects.select_for_update().get(pk=by.organisation_id)
    try:
        with transaction.atomic():
            draft = _bring(document, organisation, by=by, at=at)
    except (DataError, IntegrityError) as error:  # what no reader foresaw, a constraint did
        words = str(error).partition("\n")[0]
        raise CannotBring((_("The database refuses it: %(why)s") % {"why": words},)) from error
    origin = _origin(document, digest(content), came, draft, by=by, at=at)
    trail.note_of(
        "assessment.brought",
        draft,
        by=by,
        at=at,
        after={
            "origin": str(origin),
            "digest": origin.digest,
            "signed": origin.is_signed,
            "file": origin.file_name,
            **figures(document),
        },
    )
    return draft


def figures(document: Document) -> dict[str, int]:
    """Return how much of each kind a document brings."""
    names = ("imports", "assets", "edges", "domains", "findings", "risks", "actions", "answers")
    return {name: len(getattr(document, name)) for name in names}


def left_behind(document: Document) -> dict[str, int]:
    """Return how much of each kind stays behind, since it is an act of people elsewhere."""
    return {
        "acceptances": sum(risk.acceptance is not None for risk in document.risks),
        "seconded": sum(answer.seconded_by is not None for answer in document.answers),
        "owners": sum(risk.owner is not None for risk in document.risks)
        + sum(action.owner is not None for action in document.actions),
        "phases": sum(phase.closed_at is not None for phase in document.phases),
        "evidence": len(document.evidence),
    }


def _strange(document: Document) -> Iterator[str]:
    """Yield what the document rests on that is not known here, in words."""
    said = document.edition
    if said.id not in catalogue.editions():
        yield _("The edition of the catalogue %(id)s is not known here") % {"id": said.id[:20]}
        return
    edition = catalogue.load(said.id)
    if edition.digest != said.digest:
        yield _(
            "The edition of the catalogue %(id)s is another here: its digest is %(here)s, "
            "the snapshot says %(said)s"
        ) % {"id": said.id, "here": edition.digest[:16], "said": said.digest[:16]}
    known: Mapping[str, tuple[set[str], Any]] = {
        "answers": ({row.item for row in document.answers}, edition.items),
        "settlements": ({row.item for row in document.settlements}, edition.items),
        "actions": ({item for row in document.actions for item in row.items}, edition.items),
        "risks": ({r.code for r in document.risks if not r.code.startswith(OWN)}, edition.risks),
        "checks": ({row.code for row in document.checks}, bindings()),
        "findings": ({row.code for row in document.findings}, bindings()),
    }
    for section, (codes, here) in known.items():
        if strange := sorted(code for code in codes if code not in here):
            yield _("%(section)s: %(codes)s are not known here") % {
                "section": section,
                "codes": ", ".join(strange[:NAMED]),
            }


def _bring(
    document: Document, organisation: Organisation, *, by: Actor, at: datetime
) -> Assessment:
    draft = _draft(document, organisation, by=by, at=at)
    here = Here(draft, by, at)
    ids = brought_estate.bring(document, here)
    _mark_gone(draft)
    brought_risks.bring(document, here, ids)
    drafts.raise_input_rev(draft, at=at)
    draft.risks.update(changed_rev=draft.input_rev)
    return draft


def _draft(
    document: Document, organisation: Organisation, *, by: Actor, at: datetime
) -> Assessment:
    about, last = document.assessment, Assessment.objects.filter(organisation=organisation)
    return Assessment.objects.create(
        organisation=organisation,
        number=(last.aggregate(n=Max("number"))["n"] or 0) + 1,
        title=about.title,
        scope_in=about.scope_in,
        scope_out=about.scope_out,
        exclusions=about.exclusions,
        context=about.context,
        facts=sorted(about.facts),
        phase_view=about.phase_view,
        edition=document.edition.id,
        method=document.criteria.method,
        criteria=document.criteria.criteria,
        criteria_set_by_id=by.person_id if document.criteria.set_by else None,
        criteria_set_at=at if document.criteria.set_at else None,
        parameters=document.criteria.parameters,
        lead_id=by.person_id,
        created_by_id=by.person_id,
        created_at=at,
    )


def _mark_gone(draft: Assessment) -> None:
    """Mark the groups whose subject the inventory does not hold, which no snapshot says."""
    wanted = pinning.wanted_groups(draft)
    gone = [
        group.pk
        for group in draft.assetgroups.all()
        if (group.kind, group.domain_id, group.asset_id) not in wanted
    ]
    AssetGroup.objects.filter(pk__in=gone).update(is_gone=True)


def _origin(
    document: Document, sha256: str, came: Came, draft: Assessment, *, by: Actor, at: datetime
) -> Origin:
    about, names = document.assessment, document.names()
    accepted = [
        {
            "risk": risk.key,
            "level": risk.acceptance.level,
            "by": names.get(risk.acceptance.by, ""),
            "reason": risk.acceptance.reason,
            "expires_on": risk.acceptance.expires_on,
        }
        for risk in document.risks
        if risk.acceptance
    ]
    return Origin.objects.create(
        organisation_id=draft.organisation_id,
        assessment=draft,
        organisation_name=document.organisation.name[:160],
        key=about.key[:20],
        title=about.title[:160],
        revision=about.revision,
        digest=sha256,
        frozen_at=about.frozen_at[:20],
        signers=[asdict(signer) for signer in came.signers],
        accepted=accepted,
        ledger_key=came.ledger_key,
        file_name=came.file_name[:255],
        by_id=by.person_id,
        at=at,
    )
