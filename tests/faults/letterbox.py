"""A mail server of a few lines: it takes letters while it is open, and nobody listens while not."""

import contextlib
import re
import socketserver
import threading
from collections.abc import Iterator


class Letterbox:
    """What arrived at a port of this machine, by Message-ID."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.letters: list[str] = []

    @property
    def ids(self) -> list[str]:
        return re.findall(r"^Message-ID: (\S+)", "\n".join(self.letters), re.MULTILINE)

    @contextlib.contextmanager
    def open(self) -> Iterator[None]:
        box = self

        class Talk(socketserver.StreamRequestHandler):
            def handle(self) -> None:
                self.say("220 letterbox")
                while line := self.rfile.readline().decode().strip():
                    if line.upper() == "DATA":
                        self.say("354 go on")
                        box.letters.append(self.letter())
                    self.say("221 bye" if line.upper() == "QUIT" else "250 letterbox")
                    if line.upper() == "QUIT":
                        return

            def say(self, words: str) -> None:
                self.wfile.write(f"{words}\r\n".encode())

            def letter(self) -> str:
                lines: list[str] = []
                while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
                    lines.append(line)
                return "\n".join(lines)

        class Server(socketserver.ThreadingTCPServer):
            allow_reuse_address = True
            daemon_threads = True

        with Server(("127.0.0.1", self.port), Talk) as server:
            thread = threading.Thread(target=server.serve_forever, args=(0.05,))
            thread.start()
            try:
                yield
            finally:
                server.shutdown()
                thread.join()
