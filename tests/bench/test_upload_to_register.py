"""From an RVTools file of a thousand guests to its ranked register: seconds, and where they go."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments import importers
from assessments.actions import (
    assessments,
    inventory_rows,
    pinning,
    proposals,
    reading,
    score_parts,
    scores,
    values,
)
from assessments.queries import score_columns
from tests import make, worked
from tests.bench.door import signed_in
from tests.bench.figures import note, show

VMS, SEED = 1_000, 2
STAGES = {  # the function that does a stage: its line in the table
    (importers, "read_guarded"): "parse in the child process (dry run, then again to apply)",
    (reading, "run_checks"): "checks (dry run, then again to apply)",
    (inventory_rows, "assets_for"): "store assets",
    (inventory_rows, "add_states"): "store their states",
    (inventory_rows, "add_edges"): "store dependencies",
    (inventory_rows, "add_results"): "store findings",
    (pinning, "place"): "place guests in domains",
    (pinning, "regroup"): "group",
    (values, "refresh"): "value of groups",
    (proposals, "refresh"): "propose risks",
    (score_columns, "part"): "load for scoring",
    (score_parts, "changes"): "score",
    (scores, "_store"): "store levels",
}


class Clock:
    """Wall and CPU seconds of named stages; inner stages are no part of outer ones here."""

    def __init__(self) -> None:
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall[name] = self.wall.get(name, 0) + time.perf_counter() - wall
        self.cpu[name] = self.cpu.get(name, 0) + time.process_time() - cpu

    def watch(self, patch: pytest.MonkeyPatch) -> None:
        """Time every call of the stages."""
        for (module, name), words in STAGES.items():
            patch.setattr(module, name, self._timed(getattr(module, name), words))

    def _timed(self, function, words):
        def timed(*args, **kwargs):
            with self.stage(words):
                found = function(*args, **kwargs)
                return list(found) if isinstance(found, Iterator) else found

        return timed


def test_upload_to_ranked_register(
    databases, django_db_setup, django_db_blocker, monkeypatch, settings, tmp_path
):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    content = worked.estate(VMS, SEED)
    clock = Clock()
    with django_db_blocker.unblock():
        name = databases.clone()
        with databases.using(name):
            person = make.person(make.organisation())
            by = make.acting(person, person.memberships.get().organisation)
            draft = assessments.create(
                scope=assessments.Scope("Measured", scope_in="All"), by=by, at=timezone.now()
            )
            door = signed_in(person)
            url = reverse("register", args=[draft.organisation.slug, draft.number])
            clock.watch(monkeypatch)
            began = time.perf_counter()
            with clock.stage("= all background work"):
                worked.bring_in(draft, by, content)
            monkeypatch.undo()
            with clock.stage("= draw the register's page"):
                page = door.get(url)
            whole = time.perf_counter() - began
            risks = draft.risks.count()
        databases.drop(name)
    note(f"Upload to ranked register, {VMS:,} guests, {risks} risks", f"{whole:.1f} s")
    for stage in clock.wall:
        note(f"  {stage}", f"{clock.wall[stage]:.2f} s")
        show(f"  {clock.wall[stage]:7.2f} s  {clock.cpu[stage]:7.2f} s CPU here   {stage}")
    assert b'<tbody id="risk-' in page
