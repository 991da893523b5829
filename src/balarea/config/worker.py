"""The application that a web worker of `script/server` loads.

On Linux a worker is a fork of its server and inherits the server's handler of TERM, so
a signal that arrived while the worker still loaded was lost. No request is served yet,
so it may end at once; afterwards Granian sets a handler of its own.
"""

import os
import signal

signal.signal(signal.SIGTERM, signal.SIG_DFL)
# A page gives up on the database sooner than a command does.
os.environ.setdefault("BALAREA_DATABASE_PATIENCE", "8")

from balarea.config import wsgi  # noqa: E402 - first what the settings read
from balarea.config.request_buffering import RequestBuffering  # noqa: E402 - likewise

application = RequestBuffering(wsgi.application)
