"""Score registers again, or hold the stored levels to what their inputs give."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from assessments.actions import scores
from assessments.models import Assessment
from assessments.queries import consistent, recomputed


class Command(BaseCommand):
    help = "Ask for the levels of every draft anew; --verify compares and changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--verify", action="store_true", help="compare, change nothing")
        parser.add_argument("--org", default="", help="only of this organisation, by its slug")
        parser.add_argument("--assessment", type=int, help="only this one, by its number")

    def handle(self, *_args: Any, **given: Any) -> None:
        chosen = _chosen(given["org"], given["assessment"])
        if not chosen:
            raise CommandError("No assessment fits --org and --assessment.")
        if not given["verify"]:
            for key in chosen:
                self.stdout.write(_ask(key))
            return
        found = sum(self._verify(key) for key in chosen)
        if found:
            raise CommandError(f"{found} stored values are not what their inputs give.")
        self.stdout.write("Every stored level is what its inputs give.")

    def _verify(self, key: int) -> int:
        with consistent.snapshot():
            assessment = _named().get(pk=key)
            name = f"{assessment.organisation.slug} A-{assessment.number}"
            if assessment.score_rev < assessment.input_rev:
                self.stdout.write(f"{name}: its newest edits wait for scoring; try again then.")
                return 1
            count = 0
            for each in recomputed.differences(assessment):
                count += 1
                self.stdout.write(
                    f"{name} {each.risk} {each.column}: stored {each.stored},"
                    f" computed {each.computed}"
                )
            risks = assessment.scores.count()
        self.stdout.write(f"{name}: {risks} risks, {count} differences")
        return count


def _chosen(org: str, number: int | None) -> list[int]:
    rows = Assessment.objects.order_by("pk")
    if org:
        rows = rows.filter(organisation__slug=org)
    if number is not None:
        rows = rows.filter(number=number)
    return list(rows.values_list("pk", flat=True))


def _named() -> Any:
    return Assessment.objects.select_related("organisation")


def _ask(key: int) -> str:
    assessment = _named().get(pk=key)
    name = f"{assessment.organisation.slug} A-{assessment.number}"
    if not scores.ask_anew(key, at=timezone.now()):
        return f"{name}: {assessment.status}, it keeps its levels"
    return f"{name}: asked for"
