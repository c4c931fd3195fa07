"""What a worker found in one part of a register, as bytes that another worker stores."""

import io
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assessments.actions.score_rows import Changes

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Outcome:
    """
    One scored part: `risk` and `basis` (n,) of all its risks, and what changes among them.

    All that is kept is numbers and JSON; reading it runs nothing.
    """

    risk: Ints
    basis: Ints
    changes: Changes

    def packed(self) -> bytes:
        """Return the outcome as bytes."""
        buffer = io.BytesIO()
        np.savez(
            buffer,
            all_risk=self.risk,
            all_basis=self.basis,
            risk=self.changes.risk,
            is_new=self.changes.is_new,
            basis=self.changes.basis,
            levels=self.changes.levels,
            details=self.changes.details,
            documents=np.frombuffer(json.dumps(self.changes.documents).encode(), dtype=np.uint8),
        )
        return buffer.getvalue()

    @classmethod
    def unpacked(cls, content: bytes) -> "Outcome":
        """Return the outcome that was packed into *content*."""
        with np.load(io.BytesIO(content), allow_pickle=False) as found:
            changes = Changes(
                risk=found["risk"],
                is_new=found["is_new"],
                basis=found["basis"],
                levels=found["levels"],
                details=found["details"],
                documents=tuple(json.loads(found["documents"].tobytes())),
            )
            return cls(found["all_risk"], found["all_basis"], changes)
