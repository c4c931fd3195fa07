"""A program with a token, in an organisation in which everything exists."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions import tokens
from tests import make
from tests.full import House


@dataclass(frozen=True)
class Program:
    """Somebody's program: what it asks for and what it is told."""

    house: House
    bearer: dict[str, str]

    def get(self, name: str, query: str = "", **given: Any) -> Any:
        headers = self.bearer | given.pop("headers", {})
        return Client().get(self.house.url(name, **given) + query, headers=headers)

    def read(self, name: str, query: str = "", **given: Any) -> Any:
        """Return the document at an address that answers well."""
        answer = self.get(name, query, **given)
        assert answer.status_code == 200, bytes_of(answer)
        return json.loads(bytes_of(answer))

    def every(self, name: str, query: str = "?", **given: Any) -> list[dict[str, Any]]:
        """Return the rows of all pages of a list, following `next`."""
        page = self.read(name, query, **given)
        rows: list[dict[str, Any]] = page["results"]
        while page["next"]:
            page = json.loads(Client().get(page["next"], headers=self.bearer).content)
            rows += page["results"]
        return rows


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def token(house: House, role: str = "auditor", days: int = 30) -> tokens.Made:
    actor = make.acting(house.people[role], house.organisation)
    return tokens.make(name="SIEM", days=days, by=actor, at=timezone.now())


@pytest.fixture
def program(houses) -> Program:
    house = houses[0]
    house.draft.refresh_from_db()
    return Program(house, {"Authorization": f"Bearer {token(house).secret}"})
