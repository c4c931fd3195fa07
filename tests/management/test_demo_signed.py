"""The demo is signed by its people with the passphrases in its file, and its bundle verifies."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from assessments.actions import freezing, signing, work
from assessments.actions.pens import Pen
from assessments.custody.sealed import look
from assessments.models import Assessment, Organisation, Person, Revision
from assessments.queries import bundles, gates
from assessments.queries import ledger as ledgers
from assessments.reports import reperformed
from assessments.verifier import checking, packed
from assessments.verifier.bundle import Bundle
from assessments.verifier.checking import Trust
from tests import make, sealed
from tests.verifier import test_by_hand as by_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def phrases(settings, tmp_path) -> dict[str, str]:
    """Make the demo as the first start does; return the passphrases by address."""
    settings.UPLOAD_DIR = tmp_path / "uploads"
    sealed.introduced()
    file = tmp_path / "passwords.txt"
    with (tmp_path / "out").open("w") as out:
        call_command("make_demo", vms=30, seed=7, passwords=file, stdout=out)
    found = re.findall(r"(\S+@\S+).*signing passphrase: (\S+)", file.read_text())
    assert len(found) == 4
    return dict(found)


def sign_all(draft: Assessment, phrases: dict[str, str]):
    org = Organisation.objects.get()
    by = make.acting(draft.lead, org)
    assert [each.missing for each in gates.freeze_conditions(draft) if not each.is_met] == []
    freezing.submit(assessment=draft, by=by, at=timezone.now())
    work.do_all(timezone.now)
    revision = draft.revisions.get()
    for person in (draft.lead, draft.risk_owner, draft.approver):
        actor = make.acting(Person.objects.get(pk=person.pk), org)
        signing.sign(
            revision=revision,
            said=sealed.said(revision, actor),
            pen=Pen(phrases[person.email]),
            by=actor,
            at=timezone.now(),
        )
    sealed.finish(org)
    revision.refresh_from_db()
    return revision


def test_the_demo_is_signed_and_its_bundle_verifies_everywhere(phrases, tmp_path: Path):
    revision = sign_all(Assessment.objects.get(), phrases)
    content = bundles.bundle_of(revision)
    key = str(ledgers.key_of(revision.organisation_id))

    verdict = checking.verify(content, Trust(keys=(key,), engine=reperformed.differences))
    assert verdict.is_genuine, verdict.refusals
    program, bundle = tmp_path / packed.NAME, tmp_path / bundles.name_of(revision)
    program.write_bytes(packed.packed())
    bundle.write_bytes(content)
    done = subprocess.run(
        [sys.executable, "-I", program, bundle, "--trust", key],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    for name in ("Ines Abara", "Jonas Lindqvist", "Priya Raman"):
        assert name in done.stdout
    folder = tmp_path / "unpacked"
    folder.mkdir()
    for name, part in Bundle.read(content).files.items():
        (folder / name).write_bytes(part)
    done = by_hand.run(folder)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Verified Successfully") == 4
    require_seal(folder / "report.pdf", revision)


def require_seal(path: Path, revision: Revision) -> None:
    """Check the seal on the report of the bundle with our own eyes and with those of poppler."""
    report = revision.reports.exclude(certificate="").get()
    seen = look(path.read_bytes(), {report.certificate})
    assert seen.is_genuine, seen.refusals
    assert seen.snapshot == revision.snapshot_id
    if shutil.which("pdfsig"):  # Debian's poppler-utils; tests/custody says when it is not there
        said = subprocess.run(["pdfsig", path], capture_output=True, text=True, check=False).stdout
        assert "Signature is Valid." in said
        assert "Total document signed" in said
