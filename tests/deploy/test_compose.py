"""
The compose file, run without containers.

Its very commands start with its very environment; only paths inside the
containers are mapped to folders of this test, and addresses to private servers.
"""

import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import yaml

from vsrisk.launch.servers import private_servers

ROOT = Path(__file__).parents[2]
HOST = "vsrisk.example"
OURS = ("migrate", "web", "worker", "notary", "sweep")


@dataclass
class Composed:
    """The services of the compose file, their paths mapped below *folder*."""

    services: dict[str, dict]
    folder: Path
    port: int
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, name: str) -> subprocess.Popen[bytes]:
        log = (self.folder / f"{name}.log").open("wb")
        with log:
            process = subprocess.Popen(
                self.services[name]["command"],
                cwd=ROOT,
                env=self.environment(name),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def check(self, name: str) -> subprocess.CompletedProcess[bytes]:
        kind, *rest = self.services[name]["healthcheck"]["test"]
        command = rest if kind == "CMD" else ["sh", "-c", rest[0].replace("$$", "$")]
        return subprocess.run(
            command, cwd=ROOT, env=self.environment(name), capture_output=True, check=False
        )

    def environment(self, name: str) -> dict[str, str]:
        image = dict(re.findall(r"(\w+)=(\S+)", _image_environment()))
        wanted = image | self.services[name]["environment"]
        mapped = {key: self._mapped(value) for key, value in wanted.items()}
        return mapped | {
            "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
            "VSRISK_PORT": str(self.port),
        }

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _mapped(self, value: str) -> str:
        value = re.sub(r"\$\{VSRISK_ALLOWED_HOSTS:\?.*\}", HOST, value)
        value = re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
        inside = re.match(r"/(run/secrets|data|notary|app)(?=/|$)", value)
        return str(self.folder / value.strip("/")) if inside else value


@pytest.fixture(scope="module")
def compose() -> dict:
    return dict(yaml.safe_load((ROOT / "docker-compose.yml").read_text()))


@pytest.fixture(scope="module")
def composed(compose, tmp_path_factory) -> Iterator[Composed]:
    folder = tmp_path_factory.mktemp("compose")
    secrets = folder / "run" / "secrets"
    secrets.mkdir(parents=True)
    (folder / "data").mkdir(mode=0o700)
    (folder / "notary").mkdir(mode=0o700)
    with private_servers() as servers, socket.socket() as free:
        urls = servers.urls()
        (secrets / "secret_key").write_text("x" * 50 + "\n")
        (secrets / "database_url").write_text(urls["VSRISK_DATABASE_URL"])
        (secrets / "database_owner_url").write_text(urls["VSRISK_DATABASE_OWNER_URL"])
        (secrets / "redis_url").write_text(urls["VSRISK_REDIS_URL"])
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        everything = Composed(compose["services"], folder, port)
        yield everything
        for process in everything.started:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def migrated(composed: Composed) -> Composed:
    assert composed.start("migrate").wait(timeout=120) == 0, composed.log("migrate")
    return composed


@pytest.fixture(scope="module")
def web(migrated: Composed) -> subprocess.Popen[bytes]:
    process = migrated.start("web")
    assert _until(lambda: migrated.check("web").returncode == 0), migrated.log("web")
    return process


def test_the_start_waits_for_the_migration_job_to_succeed(compose):
    for name in OURS[1:]:
        needs = compose["services"][name]["depends_on"]
        assert needs["migrate"] == {"condition": "service_completed_successfully"}


def test_a_migration_that_fails_says_so_by_its_exit_code(composed: Composed, tmp_path):
    env = composed.environment("migrate")
    (tmp_path / "url").write_text("postgres://vsrisk_owner@/missing?host=/nonexistent")
    env["VSRISK_DATABASE_OWNER_URL_FILE"] = str(tmp_path / "url")
    done = subprocess.run(
        composed.services["migrate"]["command"], cwd=ROOT, env=env, capture_output=True, check=False
    )
    assert done.returncode != 0


def test_the_web_server_serves_and_its_health_check_passes(migrated: Composed, web):
    assert web.poll() is None
    assert _status(migrated.port, "/healthz", HOST) == "200"
    assert _status(migrated.port, "/readyz", HOST) == "200"


def test_plain_http_is_sent_to_https_and_unknown_names_are_refused(migrated: Composed, web):
    assert web.poll() is None
    assert _status(migrated.port, "/", HOST) == "301"
    assert _status(migrated.port, "/healthz", "evil.example") == "400"


def test_the_worker_answers_its_health_check(migrated: Composed):
    worker = migrated.start("worker")
    assert _until(lambda: migrated.check("worker").returncode == 0), migrated.log("worker")
    assert worker.poll() is None


def test_the_sweep_goes_on(migrated: Composed):
    sweep = migrated.start("sweep")
    with pytest.raises(subprocess.TimeoutExpired):
        sweep.wait(timeout=5)
    assert "Traceback" not in migrated.log("sweep")


def test_only_the_migration_job_holds_the_owners_address(compose):
    holders = [
        name
        for name, service in compose["services"].items()
        if any("database_owner_url" in str(part) for part in service.get("secrets", []))
    ]
    assert holders == ["migrate"]


def test_nothing_but_the_web_server_is_published_and_that_to_this_host_only(compose):
    published = {name: s["ports"] for name, s in compose["services"].items() if "ports" in s}
    assert published == {"web": ["127.0.0.1:8000:8000"]}


def test_our_containers_can_change_nothing_but_their_data(compose):
    for name in OURS:
        service = compose["services"][name]
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    for name in set(compose["services"]) - {"migrate"}:
        assert compose["services"][name]["restart"] == "unless-stopped"


def test_no_secret_is_written_into_the_file(compose):
    for service in compose["services"].values():
        for name, value in service.get("environment", {}).items():
            secret = re.search(r"SECRET|PASSWORD|_URL", name)
            assert not secret or (name.endswith("_FILE") and value.startswith("/run/secrets/"))


def test_every_secret_that_is_named_is_one_that_the_launcher_makes(compose, tmp_path):
    from vsrisk.launch import credentials  # noqa: PLC0415  this test alone makes secrets

    credentials.write(tmp_path / "secrets")
    made = {path.name for path in (tmp_path / "secrets").iterdir()}
    used = {name for s in compose["services"].values() for name in s.get("secrets", [])}
    assert used == made == set(compose["secrets"])
    assert (tmp_path / "secrets").stat().st_mode & 0o777 == 0o700


def test_the_image_runs_as_nobody_special_from_the_locked_packages():
    lines = (ROOT / "Dockerfile").read_text()
    assert re.search(r"^USER vsrisk$", lines, re.MULTILINE)
    assert "--require-hashes" in lines
    assert "requirements/production.txt" in lines
    command = shlex.split(re.search(r"^CMD \[(.*)\]$", lines, re.MULTILINE)[1].replace(",", ""))
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert command == compose["services"]["web"]["command"]


def test_every_folder_that_the_image_copies_is_there_and_not_ignored():
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", (ROOT / "Dockerfile").read_text(), re.M)
    admitted = re.findall(r"^!(\S+)$", (ROOT / ".dockerignore").read_text(), re.M)
    for source in " ".join(copied).split():
        assert (ROOT / source).exists()
        assert source.split("/")[0] in admitted


@pytest.mark.skipif(not shutil.which("sh"), reason="no shell")
def test_scripts_are_correct_shell():
    for script in (ROOT / "deploy").rglob("*.sh"):
        subprocess.run(["sh", "-n", str(script)], check=True)


def _image_environment() -> str:
    text = (ROOT / "Dockerfile").read_text()
    return " ".join(re.findall(r"^ENV ((?:.*\\\n)*.*)$", text, re.MULTILINE))


def _status(port: int, path: str, host: str) -> str:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as asking:
        asking.sendall(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        return asking.recv(64).split()[1].decode()


def _until(condition, seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.3)
    return bool(condition())
