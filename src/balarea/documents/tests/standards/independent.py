"""A reader that somebody else wrote from the standards: `page-validation`.

Its makers hold it against veraPDF's corpus, files that break one clause each; what it
finds in ours is shown by `test_standards`.
"""

import re

import page

PROFILES = ("3a", "ua1")
# It miscounts a stream whose last byte happens to look like the end of a line.
_MISCOUNTED = "STREAM-LENGTH"


def complaints(content: bytes) -> list[str]:
    """What it finds wrong in a file, of both standards."""
    return [
        f"{profile}: {fault.rule_id} {fault.message}"
        for profile in PROFILES
        for fault in page.validate_pdf_bytes(content, profile=profile).failures
        if _MISCOUNTED not in fault.rule_id or not lengths_hold(content)
    ]


def lengths_hold(content: bytes) -> bool:
    """Whether each stream is as long as it says (ISO 19005-3, 6.1.7.1)."""
    for start in re.finditer(rb">>\s*stream\r?\n", content):
        declared = re.findall(rb"/Length\s+(\d+)", content[: start.start()][-4000:])
        end = start.end() + int(declared[-1]) if declared else -1
        if not re.match(rb"\r?\n?endstream", content[end : end + 12]):
            return False
    return True
