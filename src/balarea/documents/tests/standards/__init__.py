"""The clauses of PDF/A-3a and PDF/UA-1 that apply to issued documents.

Only what a program can decide. `pdf_a` and `pdf_ua` have the clauses,
`counterexamples` a file that breaks each; `independent_checker` is by other authors.
"""

from balarea.documents.tests.standards import pdf_a, pdf_ua
from balarea.documents.tests.standards.pdf_file import Opened

CLAUSES = pdf_a.CLAUSES | pdf_ua.CLAUSES


def broken(content: bytes) -> list[str]:
    """The clauses that a file breaks, by name."""
    with Opened(content) as file:
        return [name for name, holds in CLAUSES.items() if not holds(file)]
