"""The canonical bytes: published vectors, what is refused, and that nothing else parses."""

import hashlib
import json
import unicodedata
from types import MappingProxyType

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from assessments.verifier.canonical import LARGEST, NotCanonical, digest, encode, parse

texts = st.text(st.characters(exclude_categories=("Cs",))).map(
    lambda text: unicodedata.normalize("NFC", text)
)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)
objects = st.dictionaries(texts, values, max_size=5)


def test_keys_are_sorted_by_utf_16_units_as_the_rfc_prints_them():
    keys = ["\u20ac", "\r", "\ufb33", "1", "\U0001f600", "\u0080", "\u00f6"]
    decomposed_free = [key for key in keys if unicodedata.is_normalized("NFC", key)]

    ordered = list(json.loads(encode(dict.fromkeys(decomposed_free, 0))))

    assert ordered == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600"]


def test_texts_are_escaped_as_the_rfc_prints_them():
    assert encode({"a": '\u20ac$\u000f\nA\'B"\\\\"/'}) == (
        '{"a":"\u20ac$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'.encode()
    )


def test_the_digest_is_sha_256():
    assert digest(b"{}") == hashlib.sha256(b"{}").hexdigest()


@given(objects)
def test_what_is_encoded_parses_to_the_same_value(value):
    assert parse(encode(value)) == value


@given(objects)
def test_the_bytes_are_those_of_the_reference_implementation(value):
    assert encode(value) == rfc8785.dumps(value)


def test_every_escape_and_every_plane_is_that_of_the_reference_implementation():
    planes = [chr(code) for code in range(0x3000)] + ["\ue000", "\uffff", "\U0001f600"]
    for text in filter(composed, planes):
        value = {text: list(filter(composed, (text, f"a{text}", f"{text}a"))), "b": {text: 2}}
        assert encode(value) == rfc8785.dumps(value)


@given(st.dictionaries(st.text(), st.text()))
def test_exactly_what_is_not_composed_is_refused(value):
    if all(map(composed, (*value, *value.values()))):
        assert encode(value) == rfc8785.dumps(value)
    else:
        with pytest.raises(NotCanonical):
            encode(value)


def test_a_mark_after_an_escape_is_composed_with_nothing():
    value = {"a": "line\n\u0301", "b": "\t\u0303"}
    assert encode(value) == rfc8785.dumps(value)


def composed(text):
    return unicodedata.is_normalized("NFC", text)


@given(objects)
def test_the_order_of_keys_does_not_matter(value):
    assert encode(dict(reversed(value.items()))) == encode(value)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"a": [1.0]}, r"\$\.a\[0\]: a float"),
        ({"a": "e\u0301"}, "composed"),
        ({"e\u0301": 1}, "composed"),
        ({"a": 2**53}, "beyond"),
        ({"a": -(2**53)}, "beyond"),
        ({1: "a"}, "key is not text"),
        ({"a": b"x"}, "bytes"),
        (MappingProxyType({"a": 1}), "mappingproxy"),
        ({"a": "\ud800"}, "surrogate|UTF|utf"),
    ],
)
def test_what_has_no_canonical_form_is_refused(value, words):
    with pytest.raises(NotCanonical, match=words):
        encode(value)


@pytest.mark.parametrize(
    "content",
    [
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":1e2}',
        b'{"a":NaN}',
        b'{"a":"\\u0041"}',
        b"\xef\xbb\xbf{}",
        b'{"a":"\xff"}',
        b"[]",
        b"{}\n",
        b"",
        b'{"a":' + b"[" * 100_000,
        b'{"a":' + b"1" * 5_000 + b"}",
    ],
)
def test_bytes_that_are_not_the_canonical_ones_are_refused(content):
    with pytest.raises(NotCanonical):
        parse(content)
