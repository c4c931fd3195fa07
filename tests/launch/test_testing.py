"""What `make test` asks of pytest: the lower floors covered, every room once, calls in turn."""

import os
import sys
import tomllib

import pytest

from vsrisk.launch.home import REPOSITORY
from vsrisk.launch.testing import COVERED, GROUND, OWN_SERVERS, calls, in_turn

ROOMS = {folder.parent.name for folder in REPOSITORY.glob("tests/*/__init__.py")} - {"bench"}


def ignored(call):
    return {each.removeprefix("--ignore=tests/") for each in call if each.startswith("--ignore=")}


def named(call):
    return {each.removeprefix("tests/") for each in call if each.startswith("tests/")}


def packages(call):
    return {each.removeprefix("--cov=") for each in call if each.startswith("--cov=")}


def test_the_whole_suite_runs_every_room_once_and_covers_the_lower_floors():
    lower, others = calls([])

    assert named(lower) == ignored(others) == set(COVERED) & ROOMS
    assert packages(lower) == {f"assessments.{room}" for room in COVERED}
    assert ignored(lower) == named(others) == packages(others) == set()


def test_the_covered_rooms_are_the_lowest_three_floors_as_the_linter_knows_them():
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"][-3:]

    assert {room for floor in layers for room in floor.split(" | ")} == set(COVERED)
    assert layers[0] == "models"
    assert settings["tool"]["coverage"]["report"]["fail_under"] == 100
    assert settings["tool"]["coverage"]["run"]["branch"]


def test_rooms_that_use_the_servers_given_run_in_one_call_without_coverage():
    (call,) = calls(["-x"], server_rooms=True)

    assert ignored(call) == {*GROUND, *OWN_SERVERS} & ROOMS
    assert "models" not in ignored(call)
    assert packages(call) == set()
    assert call[-1] == "-x"


@pytest.mark.parametrize(
    "choice",
    [
        ["tests/scoring"],
        ["tests/scoring/test_laws.py::test_nothing", "-x"],
        ["-n", "1", "tests/web"],
        ["-k", "laws"],
        ["--lf"],
        ["--cov=vsrisk"],
    ],
)
def test_what_the_caller_chooses_runs_as_it_is(choice):
    (call,) = calls(choice)

    assert call[-len(choice) :] == choice
    assert not any(each.startswith(("--cov-report", "--ignore")) for each in call)


@pytest.mark.parametrize("others", [["-q"], ["-n", "2"], ["-x", "--durations", "5"]])
def test_other_arguments_reach_both_calls(others):
    assert [call[-len(others) :] for call in calls(others)] == [others, others]


def test_calls_run_in_turn_until_one_fails(tmp_path):
    commands = [
        [sys.executable, "-c", f"open({str(tmp_path / name)!r}, 'x'); raise SystemExit({code})"]
        for name, code in (("first", 0), ("second", 3), ("third", 0))
    ]

    assert in_turn(commands, os.environ) == 3
    assert {path.name for path in tmp_path.iterdir()} == {"first", "second"}
    assert in_turn(commands[2:], os.environ) == 0
