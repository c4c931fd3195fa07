"""Examples that speak of losses: what is pre-filled, what measures leave, whom an event hits."""

from fractions import Fraction

from assessments.catalogue.prefill import prefill
from assessments.models import DomainEstimate, LossEstimate, Risk
from assessments.queries import loss_events
from assessments.queries.inputs import Inputs, Measure
from assessments.scoring import DEFAULT_METHOD, Credited
from tests import make
from tests.docs.method_value import estate
from tests.docs.pages import NONE
from tests.docs.runners import Row, edition, example, figure, listed

CENTS = 100


@example
def loss_prefill(row: Row) -> dict[str, str]:
    rank, table = int(row["Rank"]), prefill()
    bands = {scale: table.amount(rank, scale) for scale in (100, 10)}
    return {"Events a year": "{} to {}".format(*table.rates[rank])} | {
        f"Loss of one event at {scale} %": f"{low // CENTS} to {high // CENTS}"
        for scale, (low, high) in bands.items()
    }


@example
def loss_factor(row: Row) -> dict[str, str]:
    consequence = row.ranks("Consequence C I A")
    measures = tuple(_measure(words) for words in row.words("Measures"))
    inputs = Inputs(Risk(), 4, consequence, 4, measures, "")
    factors = loss_events.factors_of(inputs, DEFAULT_METHOD)
    event = loss_events.Event(
        inputs.risk, LossEstimate(), factors, loss_events.main_of(consequence), ()
    )
    return {
        "Frequency, millionths": str(factors["current"].frequency),
        "Main": event.main,
        "Loss, millionths": str(event.own_factor("current")),
    }


@example
def loss_share(row: Row) -> dict[str, str]:
    hosts = {name: row[f"On {name}"] for name in ("esx-1", "esx-2")}
    made = estate(hosts, has_ha=row.says("HA"))
    made.draft.method = DEFAULT_METHOD.to_document()
    takes = "" if row["Takes"] == NONE else row["Takes"]
    tenant = {"organisation": made.draft.organisation, "assessment": made.draft}
    said = {"confirmed_by_id": made.by.person_id, "confirmed_at": make.NOON}
    for domain in made.draft.domains.all():
        for dimension in "CIA":
            DomainEstimate.objects.create(**tenant, **said, domain=domain, dimension=dimension)
    group = made.draft.assetgroups.filter(kind=row["Event on"]).order_by("pk")[0]
    risk = make.risk(made.draft, group)
    LossEstimate.objects.create(**tenant, **said, risk=risk, dimensions=takes)
    (event,) = loss_events.events_of(made.draft)
    return {"Shares": listed(sorted(f"{each.name} {figure(each.share)}" for each in event.shares))}


def _measure(words: str) -> Measure:
    """Read `preventive .45 .10 .10 .10 x 1/2`: kind, effects on L, C, I, A, and credit."""
    kind, *effects, _times, credit = words.split()
    l, c, i, a = (int(Fraction(each) * 100) for each in effects)  # noqa: E741  as the page says
    credited = Credited("item", kind, (l, c, i, a), halves=int(Fraction(credit) * 2))
    item = next(iter(edition().items.values()))
    return Measure(item, "", (), credited, credited, planned=False)
