"""Ranking a million rows in three states, against nine bare look-ups of as many cells."""

from random import Random

import numpy as np

from assessments.scoring import DEFAULT_METHOD, Credited, register_of
from assessments.scoring.columns import Columns, rank, table_of
from assessments.scoring.method import KINDS
from tests.bench.figures import compare, costs

ROWS, PROFILES, MEASURES = 1_000_000, 2_000, 13
UNSET = (None, None, None)
STATES = 3


def measured(random: Random) -> list[Credited]:
    return [
        Credited(
            code=f"CHK-{place}",
            kind=random.choice(KINDS),
            effect=(45, 10, random.randrange(0, 65, 5), 10),
            halves=random.randrange(3),
        )
        for place in range(MEASURES)
    ]


def profiles(seed: int) -> object:
    random = Random(seed)
    found = [measured(random) for _ in range(PROFILES)]
    return register_of([None] * PROFILES, [UNSET] * PROFILES, found)


def test_a_million_rows_cost_at_most_five_times_nine_bare_look_ups():
    random = np.random.default_rng(11)
    given = Columns(
        likelihood=random.integers(1, 6, ROWS).astype(np.uint8),
        consequence=random.integers(1, 6, (3, ROWS)).astype(np.uint8),
        profile=random.integers(0, PROFILES, ROWS),
    )
    none = register_of([None] * PROFILES, [UNSET] * PROFILES, [()] * PROFILES)
    now, later = profiles(1), profiles(2)
    grid = np.array(DEFAULT_METHOD.grid, dtype=np.uint8).ravel()
    cells = [
        (given.likelihood.astype(np.int64) - 1) * 5 + given.consequence[at] - 1 for at in range(3)
    ]

    def ours() -> None:
        rank(given, [table_of(each, DEFAULT_METHOD) for each in (none, now, later)])

    def bare() -> None:
        for _state in range(STATES):
            for places in cells:
                grid.take(places)

    found = costs({"ours": ours, "bare": bare}, is_pure=True)

    compare(f"Levels of {ROWS:,} rows, {STATES} states", found["ours"], found["bare"], at_most=5)
