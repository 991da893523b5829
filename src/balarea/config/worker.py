"""What a web worker of `script/server` loads: the application, in a way that can stop.

On Linux a worker is a fork of its server, with the server's handler of TERM: a signal
that came while the worker still loaded was lost, and in the end it was killed. Nobody
is served yet, so it may end at once; afterwards Granian sets a handler of its own.
"""

import os
import signal

signal.signal(signal.SIGTERM, signal.SIG_DFL)
# Whoever waits for a page is told sooner that something is wrong than a command is.
os.environ.setdefault("BALAREA_DATABASE_PATIENCE", "8")

from balarea.config import wsgi  # noqa: E402 - first what the settings read
from balarea.config.arriving import Arriving  # noqa: E402 - likewise

application = Arriving(wsgi.application)
