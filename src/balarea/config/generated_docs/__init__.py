"""Documents that are generated from the code; a test finds one that is out of date."""

from collections.abc import Callable

from balarea.config.generated_docs import (
    modules,
    openapi,
    permissions,
    personal_data,
    states,
)

# The file under docs/, and the function that renders it.
GENERATED: dict[str, Callable[[], str]] = {
    "modules.md": modules.render,
    "openapi.json": openapi.render,
    "permissions.md": permissions.render,
    "personal-data.md": personal_data.render,
    "states.md": states.render,
}
