"""A worked assessment for tests: made by the product's own actions from its own estate."""

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from assessments import synthesis
from assessments.actions import assessments, domains, uploads, work
from assessments.models import Assessment, Upload
from assessments.permissions import Actor

VMS, SEED = 40, 11
NAME = "estate.csv.zip"


@cache
def estate(vms: int = VMS, seed: int = SEED) -> bytes:
    """Return the bytes of an invented export; the same every time."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        synthesis.write(synthesis.generate(vms, seed), path, "rvtools-csv")
        return path.read_bytes()


def receive(draft: Assessment | None, by: Actor, content: bytes | None = None) -> Upload:
    """Hand a file in and have it read."""
    upload = uploads.receive(
        chunks=[content or estate()],
        file_name=NAME,
        by=by,
        at=timezone.now(),
        assessment=draft,
    )
    work.do_all(timezone.now)
    upload.refresh_from_db()
    return upload


def bring_in(draft: Assessment | None, by: Actor, content: bytes | None = None) -> Upload:
    """Hand a file in, have it read, apply it."""
    upload = receive(draft, by, content)
    if upload.state == Upload.State.CHECKED:
        uploads.apply(upload=upload, by=by, at=timezone.now())
        work.do_all(timezone.now)
        upload.refresh_from_db()
    return upload


def assessment(by: Actor) -> Assessment:
    """Return a draft with an inventory, all guests placed and all domains valued."""
    draft = assessments.create(
        scope=assessments.Scope(
            "Clinical platform",
            scope_in="Both halls",
            scope_out="Desktops",
            exclusions=("desktop", "network"),
        ),
        by=by,
        at=timezone.now(),
    )
    bring_in(draft, by)
    rest = list(draft.placements.filter(domain=None).values_list("asset_id", flat=True))
    if rest:
        home = domains.add(assessment=draft, name="General", by=by, at=timezone.now())
        domains.place(assessment=draft, assets=rest, domain=home, by=by, at=timezone.now())
    for domain in draft.domains.all():
        worth = domains.Worth(5, 4, 3, 4)
        domains.value(domain=domain, worth=worth, reason="", version=None, by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return draft
