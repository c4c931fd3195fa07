"""Small spaces, tried whole: every cell, every single measure, every edge of a step."""

from dataclasses import replace

from assessments.scoring import DEFAULT_METHOD, Credited, register_of, score, score_one
from assessments.scoring.method import KINDS
from tests.scoring.test_laws import level


def test_every_cell_and_every_single_measure_scores_alike_in_both_ways():
    """All 25 cells times 5 kinds, 21 effects and 3 credits: 7,875 risks, none left to chance."""
    rows = [
        (likelihood, (rank, rank, rank), [Credited("x", kind, (share,) * 4, halves)])
        for likelihood in range(1, 6)
        for rank in range(1, 6)
        for kind in KINDS
        for share in range(0, 101, 5)
        for halves in (0, 1, 2)
    ]
    got = score(register_of(*zip(*rows, strict=True)), DEFAULT_METHOD)
    bare = [level(likelihood, consequence, []) for likelihood, consequence, _ in rows]

    assert got.level.tolist() == [level(*row) for row in rows]
    assert all(now <= before for now, before in zip(got.level.tolist(), bare, strict=True))


def test_numbers_on_the_edge_of_a_step_are_decided_exactly():
    """Shares that leave exactly a quarter of a step: a float alone could fall either way."""
    edge = [
        Credited("x", "preventive", (share, 0, 0, 0), 2, key)
        for share in range(101)
        for key in ("", "l", "c")
    ]
    rows = [(rank, (3, 3, 3), [one]) for rank in range(1, 6) for one in edge]
    whole = replace(DEFAULT_METHOD, caps={**DEFAULT_METHOD.caps, "preventive": (100,) * 4})

    got = score(register_of(*zip(*rows, strict=True)), whole)

    assert got.likelihood.tolist() == [score_one(*row, whole).likelihood for row in rows]
    assert got.level.tolist() == [score_one(*row, whole).level for row in rows]
