"""Print the permissions of every route, or write them to the page in docs/reference."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import URLPattern, URLResolver, get_resolver

from assessments.permissions.matrix import page

PAGE = Path("docs", "reference", "permissions.md")


class Command(BaseCommand):
    help = "Print the matrix of roles, routes and verbs; --write keeps it in docs/reference."
    requires_system_checks: list[str] | tuple[str, ...] = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help=f"write {PAGE}")

    def handle(self, *_args: Any, write: bool, **_options: Any) -> None:
        try:
            text = page(routes())
        except KeyError as error:
            raise CommandError(f"The route {error} has no policy.") from error
        if write:
            Path(settings.BASE_DIR, PAGE).write_text(text, encoding="utf-8")
        else:
            self.stdout.write(text, ending="")


def routes() -> Iterator[tuple[str, str]]:
    """Yield name and path of every route, in the order of the URL table."""
    yield from _below(get_resolver().url_patterns, "/")


def _below(patterns: list[Any], before: str) -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        path = before + re.sub(r"<\w+:(\w+)>", r"<\1>", str(pattern.pattern))
        if isinstance(pattern, URLResolver):
            yield from _below(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern):
            yield str(pattern.name or ""), path
