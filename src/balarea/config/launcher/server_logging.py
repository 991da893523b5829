"""Granian's own log lines as JSON: they come before the application's configuration."""

import datetime as dt
import json
import logging


class JsonFormatter(logging.Formatter):
    """One line of JSON a record, with fields of `balarea.config.logs`.

    Of an exception only its class is written: a message may hold personal data.
    """

    def format(self, record: logging.LogRecord) -> str:
        fields = {
            "timestamp": dt.datetime.fromtimestamp(record.created, dt.UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            fields["exception"] = record.exc_info[0].__name__
        return json.dumps(fields, ensure_ascii=False)
