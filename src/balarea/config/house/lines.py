"""Granian's own log lines as JSON, until the application's configuration takes over.

They come from the server alone, before any request: nothing that people typed.
"""

import datetime as dt
import json
import logging
import traceback


class Line(logging.Formatter):
    """One line of JSON a record, with the fields of `balarea.config.logs`."""

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "timestamp": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            "where": f"{record.pathname}:{record.lineno}",
        }
        if record.exc_info and (error := record.exc_info[1]):
            frames = traceback.extract_tb(error.__traceback__)
            places = [f"  {one.filename}:{one.lineno} in {one.name}" for one in frames]
            told["exception"] = "\n".join([type(error).__name__, *places])
        return json.dumps(told, ensure_ascii=False)


class News(logging.Filter):
    """Leaves out Granian's doubt about threads, which are ours to choose."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not record.getMessage().startswith("Configuration allows spawning up to")
