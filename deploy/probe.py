"""Ask the web server in this container whether it can work; exit code 0: yes."""

import os
import sys
import urllib.error
import urllib.request

port = os.environ.get("VSRISK_PORT", "8000")
name = os.environ.get("VSRISK_ALLOWED_HOSTS", "localhost").split(",")[0].strip()
question = urllib.request.Request(f"http://127.0.0.1:{port}/readyz", headers={"Host": name})
try:
    with urllib.request.urlopen(question, timeout=5):  # noqa: S310  a fixed address
        sys.exit(0)
except (urllib.error.URLError, OSError) as error:
    sys.exit(str(error))
