"""The sandbox's child with two more jobs, for tests."""

from typing import Any

from balarea.documents import sandbox
from balarea.documents.sandbox import __main__ as child


def swell(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Allocate more memory than the limit allows."""
    return {"size": len(bytearray(2 * sandbox.MEMORY))}, b""


def lack(content: bytes) -> tuple[dict[str, Any], bytes]:
    """Import a library that doesn't exist."""
    raise ImportError(name="missing")


if __name__ == "__main__":
    child.main({**child.JOBS, "swell": swell, "lack": lack})
