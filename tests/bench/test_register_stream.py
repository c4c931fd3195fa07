"""The whole register as JSON, against orjson over the same rows; memory against rows."""

import tracemalloc

import orjson

from assessments.queries import register_export, register_stream
from assessments.reports import register_table
from tests.bench.figures import compare, costs, note

FEW, MANY = 1_000, 10_000
FLAT = 1.25  # how far ten times the rows may raise the memory that rows take


def stream(draft) -> int:
    draft.refresh_from_db()
    rows = register_export.rows(draft)
    return sum(len(piece) for piece in register_table.json_stream(rows))


def plain(draft) -> int:
    """Return the length of the same columns of the same rows, straight from the database."""
    return len(orjson.dumps(list(register_stream.columns(draft))))


def test_streaming_costs_at_most_twice_the_plain_rows(filled, open_database):
    register = filled[MANY]
    draft = register.draft

    found = costs(
        {"ours": lambda: stream(draft), "plain": lambda: plain(draft)}, before=register.edit
    )

    compare(f"JSON of {MANY:,} risks", found["ours"], found["plain"], at_most=2)


def test_memory_does_not_follow_the_number_of_rows(filled, open_database):
    """What rows share (groups, answers) is loaded ahead of them and measured apart."""
    peaks = {}
    for size in (FEW, MANY):
        stream(filled[size].draft)
        shared, peaks[size] = memory(filled[size].draft)
        note(f"Memory of a stream of {size:,} risks, shared", f"{shared / 1e6:.2f} MB")
        note(f"Memory of a stream of {size:,} risks, rows", f"{peaks[size] / 1e6:.2f} MB")
    ratio = peaks[MANY] / peaks[FEW]
    note("Memory of rows, ten times as many", "", "", f"{ratio:.2f}", f"{FLAT:g}")
    assert ratio <= FLAT


def memory(draft) -> tuple[int, int]:
    """Return the bytes held when the first piece is out, and what the stream adds at its peak."""
    draft.refresh_from_db()
    pieces = register_table.json_stream(register_export.rows(draft))
    tracemalloc.start()
    next(pieces)
    shared = tracemalloc.get_traced_memory()[0]
    tracemalloc.reset_peak()
    for _piece in pieces:
        pass
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return shared, peak - shared
