"""The whole register as JSON, against orjson over the same rows; memory against rows."""

import tracemalloc

import orjson
from django.utils import timezone

from assessments.queries import register_export, register_stream
from assessments.reports import register_table
from tests.bench.figures import compare, costs, show

FEW, MANY = 1_000, 10_000
FLAT = 1.25  # what ten times the rows may add to the peak of memory


def stream(draft) -> int:
    draft.refresh_from_db()
    rows = register_export.rows(draft, at=timezone.now())
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
    peaks = {}
    for size in (FEW, MANY):
        stream(filled[size].draft)
        tracemalloc.start()
        length = stream(filled[size].draft)
        peaks[size] = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        show(f"JSON of {size:,} risks: {length / 1e6:.1f} MB, peak {peaks[size] / 1e6:.1f} MB")
    ratio = peaks[MANY] / peaks[FEW]
    show(f"  ratio of the peaks {ratio:.2f}  (target: at most {FLAT})")
    assert ratio <= FLAT
