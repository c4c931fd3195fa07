"""Readings between processes: what comes out is what went in."""

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from assessments import importers
from assessments.estate import Column, Edge, Kind, Origin, Power, Ref, Relation
from assessments.importers import Reading, wire
from assessments.synthesis import Shape, generate, write

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=5)
refs = st.builds(Ref, st.sampled_from(Kind), texts, texts)


@dataclass(frozen=True)
class Plain:
    numbers: tuple[int, ...]
    powers: tuple[Power, ...]
    columns: dict[str, int]


@given(st.builds(Edge, st.sampled_from(Relation), refs, refs))
def test_values_come_back_with_their_types(value):
    assert wire.decode(Edge, wire.encode(value)) == value


def test_a_number_is_itself():
    assert wire.decode(int, wire.encode(7)) == 7


def test_lists_of_plain_values_and_of_words_come_back():
    value = Plain((1, 2), (Power.ON,), {"a": 1})
    assert wire.decode(Plain, wire.encode(value)) == value


def test_columns_and_origins_come_back():
    for value in (Column("vInfo", "VM", {"off": "poweredOff"}), Origin("vInfo", 7)):
        assert wire.decode(type(value), wire.encode(value)) == value


def test_a_whole_reading_comes_back(tmp_path):
    write(generate(60, 3, shape=Shape(hostile=True, managers=2)), tmp_path / "e", "rvtools-csv")
    reading = importers.read(tmp_path / "e")
    assert wire.decode(Reading, wire.encode(reading)) == reading
