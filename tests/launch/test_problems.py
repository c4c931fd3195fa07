"""Errors are said in words that help."""

import errno
import os

import pytest

from vsrisk.launch.problems import CannotGoOn, hint, in_words, plainly


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "The disk is full (/data)"),
        (errno.EDQUOT, "The disk is full (/data)"),
        (errno.EACCES, "/data is not writable"),
        (errno.EROFS, "/data is not writable"),
        (errno.EEXIST, "/data is a file"),
        (errno.ENOTDIR, "/data is a file"),
        (errno.EIO, "/data: Input/output error"),
    ],
)
def test_an_error_of_the_system_is_said_in_words(number, words):
    error = OSError(number, os.strerror(number), "/data")
    assert in_words(error).startswith(words)


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ("FATAL: could not write: No space left on device", "The disk is full"),
        ("mkdir: Permission denied", "not writable"),
        ("FATAL: out of luck", ""),
    ],
)
def test_the_output_of_a_program_gives_its_cause_away(output, words):
    assert words in hint(output)


def test_errors_of_the_system_become_words_and_others_stay():
    with pytest.raises(CannotGoOn, match="disk is full"), plainly():
        raise OSError(errno.ENOSPC, "full", "/data")
    with pytest.raises(ZeroDivisionError), plainly():
        _ = 1 / 0
