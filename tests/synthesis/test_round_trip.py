"""Invented estates, read back and judged: everything equals the key that their plan gave."""

import pytest

from assessments import checks, synthesis
from assessments.synthesis import Shape, earlier, generate
from tests.synthesis.exports import differences, read_back


@pytest.mark.parametrize("kind", synthesis.FORMATS)
@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("vms", [20, 100, 300])
def test_an_ordinary_estate_is_read_back_exactly(vms, seed, kind, tmp_path):
    plan = generate(vms, seed)
    before = read_back(earlier(plan), tmp_path).estate
    reading = read_back(plan, tmp_path, kind)
    assert reading.problems == ()
    assert differences(plan, reading, before) == {}


@pytest.mark.parametrize("dialect", sorted(synthesis.DIALECTS))
def test_every_dialect_is_read_back_exactly(dialect, tmp_path):
    plan = generate(100, 4)
    reading = read_back(plan, tmp_path, dialect=dialect)
    assert reading.problems == ()
    assert differences(plan, reading, dialect=dialect) == {}


@pytest.mark.parametrize("kind", synthesis.FORMATS)
def test_hostile_names_lost_hosts_and_several_managers_change_nothing(kind, tmp_path):
    plan = generate(100, 5, shape=Shape(hostile=True, managers=3))
    reading = read_back(plan, tmp_path, kind)
    assert differences(plan, reading) == {}
    assert "  leading spaces" in {guest.name for guest in reading.estate.guests}
    assert sum(host.is_placeholder for host in reading.estate.hosts) == 2


def test_without_an_earlier_export_the_checks_of_two_are_not_assessable(tmp_path):
    plan = generate(40, 2)
    results = checks.run(read_back(plan, tmp_path).estate)
    outcomes = {result.code: result.result for result in results}
    assert {outcomes[code] for code in synthesis.TWO_EXPORTS} == {"not_assessable"}


@pytest.mark.parametrize("kind", synthesis.FORMATS)
def test_no_planted_secret_is_in_what_was_read(kind, tmp_path):
    plan = generate(100, 6)
    reading = read_back(plan, tmp_path, kind)
    said = repr(reading)
    assert [secret for secret in synthesis.secrets(plan) if secret in said] == []
