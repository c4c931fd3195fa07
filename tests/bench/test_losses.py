"""Simulated losses of a portfolio, beside the plain draws that it needs and beside peers."""

import os
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pytest

from assessments.scoring.losses import (
    Frequency,
    Loss,
    Part,
    Result,
    Scenario,
    Service,
    merge,
    result_of,
    simulate,
)
from assessments.scoring.losses.estimates import Range
from tests.bench.figures import compare, costs, note, show

RISKS, YEARS = 1_000, 100_000
TURNS = 3  # of which the quickest counts
SHARED = 10  # one in so many strikes three services
AT_MOST, PYFAIR, PEER, TWO = 3, 15, 10, 0.65
PEER_SECONDS = 0.092  # the strongest free peer, for one of 100 scenarios of 100,000 years, once
ONCE = Path(__file__).with_name("pyfair_once.py")


def portfolio(count: int) -> list[Scenario]:
    def money(low: int, high: int) -> Loss:
        return Loss("response", Range(Decimal(low), Decimal(high)))

    found = []
    for number in range(count):
        chance = Decimal(1 + number % 20) / 100
        services = ()
        if number % SHARED == 0:
            services = tuple(Service(f"s{n}", (money(5_000, 60_000),)) for n in range(3))
        found.append(
            Scenario(
                key=f"risk-{number}",
                frequency=Frequency("bernoulli", Range(chance, chance)),
                losses=(money(10_000, 200_000),),
                services=services,
                current=(600_000, 800_000),
                residual=(300_000, 500_000),
            )
        )
    return found


def ours(scenarios: list[Scenario]) -> Result:
    part = simulate(scenarios, seed=1, years=YEARS, tolerance=10**8)
    return result_of(part, scenarios, seed=1, tolerance=10**8)


def plain_draws(scenarios: list[Scenario]) -> None:
    """Draw what the scenarios need: for each year whether, and how much whenever it happens."""
    rng = np.random.default_rng(1)
    for scenario in scenarios:
        struck = [(), *scenario.services] if scenario.services else [()]
        for apart in range(len(struck) if scenario.services else 1):
            happened = rng.random(YEARS) < float(scenario.frequency.range.low)
            draws = len(struck) if apart == 0 else 1
            for _service in range(draws):
                rng.lognormal(10, 1, int(happened.sum()))


def test_a_portfolio_costs_at_most_three_times_its_plain_draws():
    scenarios = portfolio(RISKS)
    found = costs(
        {"ours": lambda: ours(scenarios), "draws": lambda: plain_draws(scenarios)},
        repeats=3,
        is_pure=True,
    )
    title = f"Losses of {RISKS:,} risks in {YEARS:,} years, 3 states, curves, shared events"
    compare(title, found["ours"], found["draws"], at_most=AT_MOST)
    theirs = PEER_SECONDS * RISKS
    peer = theirs * 1000 / found["ours"].whole
    title = "Times faster than the strongest free peer, as measured once"
    note(title, f"{found['ours'].whole:.0f} ms", f"{theirs:.0f} s", f"{peer:.1f}", f">= {PEER}")
    assert peer >= PEER


def share(scenarios: list[Scenario]) -> Part:
    return simulate(scenarios, seed=1, years=YEARS, tolerance=10**8)


def test_two_workers_share_a_portfolio_and_get_the_same_bytes():
    scenarios, half = portfolio(RISKS), RISKS // 2
    if (os.cpu_count() or 1) < 2:
        pytest.skip("one processor cannot do two things at once")
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as workers:
        list(workers.map(abs, range(2)))  # both are there
        ones, twos = [], []
        for _turn in range(TURNS):  # in turn, so that what else the machine does strikes both
            began = time.perf_counter()
            alone = ours(scenarios)
            ones.append(time.perf_counter() - began)
            began = time.perf_counter()
            parts = list(workers.map(share, [scenarios[:half], scenarios[half:]]))
            together = result_of(merge(parts), scenarios, seed=1, tolerance=10**8)
            twos.append(time.perf_counter() - began)
    one, two = min(ones), min(twos)
    title = f"Losses of {len(scenarios)} risks by two workers, wall time"
    note(title, f"{two:.2f} s", f"{one:.2f} s", f"{two / one:.2f}", f"{TWO}")
    show(f"{title}\n  one {one:.2f} s  two {two:.2f} s  ratio {two / one:.2f}")
    assert together.digest == alone.digest
    assert two / one <= TWO


def test_a_risk_and_year_costs_a_fifteenth_of_pyfair(tmp_path):
    python = tmp_path / "venv/bin/python"
    subprocess.run([sys.executable, "-m", "venv", tmp_path / "venv"], check=True)
    pip = [python, "-m", "pip", "install", "--quiet", "pyfair"]
    if subprocess.run(pip, check=False, capture_output=True).returncode:
        pytest.skip("pyfair cannot be installed here")
    risks = 60
    answer = subprocess.run(
        [python, ONCE, str(risks), str(YEARS)], check=True, capture_output=True, text=True
    )
    theirs = float(answer.stdout.split()[-1]) / risks * 1000
    scenarios = [each for each in portfolio(risks * 2) if not each.services][:risks]
    found = costs({"ours": lambda: ours(scenarios)}, repeats=3, is_pure=True)["ours"].whole / risks
    title = f"One risk in {YEARS:,} years: times faster than pyfair"
    note(title, f"{found:.1f} ms", f"{theirs:.1f} ms", f"{theirs / found:.1f}", f">= {PYFAIR}")
    show(f"{title}\n  ours {found:.1f} ms  pyfair {theirs:.1f} ms  {theirs / found:.1f} times")
    assert theirs / found >= PYFAIR
