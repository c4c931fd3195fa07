"""Examples that speak of losses: expectancies, figures, shared events, and the same bytes."""

from decimal import Decimal

import numpy as np

from assessments.scoring.losses import (
    BLOCK,
    Frequency,
    Loss,
    Result,
    Scenario,
    Service,
    expected,
    figures_of,
    merge,
    result_of,
    simulate,
)
from assessments.scoring.losses import rosi as earned
from assessments.scoring.losses.estimates import Range
from tests.docs.pages import NONE
from tests.docs.runners import Row, example, figure


@example
def expected_loss(row: Row) -> dict[str, str]:
    often, low, high = (Decimal(row[name]) for name in ("How often", "Low", "High"))
    mode = None if row["Most likely"] == NONE else Decimal(row["Most likely"])
    assert row["Source"]
    one = scenario("a", often, Range(low, high, mode))
    return {"Expected a year": f"{expected(one):.4f}"}


@example
def loss_figures(row: Row) -> dict[str, str]:
    """Read `0 x 90, 5 x 10` as ninety years without a loss and ten that cost five."""
    years: list[int] = []
    for word in row.words("Losses of the years"):
        amount, _x, count = word.split()
        years += [int(amount) * 100] * int(count)
    found = figures_of(np.array(years, dtype=np.int64), len(years))
    reach = next((count for amount, count in found.curve if amount == 500), None)
    return {
        "Mean": shown(found.mean),
        "Median": shown(found.quantiles[1]),
        "90 %": shown(found.quantiles[2]),
        "95 %": shown(found.quantiles[3]),
        "Shortfall 95 %": shown(found.shortfall[0]),
        "Years with a loss": str(found.hit),
        "Reach 5": str(reach or 0),
    }


@example
def rosi(row: Row) -> dict[str, str]:
    return {"ROSI": figure(earned(*(int(row[name]) for name in ("Before", "After", "Cost"))))}


@example
def shared_event(row: Row) -> dict[str, str]:
    loss = (Loss("response", Range(Decimal(row["Each loses"]), Decimal(row["Each loses"]))),)
    machines = tuple(Service(f"vm-{n}", loss) for n in range(int(row["Machines"])))
    chance = Decimal(row["Chance of the event"])
    host = Scenario("host", Frequency("bernoulli", Range(chance, chance)), services=machines)
    bad = int(row["Bad year"]) * 100 - 1
    part = simulate([host], seed=1, years=4 * BLOCK, tolerance=bad)
    found = result_of(part, [host], seed=1, tolerance=bad)
    one, apart = (three[0] for three in (found.together, found.apart))
    return {"As one event": percent(one), "As if apart": percent(apart)}


@example
def same_bytes(row: Row) -> dict[str, str]:
    first, then = (simulated(row[name]) for name in ("First", "Then"))
    return {
        "Figures of a": "same" if first.each["a"] == then.each["a"] else "others",
        "Digest": "same" if first.digest == then.digest else "another",
    }


def simulated(words: str) -> Result:
    """Simulate `a, b`, in that order; `a and b apart` as two workers would."""
    words, _comma, seed = words.partition(", seed ")
    names = words.removesuffix(" apart").replace(" and ", ", ").split(", ")
    money = Range(Decimal(100), Decimal(900))
    scenarios = [scenario(name, Decimal("0.3"), money) for name in names]
    groups = [[each] for each in scenarios] if words.endswith("apart") else [scenarios]
    number = int(seed or 1)
    parts = [simulate(group, seed=number, years=BLOCK) for group in groups]
    return result_of(merge(parts), scenarios, seed=number)


def scenario(key: str, often: Decimal, money: Range) -> Scenario:
    return Scenario(key, Frequency("poisson", Range(often, often)), (Loss("response", money),))


def percent(found: object) -> str:
    above, years = getattr(found, "above", 0), getattr(found, "years", 1)
    share = 100 * above / years
    return f"{share:.0f} %" if share >= 1 else "below 1 %"


def shown(cents: int) -> str:
    whole = f"{cents / 100:.2f}".rstrip("0").rstrip(".")
    return whole.removeprefix("0") if whole.startswith("0.") else whole
