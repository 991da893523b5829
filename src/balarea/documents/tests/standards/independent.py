"""A reader that somebody else wrote from the standards: `page-validation`.

Its makers hold it against veraPDF's corpus, files that break one clause each; what it
finds in ours is shown by `test_standards`.
"""

import page

PROFILES = ("3a", "ua1")


def complaints(content: bytes) -> list[str]:
    """What it finds wrong in a file, of both standards."""
    return [
        f"{profile}: {fault.rule_id} {fault.message}"
        for profile in PROFILES
        for fault in page.validate_pdf_bytes(content, profile=profile).failures
    ]
