"""The published vectors that concern what is built: the grid, and a circle of dependencies."""

import pytest
import yaml

from assessments.scoring import DEFAULT_METHOD
from assessments.scoring.graph import Dependency, accumulate
from tests import samples

VECTORS = samples.FOLDER.parent / "catalogue" / "test_vectors.yaml"
pytestmark = pytest.mark.skipif(
    not VECTORS.is_file(), reason="the shared vectors are not beside the repository"
)


def vector(name):
    found = yaml.safe_load(VECTORS.read_text(encoding="utf-8"))["vectors"]
    return next(each for each in found if each["id"] == name)


def test_the_grid_is_that_of_b_01():
    grid = vector("B-01")["expected"]["grid"]
    assert [list(row) for row in DEFAULT_METHOD.grid] == [
        [cell + 1 for cell in row] for row in grid
    ]


@pytest.mark.parametrize(("name", "likelihood", "consequence"), [("B-02", 5, 1), ("B-03", 1, 5)])
def test_single_cells(name, likelihood, consequence):
    labels = vector("B-01")["expected"]["levels"]
    level = labels[DEFAULT_METHOD.cell(likelihood, consequence) - 1]
    assert level == vector(name)["expected"]["level"]


def test_the_greatest_superior_counts_as_in_d_03():
    given = vector("D-03")
    own = [rank - 2 for rank in given["input"]["superiors"]]  # seven is beyond our scale of five
    values = accumulate(
        [given["input"]["own"]["LAN"], *own], [Dependency(n, 0, (100,) * 3) for n in (1, 2)], 0
    )
    assert values[0].rank == given["expected"]["accumulated_LAN"] - 2


def test_a_circle_as_in_d_10_is_one_thing_and_not_an_error():
    """The source forbids circles; ours may happen, when a manager runs on its own hosts."""
    names = {"MGT": 0, "HYP": 1}
    edges = [
        Dependency(names[edge["u"]], names[edge["v"]], (edge["g"] * 100,) * 3)
        for edge in vector("D-10")["input"]["edges"]
    ]
    for own in ([4, None], [None, 4], [4, 2]):
        assert [worth.rank for worth in accumulate(own, edges, 0)] == [4, 4]
    assert accumulate([None, None], edges, 0) == [None, None]
