"""Levels of a frozen document computed again; one that was changed is told by its key."""

from dataclasses import replace

import pytest

from assessments.reports import judgements as j
from assessments.reports import reperformed
from assessments.scoring import DEFAULT_METHOD
from tests.reports.factories import credit, criteria, document, rating, risk


def state(level: int, likelihood: int, consequence: int, *numbers: str) -> j.State:
    names = ("likelihood_number", "consequence_c_number", "consequence_i_number")
    return j.State(
        level=level,
        likelihood=likelihood,
        consequence=consequence,
        **dict(zip((*names, "consequence_a_number"), numbers, strict=True)),
    )


def effects(*hundredths: int) -> dict[str, str]:
    names = ("effect_l", "effect_c", "effect_i", "effect_a")
    return {name: f"{n / 100:.2f}" for name, n in zip(names, hundredths, strict=True)}


DESIGN = credit(
    "CHK-PD-13", kind="directive", credit="1", planned_credit="1", **effects(10, 10, 10, 10)
)
CLEAR = credit(
    "CHK-OM-05", kind="preventive", credit="1/2", planned_credit="1", **effects(45, 10, 10, 10)
)
ENCRYPT = credit(
    "CHK-IM-16", kind="limiting", credit="0", planned_credit="0", **effects(5, 60, 10, 0)
)
# The worked example of the method, to the last digit.
WORKED = risk(
    proposed=rating(5, 4, 3, 3),
    judged=rating(None, None, None, None),
    residual_likelihood_input=4,
    credits=(CLEAR, DESIGN, ENCRYPT),
    inherent=state(5, 5, 4, "5", "4", "3", "3"),
    current=state(4, 4, 4, "4.2144", "3.9403", "2.9602", "2.9602"),
    residual=state(4, 3, 4, "2.8816", "3.9106", "2.9404", "2.9404"),
)


def differences(*risks: j.Risk) -> list[str]:
    by = criteria(method=DEFAULT_METHOD.to_document())
    return reperformed.differences(document(risks=risks, criteria=by).to_json())


def test_the_worked_example_follows_from_its_inputs():
    assert differences(WORKED) == []


@pytest.mark.parametrize("name", ["inherent", "current", "residual"])
def test_a_level_or_a_number_that_does_not_follow_is_told(name):
    right = getattr(WORKED, name)
    for wrong in (replace(right, level=1), replace(right, likelihood_number="4.2145")):
        assert differences(replace(WORKED, **{name: wrong})) == [f"{WORKED.key} {name}"]


def test_a_judgement_goes_before_the_proposal():
    judged = replace(WORKED, judged=rating(5, 4, 3, 3), proposed=rating(1, 1, 1, 1))
    assert differences(judged) == []


def test_a_design_that_nothing_builds_counts_a_tenth_at_most():
    large = replace(DESIGN, **effects(45, 45, 45, 45))
    paper = replace(large, paper=True, planned_paper=True)
    built = replace(large, paper=True, planned_paper=False)

    assert differences(replace(WORKED, credits=(CLEAR, paper, ENCRYPT))) == []
    assert differences(replace(WORKED, credits=(CLEAR, built, ENCRYPT))) == [
        f"{WORKED.key} residual"
    ]


def test_what_is_not_rated_has_no_level():
    none = j.State(**dict.fromkeys(WORKED.inherent.to_dict()))
    blank = replace(
        WORKED,
        proposed=rating(None, None, None, None),
        residual_likelihood_input=None,
        inherent=none,
        current=none,
        residual=none,
    )
    assert differences(blank) == []
