"""The verifier as one file, made of its own sources: `python3 vsrisk-verify.pyz BUNDLE`."""

import io
import zipfile
from pathlib import Path

SHEBANG = b"#!/usr/bin/env python3\n"
FOLDER = Path(__file__).parent
NAME = "vsrisk-verify.pyz"
_START = "import sys\n\nfrom assessments.verifier.cli import main\n\nsys.exit(main(sys.argv[1:]))\n"


def packed() -> bytes:
    """Return the file: the same bytes for the same sources; any zip program shows them."""
    sources = {
        f"assessments/verifier/{path.relative_to(FOLDER).as_posix()}": path.read_bytes()
        for path in sorted([*FOLDER.glob("*.py"), *FOLDER.glob("pages/*/*.md")])
        if path.name != "__main__.py"
    }
    sources |= {"assessments/__init__.py": b"", "__main__.py": _START.encode()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in sorted(sources.items()):
            file.writestr(zipfile.ZipInfo(name), content)
    return SHEBANG + made.getvalue()
