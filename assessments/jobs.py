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
    SEAL = "assessments.seal"  # by the notary alone, which has a queue of its own
    SEAL_REPORT = "assessments.seal_report"  # likewise
    LETTER = "assessments.letter"


class Bell:
    """The broker as this process knows it; one that did not answer is left alone for a while."""

    def __init__(self) -> None:
        self.quiet_until = 0.0

    def ring(self, job: Job, **what: int) -> bool:
        """Ring now; return whether the broker took it."""
        if time.monotonic() < self.quiet_until:
            return False
        try:
            with current_app.connection_for_write(transport_options=IMPATIENT) as line:
                current_app.send_task(
                    job,
                    kwargs=what,
                    connection=line,
                    retry=False,
                    ignore_result=True,
                )
        except (OperationalError, OSError) as error:
            self.quiet_until = time.monotonic() + PAUSE_SECONDS
            logger.warning(
                "broker did not take the ring", extra={"job": job, **what, "why": str(error)}
            )
            return False
        return True


_bell = Bell()


def ring_on_commit(run_id: int) -> None:
    """Ring for one run once the current transaction has committed, and only then."""
    transaction.on_commit(partial(ring, run_id), robust=True)


def ring(run_id: int) -> bool:
    """Ring now; return whether the broker took it. A dead broker delays, it never refuses."""
    return _bell.ring(Job.RUN, run_id=run_id)


def ring_notary_on_commit(organisation_id: int) -> None:
    """Ring for the notary, who seals one ledger, once the current transaction has committed."""
    transaction.on_commit(partial(ring_notary, organisation_id), robust=True)


def ring_notary(organisation_id: int) -> bool:
    """Ring for the notary now; return whether the broker took it."""
    return _bell.ring(Job.SEAL, organisation_id=organisation_id)


def ring_for_seal_on_commit(report_id: int) -> None:
    """Ring for the notary, who seals one report, once the current transaction has committed."""
    transaction.on_commit(partial(ring_for_seal, report_id), robust=True)


def ring_for_seal(report_id: int) -> bool:
    """Ring for the seal on one report now; return whether the broker took it."""
    return _bell.ring(Job.SEAL_REPORT, report_id=report_id)


def ring_letter_on_commit(receipt_id: int) -> None:
    """Ring for one letter once the current transaction has committed."""
    transaction.on_commit(partial(ring_letter, receipt_id), robust=True)


def ring_letter(receipt_id: int) -> bool:
    """Ring for one letter now; return whether the broker took it."""
    return _bell.ring(Job.LETTER, receipt_id=receipt_id)
