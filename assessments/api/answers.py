"""Answers with strong ETags: small ones by their bytes, streams by what they rest on."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.cache import get_conditional_response
from rest_framework.exceptions import ValidationError

from assessments.api.asked import Asked
from assessments.api.parameters import CURSOR
from assessments.queries import keyset
from assessments.queries.keyset import Row

Orders = Mapping[str, tuple[str, ...]]  # name of an order -> its columns

CACHE = "private, no-cache"
ATTEMPTS = 3


def json(asked: Asked, data: Any) -> HttpResponseBase:
    """Answer with a document; its ETag is the digest of its bytes."""
    content = orjson.dumps(data)
    response = HttpResponse(content, content_type="application/json")
    return tagged(asked, response, hashlib.sha256(content).hexdigest()[:40])


def position(asked: Asked, count: int) -> Sequence[keyset.Value] | None:
    """
    Return where the cursor of the request says to go on, as *count* values.

    Raises:
        ValidationError: the cursor was not made by us for this list in this order.
    """
    given = asked.given[CURSOR]
    if not given:
        return None
    try:
        order: str
        values: list[keyset.Value]
        order, *values = _signer(asked).unsign_object(given)
    except (signing.BadSignature, ValueError) as error:
        raise ValidationError({CURSOR: ["Needs a cursor that this list gave."]}) from error
    if order != asked.given["order"] or len(values) != count:
        raise ValidationError({CURSOR: ["It belongs to another order; keep `order` as it was."]})
    return values


def page(asked: Asked, found: keyset.Page[Any], rows: Iterable[dict[str, Any]]) -> HttpResponseBase:
    """Answer with one page of a list; `next` is the address of the one after it, or null."""
    following = None
    if found.position is not None:
        cursor = _signer(asked).sign_object([asked.given["order"], *found.position])
        following = asked.address(cursor)
    return json(asked, {"next": following, "results": list(rows)})


def paged(
    asked: Asked, rows: QuerySet[Row], orders: Orders, show: Callable[[Row], dict[str, Any]]
) -> HttpResponseBase:
    """Answer with one page of *rows* in the order that was asked for."""
    return page(asked, found := cut(asked, rows, orders), (show(row) for row in found.rows))


def cut(asked: Asked, rows: QuerySet[Row], orders: Orders) -> keyset.Page[Row]:
    """Return the page of *rows* that was asked for."""
    order = asked.given["order"]
    keys = keyset.keys_of(orders[order.removeprefix("-")], turned=order.startswith("-"))
    return keyset.page(rows, keys, position(asked, len(keys)), asked.given["limit"])


def _signer(asked: Asked) -> signing.Signer:
    """Return what signs the cursors of one list; without a time, so that equal pages are equal."""
    return signing.Signer(salt=f"cursor {asked.route}")


def stream(
    asked: Asked,
    mark: Callable[[], str | None],
    pieces: Callable[[], Iterator[bytes]],
    *,
    kind: str,
) -> HttpResponseBase:
    """
    Answer with a stream whose ETag is known before its first byte.

    The mark is taken again once the first piece was read, and what was read is
    used only if both are the same, so that a tag never names other bytes. While scores
    are computed there is no tag.
    """
    before = mark()
    if before is not None and (known := _unchanged(asked, before, kind)) is not None:
        return known
    for _attempt in range(ATTEMPTS):
        rest = pieces()
        first = next(rest, b"")
        if (after := mark()) == before:
            break
        before = after
    else:
        before = None
    response = StreamingHttpResponse(chain([first], rest), content_type=kind)
    response.headers["Cache-Control"] = CACHE
    if before is not None:
        response.headers["ETag"] = _quoted(before, kind)
    return response


def _unchanged(asked: Asked, mark: str, kind: str) -> HttpResponseBase | None:
    empty = HttpResponse(content_type=kind)
    answer = _conditional(asked, empty, _quoted(mark, kind))
    return None if answer is empty else answer


def tagged(asked: Asked, response: HttpResponse, mark: str) -> HttpResponseBase:
    """Answer with an ETag, or 304 to who has it; *mark* changes whenever the bytes would."""
    return _conditional(asked, response, f'"{mark}"')


def _conditional(asked: Asked, response: HttpResponse, etag: str) -> HttpResponseBase:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = CACHE
    answer = get_conditional_response(asked.request, etag=etag, response=response)
    return response if answer is None else answer


def _quoted(mark: str, kind: str) -> str:
    """Return the tag of one representation: CSV and JSON of one register differ in theirs."""
    return f'"{mark}-{hashlib.sha256(kind.encode()).hexdigest()[:6]}"'
