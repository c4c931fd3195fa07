"""A time-stamp authority for tests: openssl's, behind a web server of this machine."""

import contextlib
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

CONFIG = """
[tsa]
serial = {folder}/serial
signer_cert = {folder}/tsa.crt
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.3.6.1.4.1.57264.1
digests = sha256, sha384, sha512
ess_cert_id_alg = sha256
[req]
distinguished_name = dn
x509_extensions = ext
prompt = no
[dn]
CN = A time-stamp authority
[ext]
extendedKeyUsage = critical, timeStamping
keyUsage = critical, digitalSignature
"""


@contextlib.contextmanager
def authority(folder: Path, *, answers: bytes | None = None) -> Iterator[str]:
    """Run it and yield its address; with *answers* it says that instead of a time."""
    made(folder)

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            said = stated(folder, asked) if answers is None else answers
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Door) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


def made(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "tsa.cnf").write_text(CONFIG.format(folder=folder))
    (folder / "serial").write_text("01\n")
    openssl(
        *("req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "30"),
        *("-config", folder / "tsa.cnf", "-keyout", folder / "tsa.key"),
        *("-out", folder / "tsa.crt"),
    )


def stated(folder: Path, asked: bytes) -> bytes:
    (folder / "asked.tsq").write_bytes(asked)
    openssl(
        *("ts", "-reply", "-queryfile", folder / "asked.tsq", "-config", folder / "tsa.cnf"),
        *("-section", "tsa", "-out", folder / "stated.tsr"),
    )
    return (folder / "stated.tsr").read_bytes()


def openssl(*arguments: object) -> None:
    subprocess.run(["openssl", *map(str, arguments)], check=True, capture_output=True)
