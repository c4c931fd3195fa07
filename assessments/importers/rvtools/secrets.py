"""What looks like a secret never enters the estate: it is masked while reading."""

import re
from collections.abc import Mapping

MASK = "[masked]"
_SECRET = re.compile(
    r"(?P<label>\b(?:passwords?|passwd|passwort|kennwort|pwd|pw|passphrase|secret|token|"
    r"api[-_ ]?key|private[-_ ]?key|credentials?)\b\s*(?:is|=|:)\s*)(?P<secret>\S.*)",
    re.IGNORECASE,
)
_KEY_BLOCK = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*", re.DOTALL)


def masked(text: str | None) -> tuple[str | None, bool]:
    """Return a text with what looks like a secret replaced, and whether anything was."""
    if not text:
        return text, False
    found = _KEY_BLOCK.sub(MASK, text)
    found = "\n".join(_SECRET.sub(rf"\g<label>{MASK}", line) for line in found.split("\n"))
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
