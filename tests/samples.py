"""The shared samples, when they lie beside this checkout or above it."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDER = next(
    (found for parent in ROOT.parents if (found := parent / "shared" / "samples").is_dir()),
    ROOT.parent / "shared" / "samples",
)
GENERATED = FOLDER / "generated"

needed = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the shared samples are not beside the repository"
)


def file(pattern: str) -> Path:
    """The one sample of this name, as a pattern under the folder of samples."""
    (found,) = FOLDER.glob(pattern)
    return found
