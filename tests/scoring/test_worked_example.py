"""The worked example of docs/method.md, to the last digit."""

from fractions import Fraction

import pytest

from assessments.scoring import DEFAULT_METHOD, Credited, propose, score_one
from assessments.scoring.graph import Dependency, accumulate

PD13 = ("CHK-PD-13", "directive", (10, 10, 10, 10))
OM05 = ("CHK-OM-05", "preventive", (45, 10, 10, 10))
IM16 = ("CHK-IM-16", "limiting", (5, 60, 10, 0))


def measures(pd13, om05, im16):
    return [
        Credited(*base, halves=halves)
        for base, halves in ((PD13, pd13), (OM05, om05), (IM16, im16))
    ]


@pytest.mark.parametrize(
    ("likelihood", "halves", "factor_l", "factor_c", "numbers", "level"),
    [
        (5, (0, 0, 0), "1", "1", ("5", "4", "3"), 5),
        (5, (2, 1, 0), ".8036", ".9801", ("4.2144", "3.9403", "2.9602"), 4),
        (4, (2, 2, 0), ".6272", None, ("2.8816", "3.9106", None), 4),
        (4, (2, 2, 2), ".617792", ".562716", ("2.853376", "2.688148", "2.804572"), 3),
        (5, (2, 1, 2), None, None, ("4.166184", None, None), 4),
    ],
)
def test_snapshots_with_memory_in_a_restricted_domain(
    likelihood, halves, factor_l, factor_c, numbers, level
):
    got = score_one(likelihood, (4, 3, 3), measures(*halves), DEFAULT_METHOD)

    expected = [None if number is None else Fraction(number) for number in numbers]
    for value, wanted in zip(
        (got.numbers.likelihood, got.numbers.c, got.numbers.i), expected, strict=True
    ):
        assert wanted is None or value == wanted
    if factor_l:
        assert (got.numbers.likelihood - 1) / (likelihood - 1) == Fraction(factor_l)
    if factor_c:
        assert (got.numbers.c - 1) / 3 == Fraction(factor_c)
    assert got.level == level


def test_the_proposal_takes_the_finding_and_the_value_of_the_domain():
    got = propose(
        likelihood=4,
        consequence=(4, 3, 4),
        value=(5, 4, 3),
        takes_layer=False,
        observed=["VM-SNAP-MEM"],
    )

    assert (got.likelihood, got.consequence, got.not_valued) == (5, (4, 3, 3), ())


def test_a_layer_risk_takes_the_value_that_reaches_the_layer():
    domain, vm, host = 0, 1, 2
    own = ((5, None, None), (4, None, None), (3, None, None))
    edges = [Dependency(domain, vm, (100, 100, 100)), Dependency(vm, host, (100, 100, 60))]
    value = [accumulate(values, edges, place)[host].rank for place, values in enumerate(own)]

    got = propose(likelihood=3, consequence=(5, 5, 5), value=value, takes_layer=True)

    assert value == [5, 4, 2]
    assert score_one(got.likelihood, got.consequence, [], DEFAULT_METHOD).level == 4


def test_an_unvalued_layer_has_no_level():
    got = propose(likelihood=3, consequence=(5, 5, 5), value=(None,) * 3, takes_layer=True)

    assert got.consequence == (None, None, None)
    assert score_one(got.likelihood, got.consequence, [], DEFAULT_METHOD).level is None


@pytest.mark.parametrize(
    ("value", "degree", "rank"), [(5, 60, 3), (3, 60, 2), (5, 100, 5), (4, 80, 3), (1, 60, 1)]
)
def test_value_is_attenuated_and_rounded_half_up_once(value, degree, rank):
    (_, worth) = accumulate([value, None], [Dependency(0, 1, (degree,) * 3)], 0)

    assert worth.rank == rank
