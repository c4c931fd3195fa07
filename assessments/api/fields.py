"""Fields of the description of answers that several resources share."""

from typing import Any

from rest_framework import serializers


def rank(words: str) -> serializers.IntegerField:
    """Return a rank or level from 1 (lowest) to 5; null where there is none."""
    return serializers.IntegerField(min_value=1, max_value=5, allow_null=True, help_text=words)


def place(words: str) -> serializers.IntegerField:
    """Return a row or column of the method's grid, from 1 to at most 6; null where unset."""
    return serializers.IntegerField(min_value=1, max_value=6, allow_null=True, help_text=words)


def text(words: str, *, null: bool = False) -> serializers.CharField:
    """Return words; blank, or null, where there are none."""
    return serializers.CharField(allow_blank=True, allow_null=null, help_text=words)


def whole(words: str, *, null: bool = False) -> serializers.IntegerField:
    """Return a whole number from 0."""
    return serializers.IntegerField(min_value=0, allow_null=null, help_text=words)


def moment(words: str, *, null: bool = False) -> serializers.DateTimeField:
    """Return an instant in UTC, to the second."""
    return serializers.DateTimeField(allow_null=null, help_text=words)


def day(words: str) -> serializers.DateField:
    """Return a day, or null."""
    return serializers.DateField(allow_null=True, help_text=words)


def flag(words: str) -> serializers.BooleanField:
    """Return true or false."""
    return serializers.BooleanField(help_text=words)


def one_of(choices: Any, words: str, *, null: bool = False) -> serializers.ChoiceField:
    """Return one of a few words."""
    return serializers.ChoiceField(choices, allow_null=null, help_text=words)


def texts(words: str) -> serializers.ListField:
    """Return a list of words."""
    return serializers.ListField(child=serializers.CharField(), help_text=words)


def free(words: str) -> serializers.DictField:
    """Return an object whose names depend on what it describes."""
    return serializers.DictField(help_text=words)


def page_of(row: type[serializers.Serializer[Any]]) -> type[serializers.Serializer[Any]]:
    """Return the description of one page of a list."""
    columns = {
        "next": serializers.URLField(
            allow_null=True, help_text="Address of the next page; null on the last one."
        ),
        "results": row(many=True),
        "__doc__": "One page of a list.",
    }
    return type(f"{row.__name__}Page", (serializers.Serializer,), columns)
