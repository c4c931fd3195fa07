"""What formats are offered; the answers themselves are made as bytes."""

from collections.abc import Mapping
from typing import Any

import orjson
from rest_framework.renderers import BaseRenderer

JSON = "application/json"
CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class FastJson(BaseRenderer):
    media_type = JSON
    format = "json"
    charset = None

    def render(
        self,
        data: Any,
        accepted_media_type: str | None = None,
        renderer_context: Mapping[str, Any] | None = None,
    ) -> bytes:
        return b"" if data is None else orjson.dumps(data, option=orjson.OPT_NAIVE_UTC)


class Csv(FastJson):
    media_type = CSV
    format = "csv"


class Xlsx(FastJson):
    media_type = XLSX
    format = "xlsx"


def renderer_of(kind: str) -> type[BaseRenderer]:
    """Return what says to DRF that a view answers in this format."""
    return {JSON: FastJson, CSV: Csv, XLSX: Xlsx}[kind]
