"""Losses of years to come: closed forms, shared events, and the same bytes whoever draws them."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import exp, log, sqrt
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assessments.scoring.losses import (
    BLOCK,
    BadEstimate,
    Frequency,
    Loss,
    Scenario,
    Service,
    expected,
    figures_of,
    merge,
    result_of,
    rosi,
    simulate,
)
from assessments.scoring.losses.estimates import MILLION, Range

YEARS = BLOCK
CENTS = 100
SIGMAS = 4


def between(low, high, mode=None):
    return Range(Decimal(str(low)), Decimal(str(high)), None if mode is None else Decimal(mode))


def fixed(number):
    return between(number, number)


def loss(low, high, mode=None, form="response"):
    return Loss(form, between(low, high, mode))


def scenario(key="r", kind="poisson", often=None, losses=None, **more):
    often = often or fixed("0.1")
    return Scenario(key, Frequency(kind, often), losses or (loss(1_000, 10_000),), **more)


def run(*scenarios, seed=7, years=YEARS, tolerance=None):
    part = simulate(scenarios, seed=seed, years=years, tolerance=tolerance)
    return result_of(part, scenarios, seed=seed, tolerance=tolerance)


def close(found, wanted, error):
    assert abs(found - wanted) <= SIGMAS * error + 1


# Vectors E-01 and E-04: Netflix-Skunkworks/riskquant 4b4bfb9 (Apache-2.0), tests and README
def test_expectancies_of_lognormals_as_published():
    one = scenario(often=fixed("0.1"), losses=(loss(1, 10),))
    assert expected(one) == pytest.approx(0.4040012826945718, abs=1e-12)
    assert loss(635_000, 19_000_000).range.mean() == pytest.approx(5922706.83351131, abs=1e-4)


# Vector E-20: the standard modified PERT (Vose)
def test_a_pert_has_its_mean_and_shape():
    pert = between(5, 50, 20)
    assert pert.mean() == pytest.approx(22.5)
    assert pert.pert() == pytest.approx((7 / 3, 11 / 3))
    mu, spread = 22.5, 8.2915619759
    one = scenario(kind="bernoulli", often=fixed(1), losses=(Loss("response", pert),))
    found = run(one).together[0]
    close(found.mean, mu * CENTS, spread * CENTS / sqrt(YEARS))
    assert 5 * CENTS <= found.quantiles[0] <= found.quantiles[-1] <= 50 * CENTS


# Vector E-30: closed form of a Bernoulli chance and a lognormal loss
def test_a_chance_and_a_lognormal_loss_follow_the_closed_form():
    p, low, high = 0.4, 50_000, 500_000
    one = scenario(kind="bernoulli", often=fixed(p), losses=(loss(low, high),))
    found = run(one, years=4 * BLOCK).together[0]
    years = found.years

    close(found.mean, 80_800.25653891 * CENTS, found.error)
    close(found.hit, p * years, sqrt(p * (1 - p) * years))
    for amount, chance in ((50_000, 0.38), (100_000, 0.29744889), (500_000, 0.02)):
        error = sqrt(chance * (1 - chance) * years)
        reached = sum(run_losses(one, years) >= amount * CENTS)
        close(reached, chance * years, error)
    mu, sigma = (log(low) + log(high)) / 2, log(high / low) / (2 * 1.6448536269514722)
    for place, q in ((3, 0.95), (4, 0.99), (5, 0.999)):
        z = NormalDist().inv_cdf(1 - (1 - q) / p)
        value = exp(mu + sigma * z)
        density = p * NormalDist().pdf(z) / (sigma * value)
        error = sqrt(q * (1 - q) / years) / density
        close(found.quantiles[place], value * CENTS, error * CENTS)
    assert found.shortfall[1] == pytest.approx(838_946.349716 * CENTS, rel=0.02)


def run_losses(one, years, seed=7):
    return simulate([one], seed=seed, years=years).together[0]


# Vector E-31: mean and deviation of a compound Poisson process
def test_a_rate_and_a_lognormal_loss_follow_the_closed_form():
    one = scenario(often=fixed("0.5"), losses=(loss(20_000, 400_000),))
    found = run(one, years=4 * BLOCK).together[0]
    close(found.mean, 67_699.71 * CENTS, found.error)
    assert found.error * sqrt(found.years) == pytest.approx(144_935.14 * CENTS, rel=0.05)
    close(found.hit, (1 - exp(-0.5)) * found.years, sqrt(0.24 * found.years))


@pytest.mark.parametrize("kind", ["poisson", "bernoulli"])
@pytest.mark.parametrize("often", [between("0.05", "0.4"), between("0.05", "0.6", "0.1")])
def test_a_frequency_in_a_range_has_the_mean_of_the_range(kind, often):
    one = scenario(kind=kind, often=often, losses=(Loss("response", fixed(100)),))
    found = run(one).together[0]
    tolerance = 0.003 if kind == "bernoulli" else 0  # a chance above one is one
    assert abs(found.mean / CENTS / 100 - often.mean()) <= (
        SIGMAS * found.error / CENTS / 100 + tolerance
    )


def test_ten_machines_on_one_host_are_lost_together_or_not_at_all():
    machines = tuple(Service(f"vm-{n}", (Loss("productivity", fixed(1)),)) for n in range(10))
    host = Scenario("host", Frequency("bernoulli", fixed("0.1")), services=machines)
    found = run(host, years=4 * BLOCK, tolerance=5 * CENTS - 1)
    years = found.years

    close(found.together[0].above, years * 0.1, sqrt(0.09 * years))
    close(found.apart[0].above, years * 0.0016349374, sqrt(0.0016 * years))
    close(found.together[0].mean, 1 * CENTS, found.together[0].error)
    close(found.apart[0].mean, 1 * CENTS, found.apart[0].error)


def test_a_share_is_what_counts_of_a_service():
    half = Service("a", (Loss("response", fixed(100)),), share=50)
    one = Scenario("e", Frequency("bernoulli", fixed(1)), services=(half,))
    assert run(one).together[0].quantiles == (50 * CENTS,) * 6


def test_measures_thin_the_same_occurrences_and_make_them_cheaper():
    one = scenario(current=(600_000, 500_000), residual=(200_000, 500_000))
    inherent, current, residual = simulate([one], seed=3, years=YEARS).together
    assert (residual <= current).all()
    assert (current <= inherent).all()
    assert residual.sum() / inherent.sum() == pytest.approx(0.1, rel=0.1)
    assert current.sum() / inherent.sum() == pytest.approx(0.3, rel=0.1)


names = st.sampled_from(["a", "b", "c", "d"])
PORTFOLIO = {
    "a": scenario("a"),
    "b": scenario("b", "bernoulli", fixed("0.2"), (loss(10, 99), loss(5, 9, 6, "reputation"))),
    "c": scenario("c", often=between("0.1", "0.9"), current=(400_000, MILLION), residual=(0, 0)),
    "d": scenario(
        "d", services=(Service("s", (loss(1, 9),)), Service("t", (loss(2, 7),), share=30))
    ),
}


@settings(max_examples=15)
@given(st.permutations(sorted(PORTFOLIO)), st.integers(1, 3))
def test_order_and_who_draws_which_part_change_no_byte(order, cut):
    whole = run(*(PORTFOLIO[name] for name in sorted(PORTFOLIO)), years=BLOCK)
    scenarios = [PORTFOLIO[name] for name in order]
    shares = [scenarios[:cut], scenarios[cut:]]
    done = [simulate(share, seed=7, years=BLOCK) for share in reversed(shares)]
    again = result_of(merge(done), scenarios, seed=7)

    assert json.dumps(again.to_document()) == json.dumps(whole.to_document())
    assert again.digest == whole.digest


def test_another_risk_moves_no_number_of_this_one():
    alone, beside = run(PORTFOLIO["a"]), run(*PORTFOLIO.values())
    assert alone.each["a"] == beside.each["a"]
    assert alone.inputs != beside.inputs


def test_more_years_go_on_where_fewer_stopped():
    few, more = (run_losses(PORTFOLIO["c"], years) for years in (BLOCK, 2 * BLOCK))
    assert np.array_equal(few, more[:BLOCK])


def test_another_seed_draws_other_years():
    assert run(PORTFOLIO["a"], seed=1).digest != run(PORTFOLIO["a"], seed=2).digest


losses_of_years = st.lists(st.integers(0, 10**6), min_size=1, max_size=60)


@given(losses_of_years, st.integers(0, 10**6))
def test_figures_are_those_of_the_sorted_years(years, tolerance):
    found = figures_of(np.array(years, dtype=np.int64), len(years), tolerance)
    ordered = sorted(years)
    for permille, value in zip((100, 500, 900, 950, 990, 999), found.quantiles, strict=True):
        assert value == ordered[-(-len(years) * permille // 1000) - 1]
    for permille, value in zip((950, 990, 999), found.shortfall, strict=True):
        worst = ordered[-max(1, len(years) - len(years) * permille // 1000) :]
        assert value == round(Fraction(sum(worst), len(worst)))
    assert found.mean == round(Fraction(sum(years), len(years)))
    assert found.hit == sum(year > 0 for year in years)
    assert found.above == sum(year > tolerance for year in years)
    reached = [count for _amount, count in found.curve]
    assert reached == sorted(reached, reverse=True)
    assert all(count == sum(year >= amount for year in years) for amount, count in found.curve)


def test_years_without_any_loss_have_no_curve():
    found = figures_of(np.zeros(10, dtype=np.int64), 10)
    assert (found.mean, found.error, found.curve, found.above) == (0, 0, (), None)


# Vector E-06: riskquant's summary statistics
def test_a_summary_as_published():
    values = [number for number in range(10) for _ in range(100)] + [9] * 10
    found = figures_of(np.array(values, dtype=np.int64), len(values))
    assert found.quantiles[:3] == (1, 5, 9)


# Vectors E-32 and C-06: a public exercise on MAGERIT
def test_what_a_treatment_earns():
    assert rosi(4800, 1920, 1200) == Fraction(7, 5)
    assert rosi(4800, 1920, 0) is None


def test_a_scenario_comes_back_from_its_document():
    for each in PORTFOLIO.values():
        document = json.loads(json.dumps(each.to_document()))
        assert Scenario.from_document(document) == each


BROKEN = {
    "key": {"key": ""},
    "losses": {"losses": ()},
    "losses.0.form": {"losses": (loss(1, 2, form="shame"),)},
    "losses.0.low": {"losses": (loss(3, 2),)},
    "losses.0.high": {"losses": (loss(1, 10**12),)},
    "losses.0.mode": {"losses": (loss(1, 2, 3),)},
    "frequency.kind": {"frequency": Frequency("often", fixed(1))},
    "frequency.high": {"frequency": Frequency("bernoulli", fixed(2))},
    "services.0.share": {"services": (Service("s", (loss(1, 2),), share=0),)},
    "services.0.losses.0.low": {"services": (Service("s", (loss(0, 2),)),)},
    "services": {"services": (Service("s", (loss(1, 2),)),) * 2},
    "states.frequency": {"current": (5, 5), "residual": (6, 5)},
    "states.loss": {"current": (5, MILLION + 1), "residual": (5, 5)},
}


@pytest.mark.parametrize("path", BROKEN)
def test_an_estimate_without_sense_is_named_by_its_path(path):
    with pytest.raises(BadEstimate) as caught:
        replace(scenario(), **BROKEN[path])
    assert list(caught.value.problems) == [path]


@pytest.mark.parametrize(
    ("change", "paths"),
    [
        ({"frequency": None}, ["frequency"]),
        ({"frequency": {"kind": "poisson", "low": "many", "high": "2"}}, ["frequency"]),
        ({"frequency": {"kind": "poisson", "low": "NaN", "high": "2"}}, ["frequency"]),
        ({"losses": [{"form": "response"}]}, ["losses.0"]),
        ({"services": [{"key": "s", "losses": [{}]}]}, ["services.0.losses.0"]),
        ({"current": ["all", 1], "residual": [1]}, ["current", "residual"]),
    ],
)
def test_a_document_of_another_form_is_named_by_its_path(change, paths):
    with pytest.raises(BadEstimate) as caught:
        Scenario.from_document(scenario().to_document() | change)
    assert list(caught.value.problems) == paths


@pytest.mark.parametrize("years", [0, BLOCK + 1])
def test_years_come_in_blocks(years):
    with pytest.raises(ValueError, match="no multiple"):
        simulate([scenario()], seed=1, years=years)


def test_nothing_cannot_be_merged():
    with pytest.raises(ValueError, match="no part"):
        merge([])


def test_a_risk_that_never_happened_in_a_block_costs_nothing():
    rare = scenario(often=fixed("0.0000001"))
    assert run(rare, years=BLOCK).together[0].hit == 0
