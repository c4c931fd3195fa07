"""Bring an assessment in from the command line: a bundle or a snapshot, as somebody."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.actions import arrivals, bringing
from assessments.actions.arrivals import Arrival
from assessments.management.acting import acting
from assessments.permissions import Refused


class Command(BaseCommand):
    help = "Make a draft of a signed bundle, or of a snapshot; with --dry-run only say what it is."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument("--as", required=True, dest="email", metavar="EMAIL", help="who acts")
        parser.add_argument("--key", default="", help="ledger key that a bundle is trusted by")
        parser.add_argument("--dry-run", action="store_true", help="store nothing")

    def handle(self, *_args: Any, **given: Any) -> None:
        by, path = acting(given["organisation"], given["email"]), given["file"]
        try:
            arrival = arrivals.look(path.read_bytes(), path.name, key=given["key"])
            self._say(arrival)
            if given["dry_run"]:
                self.stdout.write("Nothing is stored.")
                return
            made = bringing.bring(
                content=arrival.content, came=arrival.came, by=by, at=timezone.now()
            )
        except OSError as error:
            raise CommandError(f"{path} cannot be opened: {error.strerror}") from error
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Brought in as {made.key}.")

    def _say(self, arrival: Arrival) -> None:
        about = arrival.document.assessment
        self.stdout.write(f"{about.key} revision {about.revision}: {about.title}")
        for one in arrival.came.signers:
            self.stdout.write(f"  signed by {one.name} as {one.role}, {one.signed_at}")
        if arrival.verdict is None:
            self.stdout.write("  a snapshot alone: nothing shows that anybody signed it")
        for name, count in bringing.figures(arrival.document).items():
            self.stdout.write(f"  {name}: {count}")
