"""What changed between revisions, in words that a person reads: no key, no moment of a machine."""

import re
from dataclasses import replace

from assessments.queries import compared
from assessments.reports.difference import difference
from tests.reports.factories import assessed, asset, document, risk, state


def told(before, after):
    return {
        part.title: part.lines for part in compared.parts(difference(before, after), before, after)
    }


def test_a_moved_level_and_a_reason_are_told_with_their_risk():
    before = document(risks=(risk(1, current=state(5, 5, 5), reason=""),))
    after = document(risks=(risk(1, current=state(3, 3, 3), reason="Patched"),))

    lines = told(before, after)["Risks"]

    assert {line.row for line in lines} == {f"R-1 {before.risks[0].title}"}
    found = {line.what: (line.before, line.after) for line in lines}
    assert found["Current: Level"] == ("Very high", "Medium")
    assert found["Reason"] == ("", "Patched")


def test_a_row_that_came_or_went_is_named_and_not_poured_out():
    before, after = document(assets=(asset("a"),)), document(assets=(asset("b"),))

    lines = told(before, after)["Assets"]

    assert [line.what for line in lines] == ["Removed", "Added"]
    assert all(line.before == line.after == "" for line in lines)


def test_what_follows_from_the_rest_is_not_told():
    before = document()
    after = replace(before, assessment=assessed(input_rev=99, frozen_at="2026-12-01T10:00:00Z"))

    assert told(before, after) == {}


def test_no_line_shows_a_key_or_a_moment_as_the_bytes_have_it():
    before = document()
    after = document(assessment=assessed(scope_in="More"), risks=(), assets=(asset("z"),))

    for lines in told(before, after).values():
        for line in lines:
            words = " ".join((line.row, line.what, line.before, line.after))
            assert not re.search(r"\d{4}-\d\d-\d\dT|[{}\[\]]|None|\w{8}-\w{4}-\w{4}", words), words


def test_more_lines_than_can_be_read_are_counted():
    many = tuple(asset(f"n{number}") for number in range(compared.MOST + 5))

    [part] = compared.parts(
        difference(document(assets=()), document(assets=many)),
        document(assets=()),
        document(assets=many),
    )

    assert (len(part.lines), part.more) == (compared.MOST, 5)
