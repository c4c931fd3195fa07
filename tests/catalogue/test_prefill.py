"""What the scales propose for losses."""

from decimal import Decimal

import pytest

from assessments import catalogue
from assessments.catalogue.prefill import TABLE, BadPrefill, parse, prefill


def test_the_ranges_hold_the_yearly_rates_of_the_scales_and_touch_each_other():
    scales = catalogue.load(catalogue.LATEST).scales
    rates = prefill().rates
    for step in scales.likelihood:
        low, high = rates[step.rank]
        assert low <= Decimal(str(step.annual_rate)) <= high
    for rank in range(1, 5):
        assert rates[rank][1] == rates[rank + 1][0]
        assert prefill().amounts[rank][1] == prefill().amounts[rank + 1][0]


def test_one_factor_scales_every_amount_and_leaves_a_range():
    assert prefill().amount(3, 100) == (100_000_00, 1_000_000_00)
    assert prefill().amount(3, 10) == (10_000_00, 100_000_00)
    assert prefill().amount(1, 0) == (1, 2)


@pytest.mark.parametrize(
    ("old", "new"),
    [("rank = 5", "rank = 4"), ('low = "0.01"', 'low = "0.04"'), ("low = 1000\n", "low = 0\n")],
)
def test_a_table_that_does_not_rise_is_refused(old, new):
    with pytest.raises(BadPrefill):
        parse(TABLE.read_text(encoding="utf-8").replace(old, new, 1))
