"""What has moved since a revision was signed: inventories, acceptances, catalogue, method."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.catalogue import editions
from assessments.estate import Kind
from assessments.models import Acceptance, Assessment, AssetState, Import, MethodVersion
from assessments.queries.earlier import anchor_states

MOST = 12  # names that are told one by one


@dataclass(frozen=True, slots=True)
class Moved:
    """One thing that is otherwise than when it was signed: in words, with what exactly."""

    words: str
    details: tuple[str, ...] = ()
    route: str = ""
    number: int | None = None  # of what the route is about; None for the assessment itself
    against: int | None = None  # the import that a newer one is compared with


def outdated(assessment: Assessment, *, at: datetime) -> tuple[Moved, ...]:
    """Return what has moved since the current revision was signed; nothing for others."""
    if assessment.status != Assessment.Status.SIGNED:
        return ()
    return (
        *_imports(assessment),
        *_acceptances(assessment, at),
        *_incidents(assessment),
        *_edition(assessment),
        *_method(assessment),
    )


def _imports(assessment: Assessment) -> Iterator[Moved]:
    for pinned in assessment.pinnedimports.select_related("imported"):
        newer = _newest_of_its_estate(pinned.imported)
        if newer is not None and newer.pk != pinned.imported_id:
            yield Moved(
                _("A newer inventory is here: %(name)s, as of %(day)s")
                % {"name": newer.file_name, "day": newer.as_of.date().isoformat()},
                tuple(_difference(pinned.imported, newer)),
                "import-drift",
                newer.pk,
                pinned.imported_id,
            )


def _newest_of_its_estate(imported: Import) -> Import | None:
    """Return the import of the latest date that is of one of the same managers, else hosts."""
    same = AssetState.objects.filter(
        organisation_id=imported.organisation_id, asset__in=anchor_states(imported).values("asset")
    )
    read_here = Q(brought=False) | Q(pk=imported.pk)
    found = Import.objects.filter(read_here, pk__in=same.values("imported"))
    return found.order_by("-as_of", "-pk").first()


def _difference(before: Import, after: Import) -> Iterator[str]:
    """Tell which machines and hosts came and went between two imports."""
    known, now = (dict(_names(each)) for each in (before, after))
    for kind, came, went in (
        (Kind.VM, _("New virtual machines: %(names)s"), _("Virtual machines gone: %(names)s")),
        (Kind.HOST, _("New hosts: %(names)s"), _("Hosts gone: %(names)s")),
    ):
        for words, here, there in ((came, now, known), (went, known, now)):
            names = sorted(
                name for key, name in here.items() if key[0] == kind and key not in there
            )
            if names:
                yield words % {"names": _some(names)}


def _names(imported: Import) -> Iterator[tuple[tuple[str, int], str]]:
    rows = AssetState.objects.filter(imported=imported, kind__in=[Kind.VM, Kind.HOST])
    for kind, asset, name in rows.values_list("kind", "asset_id", "name").iterator():
        yield (kind, asset), name


def _some(names: list[str]) -> str:
    more = len(names) - MOST
    told = ", ".join(names[:MOST])
    return _("%(names)s and %(n)d more") % {"names": told, "n": more} if more > 0 else told


def _acceptances(assessment: Assessment, at: datetime) -> Iterator[Moved]:
    rows = Acceptance.objects.filter(
        assessment=assessment, withdrawn_at=None, expires_on__lt=at.date()
    ).select_related("risk", "accepted_by")
    details = tuple(
        _("%(key)s, accepted by %(name)s until %(day)s")
        % {
            "key": row.risk.key,
            "name": row.accepted_by.name,
            "day": row.expires_on.isoformat(),
        }
        for row in rows.order_by("expires_on", "pk")
    )
    if details:
        words = ngettext(
            "%(n)d acceptance has expired: its risk is open again",
            "%(n)d acceptances have expired: their risks are open again",
            len(details),
        )
        yield Moved(words % {"n": len(details)}, details, "plan")


def _incidents(assessment: Assessment) -> Iterator[Moved]:
    rows = assessment.incidents.filter(revision=assessment.revision).select_related("noted_by")
    details = tuple(
        _("%(day)s: %(words)s (noted by %(name)s)")
        % {"day": row.happened_on.isoformat(), "words": row.words, "name": row.noted_by.name}
        for row in rows.order_by("happened_on", "pk")
    )
    if details:
        words = ngettext("%(n)d incident was noted", "%(n)d incidents were noted", len(details))
        yield Moved(words % {"n": len(details)}, details, "sign-off")


def _edition(assessment: Assessment) -> Iterator[Moved]:
    newest = max(editions())
    if newest > assessment.edition:
        yield Moved(
            _("The catalogue has a newer edition: %(new)s, signed was %(old)s")
            % {"new": newest, "old": assessment.edition}
        )


def _method(assessment: Assessment) -> Iterator[Moved]:
    name, version = assessment.method.get("id"), assessment.method.get("version")
    newer = MethodVersion.objects.filter(
        organisation_id=assessment.organisation_id, name=name, number__gt=version or 0
    ).order_by("-number")
    if row := newer.first():
        yield Moved(
            _("The method %(name)s has a newer version: %(new)s, signed was %(old)s")
            % {"name": row.name, "new": row.number, "old": version}
        )
