"""A level as an account: every line is what the numbers fall by, and the lines add up."""

from fractions import Fraction

from hypothesis import given

from assessments.scoring import DEFAULT_METHOD, Credited, score_one
from assessments.scoring.accounting import Stage, account, in_turn
from assessments.scoring.method import FACTORS
from tests.scoring.test_laws import set_risks

PD13 = Credited("CHK-PD-13", "directive", (10, 10, 10, 10), halves=2)
OM05 = Credited("CHK-OM-05", "preventive", (45, 10, 10, 10), halves=1)
IM16 = Credited("CHK-IM-16", "limiting", (5, 60, 10, 0), halves=0)


def none(measures):
    return tuple(Credited(m.code, m.kind, m.effect, 0, m.key) for m in measures)


def of(ranks, measures):
    return account(
        (Stage("", ranks, ()), *in_turn(ranks, none(measures), tuple(measures))), DEFAULT_METHOD
    )


def test_the_worked_example_line_by_line():
    found = of((5, 4, 3, 3), [PD13, OM05, IM16])

    assert found.start == (5, 4, 3, 3)
    assert [entry.code for entry in found.entries] == ["CHK-PD-13", "CHK-OM-05"]
    assert found.entries[0].adds[0] == Fraction("-0.08")  # 4 x (1 - .98)
    assert found.entries[1].adds[0] == Fraction("-0.71")  # to 4.2144, shown as 4.21
    assert found.end[:2] == (Fraction("4.21"), Fraction("3.94"))


@given(set_risks)
def test_start_and_lines_give_the_end_and_no_line_adds(risk):
    likelihood, consequence, measures = risk
    found = of((likelihood, *consequence), measures)

    for place in range(len(FACTORS)):
        taken = [entry.adds[place] for entry in found.entries]
        assert found.start[place] + sum(taken) == found.end[place]
        assert all(each <= 0 for each in taken)


@given(set_risks)
def test_the_end_is_the_rounded_number_of_the_score(risk):
    likelihood, consequence, measures = risk

    found = of((likelihood, *consequence), measures)

    numbers = score_one(likelihood, consequence, measures, DEFAULT_METHOD).numbers
    wanted = (numbers.likelihood, numbers.c, numbers.i, numbers.a)
    assert found.end == tuple(round(number, 2) for number in wanted)


def test_a_measure_that_counts_as_before_is_no_step():
    assert list(in_turn((3, 3, 3, 3), [PD13, OM05], [PD13, OM05])) == []
