"""Give signs of life for a run while its work goes on, however long one step of it takes."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import Error, connection

from assessments.actions import runs
from assessments.models import Run

BEATS_PER_SILENCE = 4
LAST_BEAT_SECONDS = 5.0

logger = logging.getLogger(__name__)


@contextmanager
def beating(run: Run, clock: runs.Clock) -> Iterator[None]:
    """
    Beat for *run* from a thread of its own for as long as the block lasts.

    A short block costs no connection. A process that is killed or stopped falls
    silent with all its threads, and another worker takes the run.
    """
    over = threading.Event()
    thread = threading.Thread(target=_beat, args=(run, clock, over), name="heart", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(LAST_BEAT_SECONDS)


def _beat(run: Run, clock: runs.Clock, over: threading.Event) -> None:
    pause = settings.RUN_SILENT_SECONDS / BEATS_PER_SILENCE
    while not over.wait(pause):
        try:
            runs.beat(run, at=clock())
        except Error as error:
            logger.warning("a heartbeat was not noted", extra={"run": run.pk, "why": str(error)})
            connection.close()
    connection.close()
