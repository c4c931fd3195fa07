"""What a register row is about: subjects that come and go, single assets, designs on paper."""

import json

import pytest
from django.utils import timezone

from assessments.actions import answers, domains, ratings, risks, treatments, work
from assessments.catalogue import load
from assessments.checks.bindings import bindings
from assessments.models import AssetGroup, Risk
from assessments.models.risk import STATES
from assessments.permissions import Refused
from assessments.queries import gates
from assessments.queries.document import document_of
from assessments.queries.inputs import facts_of, inputs_of
from assessments.queries.names import instant
from assessments.scoring import Credited, Method, score_one
from tests import make, worked

pytestmark = pytest.mark.django_db
FOUR = ratings.Judgement(4, 3, 2, 5)
EFFECTS = ("effect_l", "effect_c", "effect_i", "effect_a")
MOST_ON_PAPER = 10
HALVES = {"0": 0, "1/2": 1, "1": 2}


@pytest.fixture
def by(settings, tmp_path):
    settings.UPLOAD_DIR = tmp_path / "uploads"
    return make.actor(make.organisation())


@pytest.fixture
def draft(by):
    return worked.assessment(by)


def say(draft, item, state, by, reason=""):
    answers.record(
        assessment=draft,
        said=answers.Said(item, state, reason=reason),
        version=None,
        by=by,
        at=timezone.now(),
    )


def empty(draft, domain, by):
    """Move every guest of a domain into another one; return their assets."""
    other = draft.domains.exclude(pk=domain.pk).first()
    moved = list(draft.placements.filter(domain=domain).values_list("asset_id", flat=True))
    domains.place(assessment=draft, assets=moved, domain=other, by=by, at=timezone.now())
    return moved


def test_what_nobody_judged_leaves_with_its_subject_and_returns_with_it(draft, by):
    domain = draft.domains.filter(placements__isnull=False).first()
    rows = draft.risks.filter(group__domain=domain)
    judged = rows.first()
    ratings.confirm(assessment=draft, numbers=[judged.number], by=by, at=timezone.now())

    moved = empty(draft, domain, by)

    states = set(rows.exclude(pk=judged.pk).values_list("state", "reason"))
    assert states == {("dismissed", "Its subject is no longer in the inventory.")}
    judged.refresh_from_db()
    assert judged.state == Risk.State.CONFIRMED
    (condition,) = [c for c in gates.freeze_conditions(draft) if c.rule == "subjects_present"]
    assert condition.missing == (
        f"1 risk about what is no longer in the inventory; dismiss it ({judged.key})"
    )

    domains.place(assessment=draft, assets=moved, domain=domain, by=by, at=timezone.now())

    assert set(rows.exclude(pk=judged.pk).values_list("state", "reason")) == {("proposed", "")}
    assert all(c.is_met for c in gates.freeze_conditions(draft) if c.rule == "subjects_present")


def test_what_a_person_dismissed_stays_dismissed_when_its_subject_returns(draft, by):
    domain = draft.domains.filter(placements__isnull=False).first()
    row = draft.risks.filter(group__domain=domain).first()
    risks.dismiss(risk=row, reason="Not here", version=None, by=by, at=timezone.now())

    moved = empty(draft, domain, by)
    domains.place(assessment=draft, assets=moved, domain=domain, by=by, at=timezone.now())

    row.refresh_from_db()
    assert (row.state, row.reason) == ("dismissed", "Not here")


def add(draft, by, **own):
    given = {"group": None, "title": "", **own}
    return risks.add(
        assessment=draft, own=risks.Own(**given), judgement=FOUR, by=by, at=timezone.now()
    )


def test_a_risk_of_the_catalogue_is_added_on_a_single_asset_with_its_value_and_measures(draft, by):
    placement = draft.placements.exclude(domain=None).select_related("asset", "domain").first()

    row = add(draft, by, asset=placement.asset, code="RSK-VM-07")
    work.do_all(timezone.now)

    row.refresh_from_db()
    assert (row.group.kind, row.title) == ("asset", load(draft.edition).risks["RSK-VM-07"].name)
    domain = placement.domain
    assert (row.group.value_c, row.group.value_a) == (domain.value_c, domain.value_a)
    assert row.score.inherent == 5
    assert {m.item.code for m in inputs_of(row, facts_of(draft)).measures} >= {"CHK-OM-05"}
    with pytest.raises(Refused, match="in the register already"):
        add(draft, by, asset=placement.asset, code="RSK-VM-07")
    assert draft.assetgroups.filter(kind=AssetGroup.Kind.ASSET).count() == 1


def test_a_risk_is_not_added_on_an_asset_outside_the_inventory(draft, by):
    stranger = make.asset(draft.organisation)
    with pytest.raises(Refused, match="in the inventory"):
        add(draft, by, asset=stranger, title="Own")
    assert not draft.risks.filter(title="Own").exists()


def design_and_build(draft):
    """Find a design with one item that builds it, both for a risk of the register."""
    edition = load(draft.edition)
    for build in edition.items.values():
        for row in draft.risks.all():
            codes = {item.code for item in edition.treated_by.get(row.code, ())}
            design = edition.items.get(build.realises or "")
            if design is None or not {build.code, design.code} <= codes:
                continue
            if max(design.effect_on(row.code).as_tuple()) > MOST_ON_PAPER:
                return row, design, build
    raise LookupError("no design of the catalogue is built by an item")


def test_planning_to_build_a_design_lowers_the_residual_and_not_the_current_level(draft, by):
    row, design, build = design_and_build(draft)
    builders = [i for i in load(draft.edition).items.values() if i.realises == design.code]
    say(draft, design.code, "implemented", by)

    def factor_inputs():
        inputs = inputs_of(
            draft.risks.select_related("treatment", "group").get(pk=row.pk), facts_of(draft)
        )
        now = next(c for c in inputs.counted() if c.code == design.code)
        then = next(c for c in inputs.planned() if c.code == design.code)
        return max(now.effect), max(then.effect)

    assert factor_inputs() == (MOST_ON_PAPER, MOST_ON_PAPER)

    treatments.choose(risk=row, option="modify", note="", by=by, at=timezone.now())
    step = treatments.Step("Build it", items=(builders[0].code,), risks=(row.number,))
    treatments.plan(assessment=draft, step=step, by=by, at=timezone.now())

    full = max(design.effect_on(row.code).as_tuple())
    assert factor_inputs() == (MOST_ON_PAPER, full)

    say(draft, build.code, "partly", by)

    assert factor_inputs() == (full, full)


def from_bytes(risk, state):
    """Recompute a level from what the frozen bytes say of one risk, and nothing else."""
    ranks = {name: risk["judged"][name] or risk["proposed"][name] for name in risk["judged"]}
    if state == "residual":
        ranks["likelihood"] = risk["residual_likelihood_input"]
    measures = []
    for credit in risk["credits"]:
        planned = state == "residual"
        on_paper = credit["planned_paper" if planned else "paper"]
        effect = [round(100 * float(credit[name])) for name in EFFECTS]
        measures.append(
            Credited(
                code=credit["item"],
                kind=credit["kind"],
                effect=tuple(min(MOST_ON_PAPER, e) if on_paper else e for e in effect),
                halves={"0": 0, "1/2": 1, "1": 2}[
                    credit["planned_credit" if planned else "credit"]
                ],
                key=credit["key"],
            )
        )
    counted = () if state == "inherent" else measures
    consequence = tuple(ranks[f"consequence_{name}"] for name in "cia")
    return ranks["likelihood"], consequence, counted


def test_every_level_of_a_document_follows_from_its_own_bytes_and_is_the_stored_one(draft, by):
    for place, item in enumerate(load(draft.edition).items):
        say(draft, item, ("implemented", "partly", "planned", "not_implemented")[place % 4], by)
    row, _design, build = design_and_build(draft)
    treatments.choose(risk=row, option="modify", note="", by=by, at=timezone.now())
    step = treatments.Step("Build it", items=(build.code, "CHK-OM-05"), risks=(row.number,))
    treatments.plan(assessment=draft, step=step, by=by, at=timezone.now())
    work.do_all(timezone.now)
    draft.refresh_from_db()

    document = json.loads(document_of(draft, at=timezone.now()).to_json())

    method = Method.from_document(document["criteria"]["method"])
    stored = {f"R-{score.risk.number}": score for score in draft.scores.select_related("risk")}
    kept = [risk for risk in document["risks"] if risk["state"] != "dismissed"]
    assert {risk["key"] for risk in kept} == set(stored)
    for risk in kept:
        for state in STATES:
            level = score_one(*from_bytes(risk, state), method).level
            assert level == risk[state]["level"] == getattr(stored[risk["key"]], state), risk["key"]


def test_how_much_is_said_not_to_apply_is_stored_by_weight(draft, by):
    edition = load(draft.edition)
    row = draft.risks.filter(code="RSK-VM-07").first()
    measures = inputs_of(row, facts_of(draft)).measures
    weights = {m.item.code: sum(m.credited.effect) for m in measures}
    heaviest = max(weights, key=lambda code: weights[code])
    assert heaviest in edition.items
    say(draft, heaviest, "not_applicable", by, reason="No such thing")
    work.do_all(timezone.now)

    row.score.refresh_from_db()

    expected = -(-100 * weights[heaviest] // sum(weights.values()))
    assert row.score.details["not_applicable"] == expected > 0


def test_an_exposure_says_on_how_many_assets_and_since_when(draft, by):
    document = json.loads(document_of(draft, at=timezone.now()).to_json())
    imported = draft.pinnedimports.get().imported
    seen = {one["vulnerability"]: one for one in document["exposures"]}

    hit = {
        row.asset_id
        for row in imported.findings.all()
        if row.asset_id and "VUL-07" in bindings()[row.code].vulnerabilities
    }
    assert seen["VUL-07"]["assets"] == len(hit) > 0
    assert seen["VUL-07"]["since"] == instant(imported.as_of)

    item = load(draft.edition).items["CHK-PD-13"]
    unseen = next(code for code in item.exposure_if_absent if code not in seen)
    say(draft, item.code, "not_implemented", by)

    document = json.loads(document_of(draft, at=timezone.now()).to_json())
    (left,) = [one for one in document["exposures"] if one["vulnerability"] == unseen]
    answered = draft.answers.get(item=item.code).answered_at
    assert (left["assets"], left["since"]) == (0, instant(answered))
