"""The web server's settings, the same for `make run` and for the containers."""

import os
from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108  for heartbeats only; a disk that hangs must not look like us

bind = f"{os.environ.get('VSRISK_BIND', '127.0.0.1')}:{os.environ.get('VSRISK_PORT', '8000')}"
worker_class = "gthread"
workers = int(os.environ.get("VSRISK_WEB_PROCESSES", "2"))
threads = int(os.environ.get("VSRISK_WEB_THREADS", "4"))
preload_app = False  # each process connects to the database by itself
timeout = 60
graceful_timeout = 10
keepalive = 5
max_requests = 5_000
max_requests_jitter = 500
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
limit_request_line = 8_190
limit_request_fields = 60
forwarded_allow_ips = os.environ.get("VSRISK_PROXY_ADDRESSES", "127.0.0.1")
accesslog = None  # requests are logged by the application, without query strings
errorlog = "-"
proc_name = "vsrisk-web"
control_socket_disable = True
