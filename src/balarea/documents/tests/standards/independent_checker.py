"""An independent implementation of the standards: `page-validation`.

Its authors test it with veraPDF's corpus, files that break one clause each;
`test_standards` runs it on issued documents.
"""

import re

import page

PROFILES = ("3a", "ua1")
# It miscounts a stream whose last byte happens to look like the end of a line.
_MISCOUNTED = "STREAM-LENGTH"


def complaints(content: bytes) -> list[str]:
    """Its findings in a file, by both standards."""
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
