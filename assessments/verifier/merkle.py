"""The Merkle tree of a log (RFC 6962): one root for all entries, and for each prefix of them."""

import hashlib
from collections.abc import Iterable, Sequence


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of one entry."""
    return hashlib.sha256(b"\x00" + entry).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


class Range:
    """The subtrees of all leaves so far: O(log n) of memory, a root at any time."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[bytes] = []  # of perfect subtrees, the largest first
        for leaf in leaves:
            self.append(leaf)

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next entry."""
        node, rest = leaf, self.size
        while rest & 1:
            node = _node(self._peaks.pop(), node)
            rest >>= 1
        self._peaks.append(node)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far; of none, the hash of nothing."""
        if not self._peaks:
            return hashlib.sha256(b"").digest()
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = _node(peak, root)
        return root


def root_of(leaves: Iterable[bytes]) -> bytes:
    """Return the root over the hashes of entries."""
    return Range(leaves).root()


def inclusion(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """
    Return the proof that the entry at *index* is under the root: hashes, the lowest first.

    Source: RFC 6962, section 2.1.1.
    """
    if len(leaves) == 1:
        return ()
    split = 1 << ((len(leaves) - 1).bit_length() - 1)
    if index < split:
        return (*inclusion(leaves[:split], index), root_of(leaves[split:]))
    return (*inclusion(leaves[split:], index - split), root_of(leaves[:split]))


def root_from(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes | None:
    """
    Return the root that *proof* leads to; None where it has not the length that it needs.

    Source: RFC 9162, section 2.1.3.2.
    """
    node, place, last = leaf, index, size - 1
    for other in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            node = _node(other, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = _node(node, other)
        place, last = place >> 1, last >> 1
    return node if last == 0 else None
