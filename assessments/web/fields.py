"""What forms send, as values; everything that is wrong with it at once."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal, InvalidOperation

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

    def decimal(self, name: str, label: str) -> Decimal | None:
        """Return a number that is not negative, as it was written."""
        word = self.text(name).strip().replace(",", ".")
        if not word:
            return None
        try:
            found = Decimal(word) if len(word) <= LONGEST else Decimal("NaN")
        except InvalidOperation:
            found = Decimal("NaN")
        if not found.is_finite() or found < 0:
            self.mistakes.append(_("%(label)s: use a number like 0.25.") % {"label": label})
            return None
        return found

    def percent(self, name: str, label: str) -> int | None:
        """Return a share that is typed in percent, in millionths."""
        found = self.decimal(name, label)
        if found is None:
            return None
        scaled = found * 10_000
        if scaled != scaled.to_integral_value() or scaled > LARGEST:
            self.mistakes.append(
                _("%(label)s: use percent with at most four decimals.") % {"label": label}
            )
            return None
        return int(scaled)

    def check(self, more: Iterable[str] = ()) -> None:
        found = [*self.mistakes, *more]
        if found:
            raise Refused(" ".join(found))
