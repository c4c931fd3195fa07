"""`python3 run.py secrets`: the files that docker-compose.yml hands to its containers."""

import secrets
from collections.abc import Sequence
from pathlib import Path

from vsrisk.launch.home import REPOSITORY
from vsrisk.launch.postgres import APPLICATION, DATABASE, OWNER
from vsrisk.launch.problems import CannotGoOn, plainly, say

FOLDER = REPOSITORY / "deploy" / "secrets"


def main(_arguments: Sequence[str]) -> int:
    """Make all secrets at random, once; existing ones are never replaced."""
    with plainly():
        write(FOLDER)
    say(f"Made {FOLDER}. Keep a copy apart from the backups of the database.")
    return 0


def write(folder: Path) -> None:
    """
    Write one file for each secret into a folder that only its owner may enter.

    The files themselves are readable: containers see them under another user's
    number, and what protects them on the host is the folder.

    Raises:
        CannotGoOn: the folder exists.
    """
    if folder.exists():
        raise CannotGoOn(f"{folder} exists already; secrets are made once and never replaced.")
    folder.mkdir(mode=0o700, parents=True)
    folder.chmod(0o700)
    for name, text in _content().items():
        path = folder / name
        path.write_text(text, encoding="ascii")
        path.chmod(0o444)


def _content() -> dict[str, str]:
    superuser, owner, application, redis = (secrets.token_urlsafe(32) for _ in range(4))
    return {
        "secret_key": secrets.token_urlsafe(64),
        "database_superuser_password": superuser,
        "database_owner_password": owner,
        "database_application_password": application,
        "database_owner_url": f"postgres://{OWNER}:{owner}@postgres:5432/{DATABASE}",
        "database_url": f"postgres://{APPLICATION}:{application}@postgres:5432/{DATABASE}",
        "redis_password": redis,
        "redis_url": f"redis://:{redis}@redis:6379/0",
        "redis_settings": (
            f"requirepass {redis}\ndir /data\nappendonly yes\nappendfsync everysec\n"
            'save ""\nmaxmemory-policy noeviction\n'
        ),
    }
