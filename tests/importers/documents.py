"""Uploads of documents for the importers, made on the spot."""

import io
import json
import tarfile

from assessments.checks import run, summary
from assessments.importers import read
from assessments.importers.base import Limits
from tests.checks.make_estate import NOW


def tarred(members, mode="w:gz", at=1_790_000_000):
    """A tar of these members, by path; a value may be a `TarInfo` of something that is no file."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:
        for path, content in members.items():
            if isinstance(content, tarfile.TarInfo):
                archive.addfile(content)
                continue
            raw = content if isinstance(content, bytes) else content.encode()
            info = tarfile.TarInfo(path)
            info.size, info.mtime = len(raw), at
            archive.addfile(info, io.BytesIO(raw))
    return out.getvalue()


def link(path, target):
    """A symbolic link in a tar."""
    info = tarfile.TarInfo(path)
    info.type, info.linkname = tarfile.SYMTYPE, target
    return info


def reading(content, **limits):
    """What is read of these bytes, or of this text or these JSON values."""
    if not isinstance(content, bytes | str):
        content = json.dumps(content)
    raw = content if isinstance(content, bytes) else content.encode()
    return read(io.BytesIO(raw), Limits(**limits) if limits else None)


def collected(platform, files, **more):
    """What vsrisk-collect writes: texts as they are, anything else as JSON."""
    rows = [
        {"path": path, ("text" if isinstance(content, str) else "json"): content}
        for path, content in files.items()
    ]
    return {
        "vsrisk_collect": 1,
        "platform": platform,
        "version": "0.1.0",
        "taken_at": "2026-11-01T08:00:00Z",
        "source": {"name": "here", "id": ""},
        "files": rows,
        "refused": [],
        **more,
    }


def judged(content):
    """What the checks say of an upload."""
    return summary(run(reading(content).estate, as_of=NOW))


def guests(content):
    """The machines of an upload by name."""
    return {guest.name: guest for guest in reading(content).estate.guests}
