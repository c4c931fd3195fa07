"""What the reading process answers: one line, whatever happens; its limits are set in time."""

import io
import json

import orjson
import pytest

from assessments.importers import Limits, Reading, child, wire
from tests.importers.files import INFO, WEB, table


class Broken(io.BytesIO):
    """A file that fails when it is read, as a fault of ours or a lack of memory would."""

    def __init__(self, failure):
        super().__init__(b"VM\r\n")
        self.failure = failure

    def read(self, _size=-1):
        raise self.failure


def test_an_export_is_answered_by_its_reading_after_its_steps(capsysbinary):
    line = child.answer(io.BytesIO(table(INFO, WEB).encode()), Limits())

    assert wire.decode(Reading, line).estate.guests[0].name == "web-1"
    steps = [json.loads(said) for said in capsysbinary.readouterr().out.splitlines()]
    assert steps[0] == {"step": "Opening the file", "done": 0, "total": 1}


@pytest.mark.parametrize(
    ("file", "error", "words"),
    [
        (io.BytesIO(b""), "NotRecognised", "The file is empty."),
        (Broken(MemoryError()), "TooLarge", "The file needs more memory than 2.0 GiB."),
        (
            Broken(KeyError("pw: Hunter2")),
            "Unreadable",
            "The reader has a fault (KeyError): report it, with the file's version.",
        ),
    ],
)
def test_whatever_happens_is_answered_in_words_that_give_nothing_away(file, error, words):
    assert orjson.loads(child.answer(file, Limits())) == {"error": error, "words": words}


def test_what_is_loaded_late_is_loaded_before_privileges_are_gone():
    child.rehearse()
