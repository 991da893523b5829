"""A mail relay that counts messages by their id, and hangs on demand."""

import re
import socketserver
import threading
from collections import Counter

ID = re.compile(r"^Message-ID: <([0-9a-f-]{36})@", re.MULTILINE | re.IGNORECASE)


class Relay(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.taken: Counter[str] = Counter()
        self.goes_on = threading.Event()
        self.goes_on.set()
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class Talk(socketserver.StreamRequestHandler):
    server: Relay

    def handle(self) -> None:
        try:
            self._talk()
        except OSError:
            return  # the mall disconnected, or was killed

    def _talk(self) -> None:
        self._say("220 relay")
        while line := self.rfile.readline().decode().strip():
            verb = line.split(" ")[0].split(":")[0].upper()
            if verb == "DATA":
                self._say("354 go on")
                self._take()
            self._say("221 bye" if verb == "QUIT" else "250 good")
            if verb == "QUIT":
                return

    def _say(self, line: str) -> None:
        # A relay that hangs keeps the connection and sends nothing, for minutes.
        self.server.goes_on.wait(300)
        self.wfile.write(line.encode() + b"\r\n")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline().decode().rstrip("\r\n")) != ".":
            if not line and self.rfile.closed:
                return
            lines.append(line)
        self.server.taken[ID.findall("\n".join(lines))[0]] += 1
