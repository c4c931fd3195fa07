#!/usr/bin/env python3
"""Start, test and check vsrisk: `python3 run.py --help`. Needs nothing but Python 3.11."""

import os
import runpy
import shutil
import sys

OLDEST = (3, 11)
NEWER = ("python3.13", "python3.12", "python3.11", "python3.14")


def main() -> None:
    """Hand over to the launcher, under a Python that is new enough."""
    if sys.version_info[:2] < OLDEST:
        found = [path for path in map(shutil.which, NEWER) if path]
        if not found:
            sys.exit(
                "vsrisk needs Python 3.11 or newer; this is %d.%d. Install it (Debian 12 and later:"
                " apt-get install python3) and start again." % sys.version_info[:2]
            )
        os.execv(found[0], [found[0], os.path.abspath(__file__), *sys.argv[1:]])
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    runpy.run_module("vsrisk.launch", run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
