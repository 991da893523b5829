"""Papers that the code writes about itself; a test finds one that is out of date."""

from collections.abc import Callable

from balarea.config.papers import interface, permissions, personal, states

# The file under docs/, and what writes it.
PAPERS: dict[str, Callable[[], str]] = {
    "openapi.json": interface.written,
    "permissions.md": permissions.written,
    "personal-data.md": personal.written,
    "states.md": states.written,
}
