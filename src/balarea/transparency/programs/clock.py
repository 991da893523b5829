"""The only module of these programs that reads the time; the others get it as `at`."""

import time


def seconds() -> int:
    """This moment, in whole seconds since 1970 in UTC."""
    return int(time.time())
