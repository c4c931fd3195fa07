"""A broker that somebody else runs: whether it answers."""

from typing import Any

from kombu import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from vsrisk.launch.problems import CannotGoOn

PATIENCE_SECONDS = 5
FORMS = ("redis://", "rediss://", "redis+socket://")


def require(url: str) -> None:
    """
    Check that the broker answers at *url*.

    Raises:
        CannotGoOn: it does not; the words give the reason, never the address with its password.
    """
    if not url.startswith(FORMS):
        raise CannotGoOn(
            "VSRISK_REDIS_URL must look like redis://:password@host:6379/0 or "
            "redis+socket:///folder/name.sock?virtual_host=0"
        )
    options = {"socket_connect_timeout": PATIENCE_SECONDS, "socket_timeout": PATIENCE_SECONDS}
    try:
        with Connection(url, transport_options=options) as connection:
            connection.ensure_connection(max_retries=1, timeout=PATIENCE_SECONDS)
            channel: Any = connection.default_channel
            channel.client.ping()
    except (OSError, OperationalError, RedisError) as error:
        raise CannotGoOn(
            f"The broker that VSRISK_REDIS_URL names does not answer: {error}\n"
            "Correct the address, or leave it unset: then vsrisk starts one of its own."
        ) from error
