"""What PDF/A-3a and PDF/UA-1 ask of our papers, clause by clause.

Only what a program can decide. `archive` and `aloud` hold the clauses, `spoiled` a file
that breaks each of them; an independent reader is asked besides (`independent`).
"""

from balarea.documents.tests.standards import aloud, archive
from balarea.documents.tests.standards.opened import Opened

CLAUSES = archive.CLAUSES | aloud.CLAUSES


def broken(content: bytes) -> list[str]:
    """The clauses that a file breaks, by name."""
    with Opened(content) as file:
        return [name for name, holds in CLAUSES.items() if not holds(file)]
