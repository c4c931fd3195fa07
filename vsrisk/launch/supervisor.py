"""Keep services running: start in order, start again what dies, stop in reverse order."""

import contextlib
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import FrameType

from vsrisk.launch import processes
from vsrisk.launch.problems import say

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0  # seconds before a service that died is started again
STEADY = 60.0  # seconds after which a service counts as running well again
TICK = 0.25


@dataclass
class Service:
    """One program that should always run."""

    name: str
    spawn: Callable[[], subprocess.Popen[bytes]]
    stop_signal: signal.Signals = signal.SIGTERM
    patience: float = 10.0  # seconds it may take to stop
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float | None = None  # when it is to be started again

    def start(self) -> None:
        """Start it, now."""
        self.process, self.started, self.due = self.spawn(), time.monotonic(), None

    def look_after(self) -> None:
        """Notice that it died and start it again when its pause is over."""
        now = time.monotonic()
        if self.due is not None:
            if now >= self.due:
                self.start()
        elif self.process and self.process.poll() is not None:
            self._mourn(self.process, now)

    def stop(self, *, at_once: bool) -> None:
        """Stop it; whatever it started ends too."""
        if self.process:
            processes.end(self.process, self.stop_signal, within=2.0 if at_once else self.patience)

    def _mourn(self, process: subprocess.Popen[bytes], now: float) -> None:
        if now - self.started > STEADY:
            self.pause = FIRST_PAUSE
        say(f"{self.name} ended ({_how(process.returncode)}); again in {self.pause:.0f} s.")
        processes.kill_group(process)
        self.due = now + self.pause
        self.pause = min(self.pause * 2, LONGEST_PAUSE)


@dataclass
class Supervisor:
    """Services in the order in which they start."""

    services: list[Service] = field(default_factory=list)
    hurried: bool = False

    def add(self, service: Service) -> None:
        """Take over a service and start it unless it runs."""
        self.services.append(service)
        if service.process is None:
            service.start()
        service.started = time.monotonic()

    def watch(self) -> None:
        """Look after all services until somebody asks us to stop."""
        while True:
            for service in self.services:
                service.look_after()
            time.sleep(TICK)

    def stop(self) -> None:
        """Stop all in reverse order; asked again, hurry."""
        with _on_request(self._hurry):
            for service in reversed(self.services):
                service.stop(at_once=self.hurried)

    def _hurry(self, _number: int, _frame: FrameType | None) -> None:
        self.hurried = True


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Let Ctrl-C, a closed terminal and a plain `kill` all end the block in the same way."""

    def leave(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    with _on_request(leave):
        yield


@contextlib.contextmanager
def _on_request(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    requests = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.signal(request, handler) for request in requests]
    try:
        yield
    finally:
        for request, old in zip(requests, before, strict=True):
            signal.signal(request, old)


def _how(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
