"""What a worker simulated of some scenarios, as bytes that another worker adds up."""

import io
import json
from typing import Any

import numpy as np

from assessments.scoring.losses import ENGINE, Figures, Part


class OtherEngine(ValueError):
    """The part was simulated by another version of the engine: it cannot be added up."""


def packed(part: Part) -> bytes:
    """Return a part as bytes: numbers and JSON, nothing that runs when it is read."""
    buffer = io.BytesIO()
    told = {key: [each.to_document() for each in three] for key, three in part.each.items()}
    np.savez_compressed(
        buffer,
        together=part.together,
        gap=part.gap,
        each=np.frombuffer(json.dumps([ENGINE, told, part.digests]).encode(), dtype=np.uint8),
    )
    return buffer.getvalue()


def unpacked(content: bytes) -> Part:
    """
    Return the part that was packed into *content*.

    Raises:
        OtherEngine: another engine made it.
    """
    with np.load(io.BytesIO(content), allow_pickle=False) as found:
        match json.loads(found["each"].tobytes()):
            case [str(engine), dict(told), dict(digests)] if engine == ENGINE:
                pass
            case _:
                raise OtherEngine
        each = {key: _three(*three) for key, three in told.items()}
        return Part(each, digests, found["together"], found["gap"])


def _three(
    inherent: dict[str, Any], current: dict[str, Any], residual: dict[str, Any]
) -> tuple[Figures, Figures, Figures]:
    return _figures(inherent), _figures(current), _figures(residual)


def _figures(document: dict[str, Any]) -> Figures:
    lists = {name: tuple(document[name]) for name in ("quantiles", "shortfall")}
    curve = tuple((amount, count) for amount, count in document["curve"])
    return Figures(**{**document, **lists, "curve": curve})
