"""What forms send, as values; everything that is wrong with it at once."""

from collections.abc import Iterable
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from assessments.permissions import Refused

LARGEST = 2**31 - 1  # what a number of ours may be in the database
LONGEST = 12  # digits of an amount of money


class Fields:
    """Read a posted form; `check()` refuses with every mistake in it."""

    def __init__(self, post: QueryDict) -> None:
        self.post = post
        self.mistakes: list[str] = []

    def text(self, name: str) -> str:
        return self.post.get(name, "")

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(self.post.getlist(name))

    def whole(self, name: str, label: str = "") -> int | None:
        word = self.text(name).strip()
        if not word:
            return None
        return self._number(word, label or name)

    def wholes(self, name: str, label: str = "") -> tuple[int, ...]:
        found = (self._number(word, label or name) for word in self.post.getlist(name))
        return tuple(number for number in found if number is not None)

    def _number(self, word: str, label: str) -> int | None:
        digits = word.removeprefix("-")
        if not digits.isdecimal() or len(digits) > len(str(LARGEST)) or int(digits) > LARGEST:
            self.mistakes.append(_("%(label)s: use a whole number.") % {"label": label})
            return None
        return int(word)

    def day(self, name: str, label: str) -> date | None:
        word = self.text(name).strip()
        if not word:
            return None
        try:
            return date.fromisoformat(word)
        except ValueError:
            self.mistakes.append(_("%(label)s: use a date like 2027-01-31.") % {"label": label})
            return None

    def money(self, name: str, label: str) -> int | None:
        """Return an amount in cents."""
        word = self.text(name).strip().replace(",", ".")
        if not word:
            return None
        whole, _point, part = word.partition(".")
        if not whole.isdecimal() or len(whole) > LONGEST or not (part + "00")[:2].isdecimal():
            self.mistakes.append(_("%(label)s: use an amount like 1200.50.") % {"label": label})
            return None
        return int(whole) * 100 + int((part + "00")[:2])

    def check(self, more: Iterable[str] = ()) -> None:
        found = [*self.mistakes, *more]
        if found:
            raise Refused(" ".join(found))
