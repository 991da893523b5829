"""The clauses of PDF/A-3a and PDF/UA-1 that apply to issued documents.

Only what a program can decide. `archive` and `aloud` hold the clauses, `spoiled` a file
that breaks each of them; `independent` is a checker by other authors.
"""

from balarea.documents.tests.standards import aloud, archive
from balarea.documents.tests.standards.opened import Opened

CLAUSES = archive.CLAUSES | aloud.CLAUSES


def broken(content: bytes) -> list[str]:
    """The clauses that a file breaks, by name."""
    with Opened(content) as file:
        return [name for name, holds in CLAUSES.items() if not holds(file)]
