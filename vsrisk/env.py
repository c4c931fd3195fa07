"""Environment variables, read loudly: a wrong one stops the start and says what to do."""

import os
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit


class BadEnvironment(RuntimeError):
    """A variable is missing or cannot be understood."""


def text(name: str, default: str | None = None) -> str:
    """
    Return a variable, or the content of the file that `<name>_FILE` names.

    Raises:
        BadEnvironment: neither is set and there is no default.
    """
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadEnvironment(f"{name}_FILE: {path} cannot be read: {error.strerror}") from error
    value = os.environ.get(name, default)
    if value is None:
        raise BadEnvironment(f"Set {name} (or {name}_FILE); docs/how-to/operate.md lists them all.")
    return value


def flag(name: str, *, default: bool) -> bool:
    """Return a variable that is 1/true/yes/on or 0/false/no/off."""
    value = text(name, "1" if default else "0").strip().lower()
    if value in ("1", "true", "yes", "on"):
        return True
    if value in ("0", "false", "no", "off", ""):
        return False
    raise BadEnvironment(f"{name} is {value!r}; use 1 or 0.")


def number(name: str, default: int) -> int:
    """Return a whole number."""
    value = text(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise BadEnvironment(f"{name} is {value!r}; use a whole number.") from None


def words(name: str, default: str = "") -> list[str]:
    """Return the comma-separated parts of a variable."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def database(name: str) -> dict[str, object]:
    """
    Return Django's settings for `postgres://user:password@host:port/name?option=value`.

    A socket folder goes into the query: `postgres://user@/name?host=/run/postgresql`.
    """
    parts = urlsplit(text(name))
    if parts.scheme not in ("postgres", "postgresql") or not parts.path.strip("/"):
        raise BadEnvironment(f"{name} must look like postgres://user:password@host:5432/database")
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": options.pop("host", parts.hostname or ""),
        "PORT": str(parts.port or options.pop("port", "")),
        "CONN_MAX_AGE": number("VSRISK_DATABASE_CONN_MAX_AGE", 60),
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, **options},
    }
