"""The tickets that a kiosk gave out by itself: a file that only grows.

A line is on the disk before its number is shown. A line that was being written when the
power went was never shown, so it is cut off at the next start.
"""

import json
import os
from pathlib import Path
from typing import Any

from balarea.transparency.programs import durable_files

TICKETS = "tickets.jsonl"


class DamagedJournal(ValueError):
    """A line before the last can't be read; the text says what to do."""


class Journal:
    """Appends and reads the lines of one file. Not safe for several threads."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / TICKETS
        self.lines: list[dict[str, Any]] = []
        self.ends: list[int] = []  # the file's size after each line
        self.size = 0
        self._read()
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._file = os.open(self.path, flags, 0o600)
        os.ftruncate(self._file, self.size)
        os.fsync(self._file)
        durable_files.sync_folder(folder)

    def _read(self) -> None:
        data = self.path.read_bytes() if self.path.exists() else b""
        *whole, _torn = data.split(b"\n")
        for number, line in enumerate(whole, start=1):
            try:
                content = json.loads(line)
            except ValueError:
                raise DamagedJournal(
                    f"line {number} of {self.path} can't be read. Copy the file for "
                    "the mall's operator, then move it and the state away."
                ) from None
            self._remember(content, len(line) + 1)

    def _remember(self, content: dict[str, Any], size: int) -> None:
        self.size += size
        self.lines.append(content)
        self.ends.append(self.size)

    def append(self, content: dict[str, Any]) -> None:
        """Add a line; on return the disk has it. `OSError` leaves nothing behind."""
        line = json.dumps(content, ensure_ascii=False).encode() + b"\n"
        try:
            self._write(line)
        except OSError:
            os.ftruncate(self._file, self.size)
            raise
        self._remember(content, len(line))

    def _write(self, line: bytes) -> None:
        if os.write(self._file, line) < len(line):
            raise OSError(f"{self.path}: the disk is full")
        os.fsync(self._file)

    def after(self, size: int) -> list[tuple[int, dict[str, Any]]]:
        """The lines that end after `size` bytes, each with the size at its end."""
        pairs = zip(self.ends, self.lines, strict=True)
        return [(end, line) for end, line in pairs if end > size]

    def archive(self, name: str) -> None:
        """Put the file aside under another name, and begin a new one."""
        target = self.path.with_name(name)
        number = 1
        while target.exists():
            number += 1
            target = self.path.with_name(f"{number}-{name}")
        os.close(self._file)
        self.path.rename(target)
        self.lines, self.ends, self.size = [], [], 0
        self._file = os.open(self.path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        durable_files.sync_folder(self.path.parent)

    def close(self) -> None:
        os.close(self._file)
