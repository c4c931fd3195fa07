"""Say in plain words what went wrong and what to do about it."""

import contextlib
import errno
import os
import sys
from collections.abc import Iterator

MORE_SPACE = "Free some space (`df -h` shows where), then start again."


class CannotGoOn(RuntimeError):
    """The launcher stops here; the text is for the person who started it."""


def say(words: str = "") -> None:
    """Write one line for the person who started us, at once; go on when nobody reads any more."""
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(f"{words}\n")
        sys.stdout.flush()


def in_words(error: OSError) -> str:
    """Return what an error of the operating system means for the person who started us."""
    where = error.filename or "the folder"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return f"The disk is full ({where}). {MORE_SPACE}"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return (
            f"{where} is not writable for this user (number {os.geteuid()}). Make it writable, "
            "or set VSRISK_HOME to a folder that is (the clone itself must be writable for .venv)."
        )
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return (
            f"{where} is a file, or lies below one, where a folder is wanted. "
            "Set VSRISK_HOME to another place."
        )
    return f"{where}: {error.strerror or error}."


def hint(output: str) -> str:
    """Return what the output of a failed program gives away about the cause, if anything."""
    low = output.lower()
    if "no space left" in low or "disk quota" in low:
        return f"\nThe disk is full. {MORE_SPACE}"
    if "permission denied" in low or "read-only file system" in low:
        return "\nA folder is not writable for this user; see the path above."
    return ""


@contextlib.contextmanager
def plainly() -> Iterator[None]:
    """Turn errors of the operating system into words; leave all others alone."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise CannotGoOn(in_words(error)) from error
