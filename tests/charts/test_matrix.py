"""The movements over a matrix: one arrow for each pair of cells, none lost, none doubled."""

from hypothesis import given
from hypothesis import strategies as st

from assessments.charts import matrix

sizes = st.integers(3, 6)


@st.composite
def grids(draw):
    """Draw movements with the rows and columns of their grid."""
    rows, columns = draw(sizes), draw(sizes)
    cells = st.tuples(st.integers(1, rows), st.integers(1, columns))
    two = st.tuples(cells, cells).filter(lambda move: move[0] != move[1])
    return draw(st.dictionaries(two, st.integers(1, 400), max_size=30)), rows, columns


def arrows(drawing):
    return [part for part in drawing.root if part.get("class") == "flow"]


def words(drawing):
    return [part.text for arrow in arrows(drawing) for part in arrow if part.tag == "text"]


def test_an_arrow_carries_how_many_moved_unless_it_is_one():
    drawing = matrix.movements({((4, 4), (3, 4)): 7, ((5, 3), (3, 3)): 1}, 5, 5)

    assert len(arrows(drawing)) == 2
    assert words(drawing) == ["7"]


def test_arrows_in_one_column_keep_lanes_of_their_own():
    drawing = matrix.movements({((5, 3), (2, 3)): 2, ((4, 3), (1, 3)): 3}, 5, 5)

    places = {part.get("cx") for arrow in arrows(drawing) for part in arrow if part.tag == "circle"}
    assert len(places) == 2


@given(grids())
def test_the_strongest_are_drawn_and_the_order_of_the_counts_is_no_matter(given_one):
    found, *size = given_one
    drawing = matrix.movements(found, *size)

    assert len(arrows(drawing)) == min(len(found), matrix.MOST)
    assert str(drawing) == str(matrix.movements(dict(reversed(found.items())), *size))


@given(grids())
def test_nothing_is_drawn_outside_the_grid(given_one):
    found, rows, columns = given_one
    for arrow in arrows(matrix.movements(found, rows, columns)):
        for part in arrow:
            if part.tag == "circle":
                assert 0 < float(part.get("cx")) < columns * matrix.CELL_W
                assert 0 < float(part.get("cy")) < rows * matrix.CELL_H
