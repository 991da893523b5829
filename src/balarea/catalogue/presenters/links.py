"""Links from one service to another."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from balarea.foundation.languages import translated

if TYPE_CHECKING:
    from balarea.catalogue import models

type Link = tuple[str, str]  # title and address


def link(
    code: str | None, services: Mapping[str, "models.Service"], language: str
) -> Link | None:
    """Title and address of a service; None where there is none of that code."""
    row = services.get(code or "")
    if row is None:
        return None
    title = translated(row.title, row.title_translations, language)
    return title, f"/layanan/{row.code}/"
