"""Where the web server listens, and by which names and addresses people reach it."""

import contextlib
import errno
import ipaddress
import os
import re
import socket
from dataclasses import dataclass
from pathlib import Path

from vsrisk.launch.problems import CannotGoOn

EVERYWHERE = "0.0.0.0"  # noqa: S104  decided: docs/how-to/operate.md says why and how to narrow it
LOCAL_ADDRESSES = Path("/proc/net/fib_trie")
PORTS = range(1, 65536)


@dataclass(frozen=True, slots=True)
class Address:
    """One interface (or all) and a port."""

    bind: str
    port: int

    def require_free(self) -> None:
        """
        Check that nobody listens here.

        Raises:
            CannotGoOn: somebody does, or the address is not ours.
        """
        family = socket.AF_INET6 if ":" in self.bind else socket.AF_INET
        with socket.socket(family) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                trial.bind((self.bind, self.port))
                trial.listen(1)
            except PermissionError:
                raise CannotGoOn(
                    f"Port {self.port} is for root only. Choose one above 1023: VSRISK_PORT=8000"
                ) from None
            except OSError as error:
                if error.errno in (errno.EADDRNOTAVAIL, socket.EAI_NONAME):
                    raise CannotGoOn(
                        f"{self.bind} is no address of this machine. Set VSRISK_BIND to one of "
                        f"{', '.join(('127.0.0.1', *_addresses()))}, or leave it unset for all."
                    ) from error
                raise CannotGoOn(
                    f"Port {self.port} on {self.bind} cannot be used ({error.strerror}): another "
                    f"program may listen there. Choose another one: VSRISK_PORT={self.port + 1} "
                    "make run"
                ) from error

    def links(self) -> list[str]:
        """Return what to type into a browser, this machine first."""
        if self.bind != EVERYWHERE:
            return [f"http://{_bracketed(self.bind)}:{self.port}/"]
        return [f"http://{name}:{self.port}/" for name in ("localhost", *_addresses())]

    def hosts(self) -> list[str]:
        """Return every name under which a browser may ask for us."""
        names = {"localhost", "127.0.0.1", "[::1]", socket.gethostname().lower(), socket.getfqdn()}
        return sorted(names | {_bracketed(address) for address in _addresses()})


def from_environment() -> Address:
    """
    Read `VSRISK_BIND` and `VSRISK_PORT`.

    Raises:
        CannotGoOn: the port is no port.
    """
    port = os.environ.get("VSRISK_PORT", "8000")
    if not port.isdigit() or int(port) not in PORTS:
        raise CannotGoOn(f"VSRISK_PORT is {port!r}; use a number from 1 to 65535.")
    return Address(os.environ.get("VSRISK_BIND", EVERYWHERE), int(port))


def _addresses() -> list[str]:
    """Return this machine's own addresses but the loopback."""
    found: set[str] = set()
    with contextlib.suppress(OSError):
        table = LOCAL_ADDRESSES.read_text(encoding="ascii")
        found |= set(re.findall(r"\|-- ([\d.]+)\n\s+/32 host LOCAL", table))
    with contextlib.suppress(OSError):
        found |= {str(entry[4][0]) for entry in socket.getaddrinfo(socket.gethostname(), None)}
    known = [ipaddress.ip_address(text.split("%")[0]) for text in found]
    return [str(address) for address in sorted(known, key=str) if not address.is_loopback]


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address else address
