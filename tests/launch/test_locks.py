"""Lock files say what they were made from."""

from vsrisk.launch import locks


def test_a_lock_file_is_stale_as_soon_as_its_inputs_differ(monkeypatch, tmp_path):
    monkeypatch.setattr(locks, "FOLDER", tmp_path)
    assert set(locks.stale()) == {"dev", "run", "production", "bootstrap"}
    for name in locks.stale():
        locks.path(name).write_text(f"# inputs: sha256:{locks.inputs(name)}\nx==1\n")
    assert locks.stale() == []
    monkeypatch.setattr(locks, "INSTALLER", "uv>=99")
    assert locks.stale() == ["bootstrap"]


def test_each_group_of_dependencies_counts_for_its_own_lock_file_only():
    assert len({locks.inputs(name) for name in (*locks.GROUPS, locks.BOOTSTRAP)}) == 4
