"""Snapshots of machines: when, of which, and whether memory lies in them."""

from datetime import UTC, datetime

from assessments.estate import Kind, Ref, Snapshot
from assessments.importers.gathering import Gathered
from assessments.importers.libvirt.places import SOURCE, Place
from assessments.importers.xml import Element, attribute, text

_RUNNING = frozenset(("running", "paused", "blocked", "pmsuspended"))
_HELD = {"no": False, "internal": True, "external": True}


def read(element: Element, place: Place, work: Gathered) -> bool:
    """Keep a snapshot and say so; one that does not name its machine is a problem."""
    name = text(element, "name")
    machine = text(element, "domain/uuid") or text(element, "domain/name")
    if machine is None:
        words = "The snapshot does not say which machine it is of: it is left out."
        work.problem(place.sheet, place.line(element), "domain/uuid", words)
        return False
    guest = Ref(Kind.VM, SOURCE, machine)
    ref = work.identities.claim(Ref(Kind.SNAPSHOT, SOURCE, f"{machine}/{name or 'snapshot'}"))
    work.snapshots[ref] = Snapshot(
        ref,
        name or "snapshot",
        guest,
        place.origin(element),
        taken_at=_moment(element, place, work),
        has_memory=_memory(element),
    )
    return True


def _memory(element: Element) -> bool | None:
    said = attribute(element, "memory", "snapshot")
    if said is not None:
        return _HELD.get(said)
    state = text(element, "state")
    return None if state is None else state in _RUNNING


def _moment(element: Element, place: Place, work: Gathered) -> datetime | None:
    words = text(element, "creationTime")
    try:
        return datetime.fromtimestamp(int(words), UTC) if words else None
    except (ValueError, OverflowError, OSError):
        words = f"is no time: {str(words)[:40]!r}"
        work.problem(place.sheet, place.line(element), "creationTime", words)
        return None
