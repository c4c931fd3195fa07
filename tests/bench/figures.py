"""Measure CPU and print figures beside their yardsticks."""

import gc
import os
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.db import connection, connections

REPEATS = 9
MILLI = 1000
TABLE: list[tuple[str, str, str, str, str]] = []  # what the run found, shown together at its end


@dataclass(frozen=True)
class Cost:
    """CPU milliseconds of one call, of this process and of the database: medians."""

    python: float
    database: float

    @property
    def whole(self) -> float:
        return self.python + self.database

    def __str__(self) -> str:
        parts = f"({self.python:.1f} in Python, {self.database:.1f} in the database)"
        return f"{self.whole:9.1f} ms CPU  {parts}"


def costs(
    calls: Mapping[str, Callable[[], object]],
    *,
    before: Callable[[int], object] = lambda _turn: None,
    repeats: int = REPEATS,
    is_pure: bool = False,
) -> dict[str, Cost]:
    """
    Return what each call costs; they take turns, so that the machine's load falls on all.

    `before(turn)` runs unmeasured ahead of every call. All of it happens in a thread of
    its own, as in a web server: deep under a test runner, calls cost more. The database's
    part is 0 when the server runs on another machine, or no call needs it (*is_pure*).
    """
    gc.collect()
    gc.freeze()  # what filling the database left in memory is no part of any call
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(
            _costs, calls, before, repeats, _nothing if is_pure else _of_database
        ).result()


def compare(title: str, ours: Cost, yardstick: Cost, *, at_most: float) -> None:
    """Print both figures and their ratio; fail when the ratio is above the target."""
    ratio = ours.whole / yardstick.whole
    note(title, f"{ours.whole:.1f} ms", f"{yardstick.whole:.1f} ms", f"{ratio:.2f}", f"{at_most:g}")
    show(
        f"{title}\n"
        f"  ours       {ours}\n"
        f"  yardstick  {yardstick}\n"
        f"  ratio      {ratio:9.2f}         (target: at most {at_most:g})"
    )
    assert ratio <= at_most, f"{title}: {ratio:.2f} times the yardstick"


def note(title: str, ours: str, yardstick: str = "", ratio: str = "", at_most: str = "") -> None:
    """Keep a figure for the table at the end of the run."""
    TABLE.append((title, ours, yardstick, ratio, at_most))


def table() -> list[str]:
    """Return the lines of the table of all figures, with the load of the machine."""
    head = ("Figure", "Ours", "Yardstick", "Ratio", "At most")
    widths = [max(map(len, column)) for column in zip(head, *TABLE, strict=True)]
    lines = [
        "  ".join(
            cell.rjust(width) if place else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in (head, *TABLE)
    ]
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    units = "ms: CPU of this process and of the database; s: wall time."
    return [*lines, f"{units} Load of the machine: {load}."]


def show(words: str) -> None:
    """Print a figure: that is what a bench is for."""
    print(f"\n{words}", flush=True)  # noqa: T201


def _costs(
    calls: Mapping[str, Callable[[], object]],
    before: Callable[[int], object],
    repeats: int,
    of_database: Callable[[], float],
) -> dict[str, Cost]:
    python: dict[str, list[float]] = {name: [] for name in calls}
    database: dict[str, list[float]] = {name: [] for name in calls}
    connection.settings_dict["CONN_MAX_AGE"] = None  # one server process for all calls
    try:
        for turn in range(repeats + 1):
            for name, call in calls.items():
                before(turn)
                was, began = of_database(), time.thread_time()
                call()
                spent = time.thread_time() - began
                if turn:  # the first turn warms up
                    python[name].append(spent)
                    database[name].append(of_database() - was)
    finally:
        connections.close_all()
    return {
        name: Cost(MILLI * median(python[name]), MILLI * median(database[name])) for name in calls
    }


def _nothing() -> float:
    return 0.0


def _of_database() -> float:
    """Return the CPU seconds that the server process of the connection has used so far."""
    connection.ensure_connection()
    pid = connection.connection.info.backend_pid
    if not Path(f"/proc/{pid}").exists():
        return 0.0
    return time.clock_gettime((~pid << 3) | 2)  # as clock_getcpuclockid(3) names it
