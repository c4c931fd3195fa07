"""A broker of our own, reachable through a private socket only."""

import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from vsrisk.launch import processes
from vsrisk.launch.home import own
from vsrisk.launch.postgres import last_lines
from vsrisk.launch.problems import CannotGoOn
from vsrisk.launch.processes import Account, plain_environment

START_SECONDS = 20


@dataclass
class Valkey:
    """One data folder and the broker on it; what it holds survives a restart."""

    program: Path
    data: Path
    sockets: Path
    log: Path
    account: Account | None
    process: subprocess.Popen[bytes] | None = None

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"redis+socket://{self.socket}?virtual_host=0"

    def create(self) -> None:
        """Make the data folder unless it is there."""
        own(self.data, self.account)

    def command(self) -> list[str]:
        """Return how the broker is started."""
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory-policy": "noeviction",
        }
        return [
            str(self.program),
            *(part for name, value in options.items() for part in (f"--{name}", value)),
        ]

    def is_ready(self) -> bool:
        """Say whether the broker answers and has read its data."""
        try:
            with socket.socket(socket.AF_UNIX) as asking:
                asking.settimeout(1)
                asking.connect(str(self.socket))
                asking.sendall(b"PING\r\n")
                return asking.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def start(self) -> None:
        """
        Start the broker and wait until it answers.

        Raises:
            CannotGoOn: it ends, or does not answer in time; the words show its log.
        """
        own(self.sockets, self.account)
        process = self.spawn()
        deadline = time.monotonic() + START_SECONDS
        while not self.is_ready():
            if process.poll() is not None or time.monotonic() > deadline:
                raise CannotGoOn(f"The broker does not start:\n{last_lines(self.log)}")
            time.sleep(0.02)

    def spawn(self) -> subprocess.Popen[bytes]:
        """Start the broker and return at once."""
        self.process = processes.spawn(
            self.command(), log=self.log, env=plain_environment(), account=self.account
        )
        return self.process

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop the broker; what it holds is on disk first."""
        if self.process:
            processes.end(self.process, how, within=10)

    def kill(self) -> None:
        """End the broker with SIGKILL."""
        if self.process:
            processes.kill_group(self.process)
