"""What an uploaded file may leave behind: its inventory once, no secret, and never itself."""

import contextlib
import os
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from assessments.actions import assessments
from assessments.models import ReportFile, Run, Upload
from tests import worked
from tests.faults import secrets
from tests.faults.conftest import Hospital
from tests.faults.plant import Plant, descendants, until

OF_THE_ATTEMPT = {
    "assessments_upload",
    "assessments_run",
    "assessments_auditevent",
    "django_session",
    "vsrisk_cache",
}
HALF = 200_000
TRICKS = (
    "../../../../etc/cron.d/job.zip",
    "..\\..\\windows\\system32\\job.zip",
    "/etc/passwd",
    "....//....//job.zip",
    "%2e%2e%2fjob.zip",
    "<img src=x onerror=alert(1)>.zip",
    "=cmd|' /C calc'!A0.zip",
    "a" * 400 + ".zip",
    "\u202egnp.piz",
)


def test_no_secret_of_an_export_outlives_it_anywhere(hospital: Hospital, plant: Plant):
    table, in_table = secrets.export_with_attributes(31)
    book, in_book = secrets.export(32, "rvtools-xlsx")
    for content, planted in ((table, in_table), (book, in_book)):
        text = secrets.text_of(content).decode(errors="replace")
        assert [each for each in planted if each not in text] == []
        assert len(planted) >= 4
    every = (*in_table, *in_book)

    draft = assessments.create(
        scope=assessments.Scope("Secrets"), by=hospital.by(), at=timezone.now()
    )
    for name, content in (("table.zip", table), ("book.xlsx", book)):
        bring_in(hospital, plant, name, content, draft.number)
    hospital.browser.post(at(hospital, "report-render", draft.number), {})
    assert until(ReportFile.objects.filter(assessment=draft).exists)

    pages, everything = list(shown(hospital, draft)), list(kept(plant))
    assert secrets.found([secrets.CLEAR], pages)  # what is no secret is found by the same search
    assert {"dump"} < {place for place, _ in secrets.found([secrets.CLEAR], everything)}
    assert secrets.found(every, pages) == []
    assert secrets.found(every, everything) == []


@pytest.mark.parametrize("name", TRICKS, ids=range(len(TRICKS)))
def test_a_file_name_is_words_and_never_a_path(hospital: Hospital, plant: Plant, name):
    before = everything_in(plant)
    upload = hospital.browser.upload(name, b"no export")
    row = Upload.objects.get(pk=upload)
    new = everything_in(plant) - before
    assert {path.parent for path in new} <= {plant.uploads}
    assert not set(row.file_name) & {"/", "\\"}
    assert until(lambda: Upload.objects.get(pk=upload).state == Upload.State.REFUSED)
    page = hospital.browser.get(at(hospital, "upload", upload))
    assert page.status == 200
    assert "<img src=x" not in page.text
    assert everything_in(plant) == before


def test_a_web_server_killed_amid_an_upload_leaves_nothing_of_it(hospital: Hospital, plant: Plant):
    before, mark = everything_in(plant), os.urandom(8).hex()
    with hospital.browser.half_an_upload(f"secret {mark} ".encode() * HALF):
        assert until(lambda: held_by_web(plant, mark))
        temporary = plant.home.folder / "tmp"
        assert secrets.found([mark], secrets.files_of(temporary)) == []
        plant.kill("web")
    assert everything_in(plant) == before
    assert secrets.found([mark], secrets.files_of(plant.home.folder)) == []


def test_the_same_file_again_changes_no_row_but_those_of_the_attempt(
    hospital: Hospital, plant: Plant
):
    content = worked.estate(9, 33)
    number = hospital.draft.number
    first, second = (hospital.browser.upload(f"{n}.zip", content, number) for n in (1, 2))
    for upload in (first, second):
        wait_for(upload, Upload.State.CHECKED)
    hospital.browser.apply(first)
    wait_for(first, Upload.State.APPLIED)
    quiet(hospital)
    before = state_of_all_tables()
    assert len(before) > 30

    hospital.browser.apply(second)  # read before the first was applied
    wait_for(second, Upload.State.UNCHANGED)
    third = hospital.browser.upload("3.zip", content, number)
    assert Upload.objects.get(pk=third).state == Upload.State.UNCHANGED
    quiet(hospital)
    after = state_of_all_tables()
    assert {table for table in after if after[table] != before[table]} <= OF_THE_ATTEMPT
    assert list(plant.uploads.iterdir()) == []


def test_a_file_is_gone_after_a_cancel_and_an_hour_after_its_dry_run(
    hospital: Hospital, plant: Plant
):
    dropped = hospital.browser.upload("dropped.zip", worked.estate(8, 34))
    left = hospital.browser.upload("left.zip", worked.estate(8, 35))
    for upload in (dropped, left):
        wait_for(upload, Upload.State.CHECKED)
    assert len(list(plant.uploads.iterdir())) == 2
    hospital.browser.cancel(dropped)
    assert [path.name for path in plant.uploads.iterdir()] == [
        Upload.objects.get(pk=left).stored_as
    ]
    past = timezone.now() - timedelta(seconds=1)
    Upload.objects.filter(pk=left).update(expires_at=past)  # an hour goes by
    wait_for(left, Upload.State.EXPIRED)
    assert until(lambda: not list(plant.uploads.iterdir()))


def bring_in(hospital: Hospital, plant: Plant, name: str, content: bytes, number: int) -> None:
    """Upload and apply; between the two the file is there, for us alone."""
    upload = hospital.browser.upload(name, content, number)
    wait_for(upload, Upload.State.CHECKED)
    path = plant.uploads / Upload.objects.get(pk=upload).stored_as
    assert path.read_bytes() == content
    assert (path.stat().st_mode & 0o777, plant.uploads.stat().st_mode & 0o777) == (0o600, 0o700)
    hospital.browser.apply(upload)
    wait_for(upload, Upload.State.APPLIED)
    assert until(lambda: not path.exists())


def shown(hospital: Hospital, draft):
    """Yield every page, export and report about an assessment and its inventory."""
    number = draft.number
    for kind in ("csv", "json"):
        yield kind, hospital.browser.get(at(hospital, "register-export", number, kind)).raw
    book = hospital.browser.get(at(hospital, "register-export", number, "xlsx")).raw
    yield "xlsx", secrets.text_of(book)
    report = ReportFile.objects.get(assessment=draft)
    pdf = hospital.browser.get(at(hospital, "report-file", number, report.pk)).raw
    words = secrets.words_of(pdf)
    assert draft.title in words
    yield "pdf", words.encode()
    for upload in Upload.objects.filter(assessment=draft):
        yield "upload", hospital.browser.get(at(hospital, "upload", upload.pk)).raw
        imported = upload.applied_import
        yield "import", hospital.browser.get(at(hospital, "import", imported.pk)).raw
        for state in imported.states.filter(kind="vm"):
            yield state.name, hospital.browser.get(at(hospital, "asset", state.asset_id)).raw
    yield "history", hospital.browser.get(at(hospital, "history-export", number)).raw


def kept(plant: Plant):
    """Yield all that is kept: tables, logs, the broker, files of ours and of the servers."""
    yield "dump", secrets.dump(plant)
    yield "broker", secrets.keys_of_broker(plant)
    servers = plant.servers
    assert plant.log("web")
    yield from secrets.files_of(plant.home.folder, servers.postgres.data, servers.valkey.data)
    yield from ((str(log), log.read_bytes()) for log in (servers.postgres.log, servers.valkey.log))


def state_of_all_tables() -> dict[str, tuple[int, int]]:
    """Count the rows of every table, and take the newest transaction that touched each."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        found = {}
        for table in tables:
            cursor.execute(f'SELECT count(*), max(xmin::text::bigint) FROM "{table}"')
            found[table] = cursor.fetchone()
    return found


def held_by_web(plant: Plant, mark: str) -> bool:
    """Say whether the web server has written a mark into a file of its own."""
    for process in descendants(plant.pid("web")):
        for link in Path(f"/proc/{process}/fd").iterdir():
            with contextlib.suppress(OSError):
                if str(link.readlink()).startswith(str(plant.home.folder / "tmp")):
                    return mark.encode() in link.read_bytes()
    return False


def quiet(hospital: Hospital) -> None:
    runs = Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING])
    assert until(lambda: not runs.exists())
    hospital.draft.refresh_from_db()
    assert hospital.draft.is_fresh


def everything_in(plant: Plant) -> set[Path]:
    """Return every path of the installation but those that programs make for a moment."""
    return {path for path in plant.home.folder.rglob("*") if path.parent.name != "tmp"}


def wait_for(upload: int, state: Upload.State) -> None:
    assert until(lambda: Upload.objects.get(pk=upload).state == state), (
        Upload.objects.get(pk=upload).state,
        Upload.objects.get(pk=upload).error,
    )


def at(hospital: Hospital, route: str, *args: object) -> str:
    return reverse(route, args=[hospital.organisation.slug, *args])
