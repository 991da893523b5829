"""A limit is a constant: no sentence and no template repeats its figure."""

import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from balarea.applications.presenters import files
from balarea.documents import errors
from balarea.documents.intake import limits

SOURCE = Path(settings.ROOT) / "src" / "balarea"
LITERAL = re.compile(r"\b\d+ (?:MB|megabytes?)\b")


def literal_sizes(texts: dict[str, str]) -> Iterator[str]:
    """Places where a size in megabytes is written out in a sentence."""
    for name, text in texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            is_comment = name.endswith(".py") and line.lstrip().startswith("#")
            if not is_comment and LITERAL.search(line.partition("  # ")[0]):
                yield f"{name}:{number}"


def sentences() -> dict[str, str]:
    """All sources of sentences, except tests and samples."""
    paths = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.po")]
    return {
        str(path.relative_to(SOURCE)): path.read_text("utf-8")
        for path in paths
        if not {"tests", "gallery"} & set(path.parts)
    }


def test_no_sentence_writes_out_a_limit_in_megabytes() -> None:
    assert list(literal_sizes(sentences())) == []


def test_finds_a_limit_that_is_written_out() -> None:
    texts = {
        "a.py": '# 10 MB\nX = _("At most 10 MB.")',
        "b.html": "<p>at most 5 MB</p>",
    }
    assert list(literal_sizes(texts)) == ["a.py:2", "b.html:1"]


@pytest.mark.django_db
def test_every_sentence_follows_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 7_000_000)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):
        for accepts in (("IMAGE",), ("PDF",), ("PDF", "IMAGE")):
            requirement: Any = SimpleNamespace(accepts=accepts, max_files=1)
            assert "at most 7 MB" in files._rule(requirement)
    assert "At most 7 MB" in client.get("/verifikasi/").content.decode()
    too_big = {"CONTENT_LENGTH": "90000000"}
    page = client.post("/verifikasi/berkas/", **too_big)  # type: ignore[arg-type]
    assert page.status_code == 413
    assert "at most 7 MB each" in page.content.decode()
    assert errors.FileTooBig(max=limits.max_megabytes()).why.endswith("7 MB.")
