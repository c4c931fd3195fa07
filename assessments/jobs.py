"""
Ring for work to be done later, without knowing who will do it.

The work itself is a `Run` row, written in the transaction that needs it; the
message is only a doorbell. A lost, doubled or late ring changes nothing, since
the sweep rings again for every row that nobody works on.
"""

import logging
import time
from enum import StrEnum
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

IMPATIENT = {"socket_timeout": 1, "socket_connect_timeout": 1, "max_retries": 0}  # a person waits
PAUSE_SECONDS = 5.0

logger = logging.getLogger(__name__)


class Job(StrEnum):
    """Names of background jobs; `tasks` implements each under the same name."""

    RUN = "assessments.run"


class Bell:
    """The broker as this process knows it; one that did not answer is left alone for a while."""

    def __init__(self) -> None:
        self.quiet_until = 0.0

    def ring(self, run_id: int) -> bool:
        """Ring now; return whether the broker took it."""
        if time.monotonic() < self.quiet_until:
            return False
        try:
            with current_app.connection_for_write(transport_options=IMPATIENT) as line:
                current_app.send_task(
                    Job.RUN,
                    kwargs={"run_id": run_id},
                    connection=line,
                    retry=False,
                    ignore_result=True,
                )
        except (OperationalError, OSError) as error:
            self.quiet_until = time.monotonic() + PAUSE_SECONDS
            logger.warning("broker did not take the ring", extra={"run": run_id, "why": str(error)})
            return False
        return True


_bell = Bell()


def ring_on_commit(run_id: int) -> None:
    """Ring for one run once the current transaction has committed, and only then."""
    transaction.on_commit(partial(ring, run_id), robust=True)


def ring(run_id: int) -> bool:
    """Ring now; return whether the broker took it. A dead broker delays, it never refuses."""
    return _bell.ring(run_id)
