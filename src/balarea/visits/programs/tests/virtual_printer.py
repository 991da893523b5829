"""A receipt printer in software: it interprets ESC/POS and draws what comes out.

It answers status requests as an Epson TM does, at its place in the stream: `GS r` is
answered once all before it was printed. Its paper can end in the middle of a ticket.
"""

import dataclasses
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, ImageDraw, ImageFont

WIDTH, FONT_WIDTH, FONT_HEIGHT = 576, 12, 24
ESC, GS, DLE = 0x1B, 0x1D, 0x10
CODE_PAGES = {0: "cp437", 2: "cp850", 16: "cp1252", 19: "cp858"}


class Unsupported(Exception):
    """A command that no test of ours has needed: a printer would print it as text."""


@dataclasses.dataclass
class Text:
    """One printed line, and how it looked."""

    text: str
    size: int
    is_bold: bool
    is_inverse: bool
    align: int


@dataclasses.dataclass
class Ticket:
    """What was cut off: lines of text and rasters, in their order."""

    parts: list[Text | Image.Image] = dataclasses.field(default_factory=list)

    @property
    def lines(self) -> list[str]:
        return [part.text for part in self.parts if isinstance(part, Text)]

    @property
    def rasters(self) -> list[Image.Image]:
        return [part for part in self.parts if isinstance(part, Image.Image)]

    def line(self, text: str) -> Text:
        """The line that says this."""
        texts = [part for part in self.parts if isinstance(part, Text)]
        return next(one for one in texts if one.text.strip() == text)

    def drawn(self) -> Image.Image:
        """The ticket as a picture, 576 dots wide."""
        heights = [
            FONT_HEIGHT * p.size + 6 if isinstance(p, Text) else p.height
            for p in self.parts
        ]
        page = Image.new("L", (WIDTH, max(1, sum(heights))), 255)
        top = 0
        for part, height in zip(self.parts, heights, strict=True):
            picture = part if isinstance(part, Image.Image) else _draw(part)
            align = getattr(part, "align", 1)
            left = (WIDTH - picture.width) * align // 2
            page.paste(picture, (left, top))
            top += height
        return page


def _draw(line: Text) -> Image.Image:
    scale = line.size
    width = max(1, FONT_WIDTH * len(line.text) * scale)
    ink, ground = (255, 0) if line.is_inverse else (0, 255)
    picture = Image.new("L", (width, FONT_HEIGHT * scale + 6), ground)
    font = ImageFont.load_default(20 * scale)
    for index, character in enumerate(line.text):
        place = (index * FONT_WIDTH * scale, 0)
        ImageDraw.Draw(picture).text(place, character, fill=ink, font=font)
    return picture


class VirtualPrinter:
    """Takes bytes, answers status requests, and collects the tickets.

    Attributes:
        paper_lines: after so many lines the paper has ended; None for plenty.
        is_silent: answers nothing, as a printer behind a one-way cable.
        is_offline: its cover is open.
    """

    def __init__(self) -> None:
        self.tickets: list[Ticket] = []
        self.paper_lines: int | None = None
        self.is_low = self.is_silent = self.is_offline = False
        self._waiting = b""
        self._reset()
        self._ticket = Ticket()

    def _reset(self) -> None:
        self._align, self._size, self._page = 0, 1, "cp437"
        self._is_bold = self._is_inverse = False
        self._line = ""

    @property
    def has_paper(self) -> bool:
        return self.paper_lines is None or self.paper_lines > 0

    def feed(self, data: bytes) -> bytes:
        """Interpret bytes; what the printer answers. What isn't whole is awaited."""
        answer, data, self._waiting = b"", self._waiting + data, b""
        while data:
            if data[0] == DLE:  # answered at once, also without paper
                if len(data) < 3:
                    break
                answer += self._status(data[2])
                data = data[3:]
                continue
            if not self.has_paper:
                # It stops here, and only looks for requests that are answered at once.
                start = data.find(bytes([DLE, 4]))
                self._waiting, data = (b"", data[start:]) if start >= 0 else (data, b"")
                continue
            used, one = self._step(data)
            if not used:
                break
            answer, data = answer + one, data[used:]
        self._waiting += data
        return b"" if self.is_silent else answer

    def _status(self, kind: int) -> bytes:
        if kind == 1:
            return bytes([0x12 | (0x08 if self.is_offline else 0)])
        low = 0x0C if self.is_low or not self.has_paper else 0
        return bytes([0x12 | low | (0 if self.has_paper else 0x60)])

    def _step(self, data: bytes) -> tuple[int, bytes]:
        """How many bytes the next command has (0: not whole), and its answer."""
        first = data[0]
        if first == 0x0A:
            self._end_line()
            return 1, b""
        if first == ESC:
            return self._escape(data), b""
        if first == GS:
            return self._group(data)
        if first < 0x20:
            raise Unsupported(hex(first))
        self._line += bytes([first]).decode(self._page)
        return 1, b""

    def _escape(self, data: bytes) -> int:
        if len(data) < 2:
            return 0
        name = chr(data[1])
        if name == "@":
            self._reset()
            return 2
        if len(data) < 3:
            return 0
        value = data[2]
        match name:
            case "a":
                self._align = value % 48
            case "E":
                self._is_bold = bool(value & 1)
            case "t":
                self._page = CODE_PAGES[value]
            case "d":
                for _ in range(value):
                    self._end_line()
            case _:
                raise Unsupported(f"ESC {name}")
        return 3

    def _group(self, data: bytes) -> tuple[int, bytes]:
        if len(data) < 3:
            return 0, b""
        name, value = chr(data[1]), data[2]
        match name:
            case "!":
                self._size = (value & 0x07) + 1
            case "B":
                self._is_inverse = bool(value & 1)
            case "V":
                self.tickets.append(self._ticket)
                self._ticket = Ticket()
            case "r":
                return 3, bytes([0x0C if not self.has_paper else 0])
            case "v":
                return self._raster(data), b""
            case _:
                raise Unsupported(f"GS {name}")
        return 3, b""

    def _raster(self, data: bytes) -> int:
        if len(data) < 8:
            return 0
        width, height = data[4] + 256 * data[5], data[6] + 256 * data[7]
        size = 8 + width * height
        if len(data) < size:
            return 0
        picture = Image.frombytes("1", (width * 8, height), data[8:size])
        self._ticket.parts.append(picture.convert("L").point(lambda dot: 255 - dot))
        return size

    def _end_line(self) -> None:
        if self.paper_lines is not None:
            self.paper_lines -= 1
        line = Text(
            self._line, self._size, self._is_bold, self._is_inverse, self._align
        )
        if self._line:
            self._ticket.parts.append(line)
        self._line = ""


@contextmanager
def listening(printer: VirtualPrinter) -> Iterator[int]:
    """The port of a network printer; one connection at a time, as such printers do."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        is_over = threading.Event()

        def serve() -> None:
            while not is_over.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                with connection:
                    connection.settimeout(2)
                    while data := connection.recv(65_536):
                        connection.sendall(printer.feed(data))

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            is_over.set()
            thread.join()
