"""Random streams by name: what one risk draws never depends on what is drawn for another."""

import hashlib

import numpy as np

ENGINE = "losses 2"  # raise it when the same inputs shall give other numbers
BLOCK = 100_000  # years that are drawn together

_BITS = np.random.Philox(key=0)
_GENERATOR = np.random.Generator(_BITS)


def stream(seed: int, name: str, block: int) -> np.random.Generator:
    """
    Return the stream of a name for one block of years; draw from it before asking for another.

    Philox is a counter-based generator; its key is the SHA-256 of engine, seed, name and
    block, so streams are independent of order, of how many workers there are, and of
    which other risks there are. One generator is set anew for each stream, since making
    one costs more than most draws: a process draws in one thread.

    Source: docs/method.md, rule M25.
    """
    said = f"{ENGINE}|{seed}|{block}|{name}".encode()
    _BITS.state = {
        "bit_generator": "Philox",
        "state": {
            "counter": np.zeros(4, dtype=np.uint64),
            "key": np.frombuffer(hashlib.sha256(said).digest()[:16], dtype="<u8"),
        },
        "buffer": np.zeros(4, dtype=np.uint64),
        "buffer_pos": 4,
        "has_uint32": 0,
        "uinteger": 0,
    }
    return _GENERATOR
