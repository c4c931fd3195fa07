"""Ring for all work that nobody does; with --forever, keep doing so."""

import time
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser
from django.db import Error, close_old_connections
from django.utils import timezone

from assessments.actions import inventory_files, letters, runs, sealing, stamping, visits


class Command(BaseCommand):
    help = "Ring for runs, seals and letters that nobody works on, and drop expired uploads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--forever", action="store_true", help="again and again")

    def handle(self, *_args: Any, forever: bool, **_options: Any) -> None:
        while True:
            try:
                letters.remind(at=timezone.now())
                visits.end_expired(at=timezone.now())
                rung = runs.sweep(at=timezone.now())
                rung += sealing.ring() + letters.ring(at=timezone.now())
                rung += stamping.ring()
                dropped = inventory_files.drop_expired(at=timezone.now())
            except Error as error:
                if not forever:
                    raise
                self.stderr.write(f"the database does not answer: {error}")
                close_old_connections()
            else:
                if rung or dropped:
                    self.stdout.write(f"rang {rung} times, dropped {dropped} expired uploads")
            if not forever:
                return
            time.sleep(settings.SWEEP_SECONDS)
