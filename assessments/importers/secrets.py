"""What looks like a secret never enters the estate: it is masked while reading."""

import re
from collections.abc import Mapping

MASK = "[masked]"
_WORDS = (
    r"passwords?|passwd|passwort|passwörter|kennwort|kennwörter|passphrase|passcode|pass|pwd|pw"
    r"|secrets?|tokens?|credentials?|(?:[a-z]+[-_ ])?keys?"
)
# "the password is kept in the vault" gives nothing away
_NOT_IT = (
    r"(?!\s*(?:in|im|not|nicht|stored|kept|set|see|managed|known|unknown|the|with|at|on|valid"
    r"|required|expired|changed|rotated|missing)\b)"
)
_SECRET = re.compile(
    rf"(?P<label>(?<![^\W_])(?:{_WORDS})(?![^\W_])\W{{0,3}}?\s*(?:=>|=(?!>)|:|(?:is|ist)\s{_NOT_IT})\s*)"
    r"(?P<secret>[^\s\[][^\r\n]*|\[(?!masked\])[^\r\n]*)",
    re.IGNORECASE,
)
_KEY_BLOCK = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*", re.DOTALL)


def masked(text: str | None) -> tuple[str | None, bool]:
    """Return a text with what looks like a secret replaced, and whether anything was."""
    if not text:
        return text, False
    found = _KEY_BLOCK.sub(MASK, text)
    found = _SECRET.sub(rf"\g<label>{MASK}", found)
    return found, found != text


def masked_all(attributes: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return attributes with secrets masked, and the names of those that held one."""
    clean, names = {}, []
    for name, value in attributes.items():
        kept, is_secret = masked(value)
        if not is_secret and value and masked(f"{name}: x")[1]:
            kept, is_secret = MASK, True
        clean[name] = kept or ""
        if is_secret:
            names.append(name)
    return clean, tuple(names)
