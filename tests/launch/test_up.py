"""`run.py up` as a user meets it: everything starts, comes back after a kill, and stops."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


class Running:
    """A launcher in a process of its own, on data of its own."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        kept = {name: value for name, value in os.environ.items() if "VSRISK_" not in name}
        self.env = kept | {
            "VSRISK_HOME": str(home),
            "VSRISK_PORT": str(self.port),
            "VSRISK_BIND": "127.0.0.1",
        }
        self.process: subprocess.Popen[str] | None = None
        self.said: list[str] = []

    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "run.py", "up"],
            cwd=ROOT,
            env=self.env,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for line in self.process.stdout:
            self.said.append(line.rstrip())
            if line.startswith("Ctrl-C"):
                return
        pytest.fail("\n".join(self.said))

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(how)
        code = self.process.wait(timeout=60)
        self.process.stdout.close()
        return code

    def get(self, path: str) -> str:
        link = f"http://127.0.0.1:{self.port}{path}"
        with urllib.request.urlopen(link, timeout=10) as answer:
            return str(answer.read().decode())

    def children(self) -> dict[int, str]:
        return _children(self.process.pid)


@pytest.fixture(scope="module")
def launcher() -> Iterator[Running]:
    home = Path(tempfile.mkdtemp(prefix="vsrisk-up-", dir="/tmp"))
    made = Running(home)
    yield made
    if made.is_up():
        made.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def running(launcher: Running) -> Running:
    if not launcher.is_up():
        launcher.start()
    return launcher


def test_everything_starts_and_says_where_it_is(running: Running):
    assert f"  http://127.0.0.1:{running.port}/" in running.said
    assert running.get("/healthz") == "ok\n"
    assert '"state": "ready"' in running.get("/readyz")
    home = Path(running.env["VSRISK_HOME"])
    private = [home / "environment", home / "secret-key", home / "logs" / "web.log"]
    assert [path.stat().st_mode & 0o077 for path in private] == [0, 0, 0]


@pytest.mark.parametrize("word", ["celery", "bin/postgres", "valkey", "gunicorn", "sweep"])
def test_whatever_is_killed_comes_back_and_leaves_no_orphans(running: Running, word):
    before = next(pid for pid, command in running.children().items() if word in command)
    offspring = _children(before)
    os.kill(before, signal.SIGKILL)
    assert _until(lambda: not any(_alive(pid) for pid in offspring))
    assert _until(
        lambda: any(word in text and pid != before for pid, text in running.children().items())
    )
    assert _until(lambda: _ready(running))


def test_a_second_launcher_on_the_same_data_is_refused(running: Running):
    other = running.env | {"VSRISK_PORT": str(_free_port())}
    done = subprocess.run(
        [sys.executable, "run.py", "up"],
        cwd=ROOT,
        env=other,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert f"vsrisk already runs on the data in {running.env['VSRISK_HOME']}" in done.stdout


def test_it_stops_in_order_and_starts_again_on_the_same_data(running: Running):
    family = {pid for child in running.children() for pid in (child, *_children(child))}
    secret = Path(running.env["VSRISK_HOME"], "secret-key").read_bytes()
    assert running.stop() == 0
    assert [pid for pid in family if _alive(pid)] == []
    running.start()
    assert running.get("/healthz") == "ok\n"
    assert Path(running.env["VSRISK_HOME"], "secret-key").read_bytes() == secret


def test_nothing_outlives_a_launcher_that_is_killed(running: Running):
    family = {pid for child in running.children() for pid in (child, *_children(child))}
    assert len(family) > 5
    running.stop(signal.SIGKILL)
    assert _until(lambda: not any(_alive(pid) for pid in family), seconds=40)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _ready(running: Running) -> bool:
    try:
        return '"state": "ready"' in running.get("/readyz")
    except OSError:
        return False


def _until(condition, seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(condition())


def _children(parent: int) -> dict[int, str]:
    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                state, above = _status(int(folder.name))
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
            if above == parent and state != "Z":
                found[int(folder.name)] = command
    return found


def _alive(pid: int) -> bool:
    try:
        return _status(pid)[0] != "Z"
    except OSError:
        return False


def _status(pid: int) -> tuple[str, int]:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return fields[0], int(fields[1])
