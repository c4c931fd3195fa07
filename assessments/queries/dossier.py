"""Everything that an auditor takes along from a frozen revision, in one archive."""

import io
import zipfile
from collections.abc import Iterator
from contextlib import suppress

from django.db.models import QuerySet

from assessments.models import AuditEvent, AuditorAccess, Remark, Revision
from assessments.permissions import Actor, Capability, Refused
from assessments.queries import bundles, exports
from assessments.queries.names import key_of_revision
from assessments.reports.document import Document
from assessments.reports.register_table import table
from assessments.reports.sampling import HEAD, Sample

MOST_SAMPLES = 100  # each is drawn again from the whole content
EVIDENCE = ("sha256", "name", "size", "content_type", "item", "risk", "by", "at")
REMARKS = ("thread", "number", "revision", "risk", "kind", "words", "by", "at")
ACCESSES = ("at", "person", "route", "path")


def archive(revision: Revision, actor: Actor) -> bytes:
    """
    Return a zip of what belongs to a frozen revision.

    The bundle and the sealed report where there are any, all exports, an index of evidence,
    samples that were drawn, remarks, and what the actor may see of accesses.
    """
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in _files(revision, actor):
            made.writestr(name, content)
    return out.getvalue()


def accesses(actor: Actor) -> QuerySet[AuditorAccess]:
    """Return what was asked for, newest first: by the actor, or by all to an administrator."""
    rows = AuditorAccess.objects.filter(organisation_id=actor.organisation_id)
    if not actor.may(Capability.ADMINISTER):
        rows = rows.filter(person_id=actor.person_id)
    return rows.select_related("person").order_by("-pk")


def _files(revision: Revision, actor: Actor) -> Iterator[tuple[str, bytes]]:
    document = Document.from_json(bytes(revision.snapshot.content))
    yield "snapshot.json", bytes(revision.snapshot.content)
    with suppress(Refused):
        yield bundles.name_of(revision), bundles.bundle_of(revision)
    if report := revision.reports.exclude(certificate="").order_by("-pk").first():
        yield "report.pdf", bytes(report.content)
    for form in exports.FORMS:
        with suppress(Refused):
            yield form, exports.export(revision, form)
    yield "evidence.csv", table(EVIDENCE, _evidence(document))
    yield "remarks.csv", table(REMARKS, _remarks(revision))
    for seed, number in _drawn(revision):
        sample = Sample(document, seed, number)
        rows = (one.cells() for one in (*sample.of_register(), *sample.of_inventory()))
        yield f"samples/{sample.digest[:16]}.csv", table(HEAD, rows)
    yield "accesses.csv", table(ACCESSES, _accesses(actor))


def _evidence(document: Document) -> Iterator[tuple[str, ...]]:
    names = document.names()
    for one in document.evidence:
        row = one.to_dict() | {"by": names.get(one.by, "")}
        yield tuple(str(row[name] if row[name] is not None else "") for name in EVIDENCE)


def _remarks(revision: Revision) -> Iterator[tuple[str, ...]]:
    rows = Remark.objects.filter(assessment=revision.assessment).select_related("by")
    for one in rows.order_by("pk"):
        yield (
            *(str(one.thread_id or one.pk), str(one.pk), str(one.revision), one.risk),
            *(one.kind, one.words, one.by.name, one.at.isoformat()),
        )


def _drawn(revision: Revision) -> Iterator[tuple[str, int]]:
    """Yield the newest samples that stand in the trail of this revision, each once."""
    key = key_of_revision(revision.assessment, revision.number)
    rows = AuditEvent.objects.filter(
        assessment=revision.assessment, kind="sample.drawn", object_key=key
    ).order_by("-pk")
    drawn = rows.values_list("after__seed", "after__number").distinct()
    yield from sorted(set(drawn[:MOST_SAMPLES]))


def _accesses(actor: Actor) -> Iterator[tuple[str, ...]]:
    for one in accesses(actor).iterator(chunk_size=1_000):
        yield one.at.isoformat(), one.person.name, one.route, one.path
