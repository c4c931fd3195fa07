"""What dies is started again, what we start never outlives us."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.house.source import ROOT
from vsrisk.launch import processes, supervisor
from vsrisk.launch.problems import CannotGoOn
from vsrisk.launch.supervisor import Service, Supervisor

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)'])
print(child.pid, flush=True)
time.sleep(600)
"""
PARENT = """
import os, sys, time
from vsrisk.launch import processes
child = processes.spawn([sys.executable, '-c', 'import time; time.sleep(600)'], log=None, env={})
print(child.pid, flush=True)
time.sleep(600)
"""


def _spawn(log: Path | None = None, command=SLEEP) -> subprocess.Popen[bytes]:
    return processes.spawn(command, log=log, env=processes.plain_environment())


def _wait(until, seconds: float = 10.0) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if until():
            return True
        time.sleep(0.02)
    return False


def _runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def test_a_service_that_dies_is_started_again(monkeypatch, capsys):
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.05)
    service = Service("sleeper", _spawn, pause=0.05)
    service.start()
    first = service.process
    first.kill()
    while service.process is first:
        service.look_after()
    assert service.process.poll() is None
    assert "sleeper ended (SIGKILL)" in capsys.readouterr().out
    service.stop(at_once=True)


def test_a_service_that_keeps_dying_waits_longer_each_time_but_never_too_long():
    service = Service("hopeless", lambda: _spawn(command=["/bin/false"]))
    pauses = []
    for _ in range(8):
        service.start()
        service.process.wait()
        service.look_after()
        pauses.append(service.pause)
    assert pauses == [2.0, 4.0, 8.0, 16.0, 30.0, 30.0, 30.0, 30.0]


def test_services_stop_in_reverse_order():
    stopped = []

    class Noted(Service):
        def stop(self, *, at_once):
            stopped.append(self.name)
            super().stop(at_once=at_once)

    keeper = Supervisor()
    for name in ("database", "broker", "web"):
        keeper.add(Noted(name, _spawn))
    keeper.stop()
    assert stopped == ["web", "broker", "database"]
    assert [service.process.poll() for service in keeper.services] == [-signal.SIGTERM] * 3


def test_what_does_not_listen_is_ended_with_all_it_started(tmp_path):
    log = tmp_path / "log"
    process = _spawn(log, [sys.executable, "-c", STUBBORN])
    assert _wait(lambda: log.read_text().strip())
    child = int(log.read_text())
    assert not processes.end(process, signal.SIGTERM, within=0.3)
    assert _wait(lambda: not _runs(process.pid) and not _runs(child))


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a death")
def test_nothing_outlives_a_killed_launcher():
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    child = int(parent.stdout.readline())
    assert _runs(child)
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert _wait(lambda: not _runs(child))


def test_logs_are_private(tmp_path):
    log = tmp_path / "log"
    processes.kill_group(_spawn(log))
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_program_that_fails_is_quoted():
    with pytest.raises(CannotGoOn, match=r"Trying failed:\n  no luck"):
        processes.run(
            ["/bin/sh", "-c", "echo no luck; exit 3"],
            what="Trying",
            env=processes.plain_environment(),
        )
