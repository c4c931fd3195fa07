"""Registers of any size, filled quickly with real rows and scored by the product's own scoring."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, cycle, islice

from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.actions import answers, assessments, ratings, work
from assessments.catalogue import RiskType
from assessments.models import (
    Acceptance,
    ActionRisk,
    Assessment,
    AssetGroup,
    Evidence,
    Organisation,
    Person,
    Risk,
    Treatment,
    TreatmentAction,
)
from assessments.permissions import Actor
from assessments.queries import scope
from tests import make

STATES = ("implemented", "partly", "not_implemented", "planned")
OWNED, TREATED, PROVEN, ACCEPTED, OVERRIDDEN = 2, 3, 10, 20, 25  # every second, third, tenth …
PER_STEP = 4  # risks that one step of the plan serves
BATCH = 2000


@dataclass(frozen=True)
class Filled:
    """A draft whose register has many rows, and who works on it."""

    draft: Assessment
    person: Person

    @property
    def by(self) -> Actor:
        return make.acting(self.person, self.draft.organisation)

    def edit(self, place: int) -> None:
        """Judge one risk of the first page anew, through the action, and have it scored."""
        risk = self.draft.risks.order_by("-score__current", "number")[place]
        rank = 4 if risk.likelihood == 5 else 5
        judged = ratings.Judgement(rank, risk.consequence_c, risk.consequence_i, risk.consequence_a)
        ratings.rate(
            risk=risk, judgement=judged, reason="New", version=None, by=self.by, at=timezone.now()
        )
        work.do_all(timezone.now)


def fill(org: Organisation, size: int) -> Filled:
    """
    Return a draft with *size* scored risks, about as many domains as they need.

    Half has an owner, a third is treated with steps of a plan, some are accepted,
    overridden or supported by evidence; the checklist is answered.
    """
    person = make.person(org, "analyst", "risk_owner", "approver")
    by = make.acting(person, org)
    about = assessments.Scope(f"Register of {size}", scope_in="All", scope_out="None")
    draft = assessments.create(scope=about, by=by, at=timezone.now())
    for item, state in zip(scope.items_in_scope(draft), cycle(STATES), strict=False):
        said = answers.Said(item=item.code, state=state)
        answers.record(assessment=draft, said=said, version=None, by=by, at=timezone.now())
    risks = list(islice(_risks(draft, person), size))
    Risk.objects.bulk_create(risks, batch_size=BATCH)
    _decide(draft, person, risks)
    work.do_all(timezone.now)
    draft.refresh_from_db()
    return Filled(draft, person)


def require_levels_beside(draft: Assessment) -> None:
    """Every risk carries the level that its override and its score say."""
    wanted = Coalesce("override_level", "score__current")
    rows = list(
        draft.risks.annotate(wanted=wanted).values_list(
            "level", "level_likelihood", "wanted", "score__current_likelihood"
        )
    )
    assert rows
    for level, likelihood, *said in rows:
        assert [level, likelihood] == said


def _risks(draft: Assessment, person: Person) -> Iterator[Risk]:
    kinds = [kind for kind in scope.edition_of(draft).risks.values() if kind.rows_for == "domain"]
    numbers = count(1)
    for place in count():
        group = _group(draft, f"ZONE-{place:04d}", 3 + place % 3)
        for kind in kinds:
            yield _risk(draft, person, group, kind, next(numbers))


def _group(draft: Assessment, name: str, worth: int) -> AssetGroup:
    value = {"value_c": worth, "value_i": worth, "value_a": worth}
    domain = make.domain(draft, name, **value)
    return make.group(draft, "domain", name=name, domain=domain, members=20, **value)


def _risk(
    draft: Assessment, person: Person, group: AssetGroup, kind: RiskType, number: int
) -> Risk:
    ranks = (kind.likelihood, *kind.consequence.as_tuple())
    names = ("likelihood", "consequence_c", "consequence_i", "consequence_a")
    is_overridden = number % OVERRIDDEN == 0
    return Risk(
        organisation_id=draft.organisation_id,
        assessment=draft,
        number=number,
        group=group,
        code=kind.code,
        title=kind.name,
        description=kind.description,
        family=kind.family,
        state=Risk.State.CONFIRMED,
        judged_by=person,
        judged_at=timezone.now(),
        owner=person if number % OWNED == 0 else None,
        override_level=1 if is_overridden else None,
        override_reason="Seen on site" if is_overridden else "",
        overridden_by=person if is_overridden else None,
        updated_at=timezone.now(),
        **dict(zip(names, ranks, strict=True)),
        **{f"proposed_{name}": rank for name, rank in zip(names, ranks, strict=True)},
    )


def _decide(draft: Assessment, person: Person, risks: list[Risk]) -> None:
    mine = {"organisation_id": draft.organisation_id, "assessment": draft}
    treated = [risk for risk in risks if risk.number % TREATED == 0]
    Treatment.objects.bulk_create(
        [
            Treatment(risk=risk, option="modify", by=person, at=timezone.now(), **mine)
            for risk in treated
        ],
        batch_size=BATCH,
    )
    _plan(mine, person, treated)
    Acceptance.objects.bulk_create(
        [
            Acceptance(
                risk=risk,
                level=2,
                accepted_by=person,
                role="approver",
                reason="Until the renewal",
                expires_on=date(2027, 6, 1),
                at=timezone.now(),
                **mine,
            )
            for risk in risks
            if risk.number % ACCEPTED == 0
        ],
        batch_size=BATCH,
    )
    Evidence.objects.bulk_create(
        [_evidence(risk, person, mine) for risk in risks if risk.number % PROVEN == 0],
        batch_size=BATCH,
    )


def _plan(mine: dict, person: Person, treated: list[Risk]) -> None:
    steps = TreatmentAction.objects.bulk_create(
        [
            TreatmentAction(
                number=number,
                title=f"Step {number}",
                due=date(2027, 1, 1) + timedelta(days=number % 300),
                items=["CHK-OM-05", "CHK-IM-16"],
                created_by=person,
                created_at=timezone.now(),
                **mine,
            )
            for number in range(1, len(treated) // PER_STEP + 2)
        ],
        batch_size=BATCH,
    )
    ActionRisk.objects.bulk_create(
        [
            ActionRisk(action=steps[place // PER_STEP], risk=risk, **mine)
            for place, risk in enumerate(treated)
        ],
        batch_size=BATCH,
    )


def _evidence(risk: Risk, person: Person, mine: dict) -> Evidence:
    return Evidence(
        risk=risk,
        name="photo.png",
        sha256=f"{risk.number:064d}",
        size=1,
        content_type="image/png",
        stored_as=f"{risk.assessment_id}-{risk.number}",
        by=person,
        at=timezone.now(),
        **mine,
    )
