"""
Ring for work to be done later, without knowing who will do it.

The work itself is a `Run` row, written in the transaction that needs it; the
message is only a doorbell. A lost, doubled or late ring changes nothing, since
the sweep rings again for every row that nobody works on.
"""

import logging
from enum import StrEnum
from functools import partial

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

logger = logging.getLogger(__name__)


class Job(StrEnum):
    """Names of background jobs; `tasks` implements each under the same name."""

    RUN = "assessments.run"


def ring_on_commit(run_id: int) -> None:
    """Ring for one run once the current transaction has committed, and only then."""
    transaction.on_commit(partial(ring, run_id), robust=True)


def ring(run_id: int) -> bool:
    """Ring now; return whether the broker took it. A dead broker delays, it never refuses."""
    try:
        current_app.send_task(Job.RUN, kwargs={"run_id": run_id}, retry=False, ignore_result=True)
    except (OperationalError, OSError) as error:
        logger.warning("broker did not take the ring", extra={"run": run_id, "why": str(error)})
        return False
    return True
