"""Examples that speak of likelihood, consequence, measures and levels: nothing but arithmetic."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction

from assessments.models import Assessment, Risk
from assessments.queries import observation
from assessments.queries.advice import situation_of
from assessments.queries.inputs import (
    CLAIMS,
    Facts,
    Inputs,
    Measure,
    inputs_of,
    measures_of,
    state_of,
)
from assessments.queries.profiles import Profiles
from assessments.queries.recomputed import compute
from assessments.queries.register import Row as Shown
from assessments.queries.sightings import Sighting
from assessments.scoring import DEFAULT_METHOD, Credited, Proposal, level_of, propose, score_one
from assessments.scoring.changes import what_would_change
from assessments.scoring.columns import columns_of, rank
from assessments.scoring.method import FACTORS
from assessments.scoring.reference import factor_of
from tests.docs.pages import NONE
from tests.docs.runners import (
    Row,
    edition,
    example,
    figure,
    level_name,
    listed,
    ranked,
    yes,
)

GROUP, MANAGERS = 1, (2, 3)
SHARE = 25
CREDIT = {0: "0", 1: "1/2", 2: "1"}
ANSWERS = {"CHK-PD-13": "implemented", "CHK-OM-05": "implemented", "CHK-IM-16": "not_implemented"}
WORKED = "RSK-VM-07"
SNAPSHOTS = {"VM-SNAP-MEM": Sighting("VM-SNAP-MEM", assets=1, total=39, has_high=True)}


@example
def level(row: Row) -> dict[str, str]:
    ranks = [row.rank(name) for name in ("C", "I", "A")]
    found = score_one(row.rank("Likelihood"), ranks, [], DEFAULT_METHOD)
    return {"Level": level_name(found.level)}


@example
def likelihood(row: Row) -> dict[str, str]:
    kind = edition().risk(row["Risk"])
    assert str(kind.likelihood) == row["Default"]
    seen = _seen(row["Check"], int(row["Found on"]), int(row["Of"]), has_high=row.says("Severe"))
    return {"Likelihood": str(_proposed(kind.code, (None,) * 3, seen).likelihood)}


@example
def consequence(row: Row) -> dict[str, str]:
    found = propose(
        likelihood=3,
        consequence=[rank or 0 for rank in row.ranks("Default C I A")],
        value=row.ranks("Worth C I A"),
        takes_layer=row.says("Takes the layer"),
    )
    return {
        "Proposed C I A": ranked(found.consequence),
        "Not valued": " ".join(found.not_valued) or NONE,
    }


@example
def caps(row: Row) -> dict[str, str]:
    return {
        name.upper(): str(DEFAULT_METHOD.cap(row["Kind"], name) * 100).split("/", maxsplit=1)[0]
        for name in FACTORS
    }


@example
def left(row: Row) -> dict[str, str]:
    found = factor_of("l", on_likelihood(row), DEFAULT_METHOD)
    return {"F": figure(found)}


@example
def key(row: Row) -> dict[str, str]:
    measures = on_likelihood(row)
    if opens := row.words("Open key item for"):
        measures.append(Credited("key", "preventive", (0, 0, 0, 0), halves=1, key=opens[0]))
    return {"F": figure(factor_of("l", measures, DEFAULT_METHOD))}


@example
def rounding(row: Row) -> dict[str, str]:
    return {"Rank": str(level_of(Fraction(row["Number"]), DEFAULT_METHOD))}


@example
def credit(row: Row) -> dict[str, str]:
    return {"Credit": CREDIT[_measure(_facts({"CHK-OM-05": row["Answer"]})).credited.halves]}


@example
def whose_answer(row: Row) -> dict[str, str]:
    said = {("CHK-OM-05", GROUP): row["Of the group"], ("CHK-OM-05", None): row["Of the whole"]}
    for manager, state in zip(MANAGERS, row.words("Of its managers"), strict=False):
        said["CHK-OM-05", manager] = state
    managers = MANAGERS[: len(row.words("Of its managers"))]
    facts = _facts({}, said=said, managers=managers)
    return {"Counts": state_of("CHK-OM-05", GROUP, facts) or NONE}


@example
def contradiction(row: Row) -> dict[str, str]:
    check = row["Finding"]
    seen = {} if check == NONE else _seen(check, 1, 39, has_high=True)
    found = _measure(_facts({"CHK-OM-05": row["Answer to CHK-OM-05"]}, seen=seen))
    assert not found.contradicted or found.state in CLAIMS
    return {
        "Credit": CREDIT[found.credited.halves],
        "Contradicted by": listed(found.contradicted),
    }


@example
def paper(row: Row) -> dict[str, str]:
    assert edition().item(row["Built by"]).realises == row["Design"]
    facts = _facts({row["Design"]: "implemented", row["Built by"]: row["Answer there"]})
    plan = frozenset({row["Built by"]} if row.says("Planned") else ())
    found = _measure(facts, of=row["Design"], risk=row["Risk"], plan=plan)
    return {
        "Effect now, L C I A": " ".join(map(str, found.credited.effect)),
        "Residual": " ".join(map(str, found.promised.effect)),
    }


@example
def residual_likelihood(row: Row) -> dict[str, str]:
    seen = _seen("VM-SNAP-MEM", 1, 39, has_high=True)
    risk = _risk(WORKED, _proposed(WORKED, (5, 4, 3), seen))
    risk.likelihood = row.rank("Judged")
    assert risk.proposed_likelihood == row.rank("Proposed")
    found = inputs_of(risk, _facts({}, seen=seen, plan=row.words("Plan")))
    return {"Residual likelihood": str(found.residual_likelihood)}


@example
def fresh(row: Row) -> dict[str, str]:
    risk = Risk(changed_rev=int(row["Row changed at"]))
    whole = Assessment(input_rev=int(row["Input revision"]), score_rev=int(row["Scored up to"]))
    shown = Shown(risk, whole.score_rev, due=None, accepted_until=None)
    return {"Row is fresh": yes(shown.is_fresh), "Assessment is fresh": yes(whole.is_fresh)}


@example
def worked_proposal(row: Row) -> dict[str, str]:
    seen = _seen(row["Check"], int(row["Found on"]), int(row["Of"]), has_high=True)
    found = _proposed(row["Risk"], row.ranks("RES is worth"), seen)
    return {"Likelihood": str(found.likelihood), "Consequence": ranked(found.consequence)}


@example
def worked_effects(row: Row) -> dict[str, str]:
    item = edition().item(row["Item"])
    effect = item.effect_on(WORKED).as_tuple()
    return {"Kind": item.kind, "Effect": " ".join(map(str, effect))}


@example
def worked_levels(row: Row) -> dict[str, str]:
    state = row["State"]
    inputs = _worked(row.words("Plan"))
    of_state = {
        "inherent": (inputs.likelihood, ()),
        "current": (inputs.likelihood, inputs.counted()),
        "residual": (inputs.residual_likelihood, inputs.planned()),
    }
    likelihood, measures = of_state[state]
    found = score_one(likelihood, inputs.consequence, measures, DEFAULT_METHOD)
    (stored,) = compute([inputs], DEFAULT_METHOD)
    assert stored.columns[state] == found.level
    return {
        "F of L": figure(factor_of("l", measures, DEFAULT_METHOD)),
        "F of C": figure(factor_of("c", measures, DEFAULT_METHOD)),
        "L'": figure(found.numbers.likelihood),
        "C'": figure(found.numbers.c),
        "I'": figure(found.numbers.i),
        "A'": figure(found.numbers.a),
        "Level": level_name(found.level),
    }


@example
def worked_advice(row: Row) -> dict[str, str]:
    here = situation_of(_worked([]), _facts(ANSWERS, seen=SNAPSHOTS))
    options = tuple(option for option in here.options if option.now.code in ANSWERS)
    sets = [
        change
        for change in what_would_change(replace(here, options=options), DEFAULT_METHOD)
        if change.measures
    ]
    (named,) = sets  # neither alone is enough
    assert set(named.measures) == set(row.words("Instead, in full"))
    return {"Level": level_name(named.level)}


@example
def what_if(row: Row) -> dict[str, str]:
    items = frozenset(row.words("Supposed to be done"))
    profiles = Profiles(_facts(ANSWERS, seen=SNAPSHOTS), DEFAULT_METHOD)
    profiles.number((WORKED, GROUP, items, True))
    risk = _risk(WORKED, _proposed(WORKED, (5, 4, 3), SNAPSHOTS))
    consequence = [getattr(risk, f"proposed_consequence_{name}") for name in "cia"]
    columns = columns_of([risk.proposed_likelihood], [consequence], [0])
    tables = profiles.tables([0])
    now, then = rank(columns, [tables.current, tables.residual])
    return {"Level now": level_name(now.level[0]), "Level then": level_name(then.level[0])}


def _worked(plan: Iterable[str]) -> Inputs:
    risk = _risk(WORKED, _proposed(WORKED, (5, 4, 3), SNAPSHOTS))
    return inputs_of(risk, _facts(ANSWERS, seen=SNAPSHOTS, plan=plan))


def _seen(check: str, assets: int, total: int, *, has_high: bool) -> dict[str, Sighting]:
    return {check: Sighting(check, assets, total, has_high)}


def _proposed(code: str, value: tuple[int | None, ...], seen: dict[str, Sighting]) -> Proposal:
    kind = edition().risk(code)
    return propose(
        likelihood=kind.likelihood,
        consequence=kind.consequence.as_tuple(),
        value=value,
        takes_layer=kind.takes_layer,
        observed=observation.observed_in(kind, seen, SHARE),
    )


def _risk(code: str, proposal: Proposal) -> Risk:
    c, i, a = proposal.consequence
    return Risk(
        pk=1,
        code=code,
        group_id=GROUP,
        proposed_likelihood=proposal.likelihood,
        proposed_consequence_c=c,
        proposed_consequence_i=i,
        proposed_consequence_a=a,
    )


def _facts(
    answers: dict[str, str],
    *,
    said: dict[tuple[str, int | None], str] | None = None,
    seen: dict[str, Sighting] | None = None,
    managers: tuple[int, ...] = (),
    plan: Iterable[str] = (),
) -> Facts:
    given = {(item, None): state for item, state in answers.items()} | (said or {})
    return Facts(
        edition=edition(),
        facts=frozenset(),
        answers={where: state for where, state in given.items() if state != NONE},
        seen={GROUP: seen or {}},
        managers_of={GROUP: managers},
        promised={1: frozenset(plan)},
        share=SHARE,
    )


def _measure(
    facts: Facts,
    of: str = "CHK-OM-05",
    risk: str = WORKED,
    plan: frozenset[str] = frozenset(),
) -> Measure:
    measures = measures_of(Risk(pk=1, code=risk, group_id=GROUP), facts, plan)
    return next(each for each in measures if each.item.code == of)


def on_likelihood(row: Row) -> list[Credited]:
    """Read `preventive .45 x 1/2` as a measure."""
    found = []
    for words in row.words("Measures on the likelihood"):
        kind, effect, _by, halves = words.split()
        hundredths = int(Fraction(effect) * 100)
        credited = int(Fraction(halves) * 2)
        found.append(Credited(words, kind, (hundredths, 0, 0, 0), credited))
    return found
