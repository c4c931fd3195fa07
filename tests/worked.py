"""A worked assessment for tests: made by the product's own actions from its own estate."""

import csv
import io
import zipfile
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
    return written(synthesis.generate(vms, seed))


def written(plan: synthesis.Plan) -> bytes:
    """Return the bytes of the export of a plan."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / NAME
        synthesis.write(plan, path, "rvtools-csv")
        return path.read_bytes()


def later(content: bytes) -> bytes:
    """Return a later export of the same estate: a machine gone, one new, one switched over."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, _later(text) if name.endswith("vInfo.csv") else text)
    return made.getvalue()


def _later(text: str) -> str:
    rows = list(csv.DictReader(io.StringIO(text)))
    gone, switched = rows[-1], rows[0]
    switched["Powerstate"] = "poweredOff" if switched["Powerstate"] == "poweredOn" else "poweredOn"
    fresh = gone | {
        "VM": "brand-new",
        "VM ID": "vm-99001",
        "VM UUID": "11111111-2222-4333-8444-555555555555",
        "SMBIOS UUID": "11111111-2222-4333-8444-666666666666",
        "VM Instance UUID": "11111111-2222-4333-8444-777777777777",
    }
    out = io.StringIO()
    table = csv.DictWriter(out, list(rows[0]))
    table.writeheader()
    table.writerows([*rows[:-1], {key: fresh[key] for key in rows[0]}])
    return out.getvalue()


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


def assessment(by: Actor, content: bytes | None = None) -> Assessment:
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
    bring_in(draft, by, content)
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
