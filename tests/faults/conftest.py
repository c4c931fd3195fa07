"""One plant for all tests of the room; each finds it whole and leaves it whole."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone

from assessments.actions import assessments, domains, work
from assessments.models import Assessment, Organisation, Person, Run
from assessments.permissions import Actor
from tests import make, worked
from tests.faults.browser import Browser
from tests.faults.plant import Plant, built, running, until

VMS, SEED = 12, 11


@dataclass(frozen=True)
class Hospital:
    """A running plant, one organisation in it, its analyst at a browser, and a scored draft."""

    plant: Plant
    organisation: Organisation
    analyst: Person
    draft: Assessment
    browser: Browser

    def by(self) -> Actor:
        return make.acting(self.analyst, self.organisation)

    def busy(self, kind: Run.Kind) -> Run:
        """Wait until a worker says that it does a run of this kind, and return the run."""
        mine = Run.objects.filter(organisation=self.organisation, kind=kind)
        running_now = mine.filter(state=Run.State.RUNNING).order_by("-pk")
        assert until(running_now.exists)
        return running_now.get()


@pytest.fixture(scope="session")
def _hospital(tmp_path_factory, django_db_blocker) -> Iterator[Hospital]:
    with django_db_blocker.unblock(), built(tmp_path_factory.mktemp("plant")) as plant:
        with plant.pointed():
            org = make.organisation("St Brannoc")
            analyst = make.person(org, password=make.PASSWORD)
            draft = _draft(make.acting(analyst, org))
        with running(plant):
            browser = Browser(plant.address, org.slug)
            assert until(lambda: _answers(browser)), plant.log("web")
            yield Hospital(plant, org, analyst, draft, browser.sign_in(analyst.email))


@pytest.fixture
def hospital(_hospital: Hospital, django_db_blocker) -> Iterator[Hospital]:
    with django_db_blocker.unblock(), _hospital.plant.pointed():
        assert until(lambda: not _open_runs()), list(_open_runs())
        assert until(lambda: _answers(_hospital.browser)), _hospital.plant.log("web")
        _hospital.plant.steady()
        yield _hospital


@pytest.fixture
def plant(hospital: Hospital) -> Plant:
    return hospital.plant


def _draft(by: Actor) -> Assessment:
    """Make a scored draft about a small estate, its domains valued."""
    at = timezone.now()
    draft = assessments.create(scope=assessments.Scope("Clinical platform"), by=by, at=at)
    worked.bring_in(draft, by, worked.estate(VMS, SEED))
    for domain in draft.domains.all():
        worth = domains.Worth(5, 4, 3, 4)
        domains.value(domain=domain, worth=worth, reason="", version=None, by=by, at=at)
    work.do_all(timezone.now)
    return draft


def _open_runs():
    return Run.objects.filter(state__in=[Run.State.QUEUED, Run.State.RUNNING])


def _answers(browser: Browser) -> bool:
    try:
        return browser.get("/readyz").status == 200
    except OSError:
        return False
