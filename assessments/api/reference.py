"""The live reference: a page made from the OpenAPI description, with requests to try."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from assessments.api.schema import document
from assessments.models import Assessment, Risk
from assessments.permissions import Actor
from assessments.queries import access, lists
from assessments.scoring import DEFAULT_METHOD

REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of an object, or a parameter."""

    name: str
    words: str
    kind: str
    objects: tuple[str, ...]  # names of the objects that it holds
    schema: Mapping[str, Any]

    @property
    def is_number(self) -> bool:
        return self.schema.get("type") == "integer"


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation, and the address to try it at; blank while there is nothing to try it on."""

    name: str
    path: str
    summary: str
    tag: str
    parameters: tuple[Field, ...]
    media: str
    answer: Field
    address: str


@require_GET
def page(request: HttpRequest, org: str) -> HttpResponse:
    described, start = document(), reverse("api-assessments", args=[org])
    found = list(_operations(described, _examples(request.actor, org)))  # type: ignore[attr-defined]
    context = {
        "nav": "tokens",
        "operations": found,
        "tags": dict.fromkeys(each.tag for each in found),
        "objects": list(_objects(described)),
        "example": f'curl -H "Authorization: Bearer $TOKEN" {request.build_absolute_uri(start)}',
    }
    return render(request, "assessments/rest.html", context)


def _examples(actor: Actor, org: str) -> dict[str, int | str]:
    """Return numbers of things that there are, to put into addresses."""
    found: dict[str, int | str] = {"org": org, "key": DEFAULT_METHOD.id}
    newest: Assessment | None = access.assessments(actor).order_by("-pk").first()
    if newest is not None:
        found["number"] = newest.number
        risk: Risk | None = newest.risks.order_by("number").first()
        if risk is not None:
            found["risk"] = risk.number
    asset = lists.assets(actor).order_by("asset_id").first()
    if asset is not None:
        found["asset"] = asset.asset_id
    return found


def _operations(
    described: Mapping[str, Any], examples: Mapping[str, int | str]
) -> Iterator[Operation]:
    for path, verbs in described["paths"].items():
        said = verbs["get"]
        ((media, content),) = said["responses"]["200"]["content"].items()
        try:
            address = path.format_map(examples)
        except KeyError:
            address = ""
        yield Operation(
            name=said["operationId"],
            path=path,
            summary=said["summary"],
            tag=said["tags"][0],
            parameters=tuple(
                _field(each["name"], each["schema"], each.get("description", ""))
                for each in said["parameters"]
                if each["in"] == "query"
            ),
            media=media,
            answer=_field("", content["schema"]),
            address=address,
        )


def _objects(described: Mapping[str, Any]) -> Iterator[tuple[str, str, list[Field]]]:
    for name, schema in described["components"]["schemas"].items():
        fields = [_field(key, inner) for key, inner in schema["properties"].items()]
        yield name, schema.get("description", ""), fields


def _field(name: str, schema: Mapping[str, Any], words: str = "") -> Field:
    kind, objects = _kind(schema)
    said = str(words or schema.get("description", "")).replace("`", "")
    return Field(name, said, kind, objects, schema)


def _kind(schema: Mapping[str, Any]) -> tuple[str, tuple[str, ...]]:
    """Say what a value is, in words, and which objects it holds."""
    objects = tuple(_names(schema))
    types = schema.get("type", "object" if objects else "anything")
    words = " or ".join(types) if isinstance(types, list) else str(types)
    if "enum" in schema:
        words = ", ".join("null" if word is None else f"“{word}”" for word in schema["enum"])
    elif types == "array":
        words = "list"
    elif {"type": "null"} in schema.get("oneOf", ()):
        words = "object or null"
    return f"{words} {schema.get('format', '')}".strip(), objects


def _names(schema: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in schema:
        yield str(schema["$ref"]).removeprefix(REF)
    for inner in (schema.get("items"), *schema.get("allOf", ()), *schema.get("oneOf", ())):
        if isinstance(inner, Mapping):
            yield from _names(inner)
