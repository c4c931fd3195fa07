"""The child process that draws a PDF: JSON on standard input, PDF on standard output."""

import json
import resource
import sys
import tempfile
from pathlib import Path
from typing import cast

import typst

HERE = Path(__file__).parent
MEMORY = 4 * 1024**3  # bytes of address space: typst maps its library and its memory at once
CPU_SECONDS = 240


def draw(view: str) -> bytes:
    """
    Return the PDF of the fixed template over the JSON text *view*.

    The template reads nothing but that text: its root and its package folders are an
    empty directory. Its date is that of the freezing, so that equal input gives equal bytes.
    """
    when = json.loads(view)["head"]["frozen_epoch"]
    with tempfile.TemporaryDirectory() as empty:
        compiler = typst.Compiler(
            (HERE / "report.typ").read_bytes(),
            root=empty,
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(HERE / "fonts")]),
            sys_inputs={"view": view},
            package_path=empty,
            package_cache_path=empty,
        )
        made = compiler.compile(format="pdf", pdf_standards=["a-3a", "ua-1"], timestamp=when)
    return cast(bytes, made)  # a list of them only where pages are pictures


def main() -> int:  # pragma: no cover  cannot be undone where tests run
    """Limit this process, then draw what comes on standard input."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.buffer.write(draw(sys.stdin.buffer.read().decode()))
    return 0


if __name__ == "__main__":  # pragma: no cover  a process of its own
    sys.exit(main())
