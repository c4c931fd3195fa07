"""Identities as they are given away: each once, a repeated one with a number."""

from collections import Counter
from dataclasses import dataclass, field, replace

from assessments.estate import Ref


@dataclass(slots=True)
class Identities:
    """Which identities of one export are taken."""

    taken: set[Ref] = field(default_factory=set)
    _numbers: Counter[Ref] = field(default_factory=Counter)

    def claim(self, ref: Ref) -> Ref:
        """Take an identity, or the next free one of its name: "web", "web#2", "web#3"."""
        free = ref
        while free in self.taken:
            self._numbers[ref] += 1
            free = replace(ref, native_id=f"{ref.native_id}#{self._numbers[ref] + 1}")
        self.taken.add(free)
        return free
