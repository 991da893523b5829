"""A limit is a constant: no sentence and no template repeats its figure."""

import re
from collections.abc import Iterable, Iterator
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
from balarea.foundation import retention
from balarea.notices import rendering
from balarea.notices.rules import Channel
from balarea.ui.messages import catalogues, extraction

SOURCE = Path(settings.ROOT) / "src" / "balarea"
UNITS = (
    "MB|megabytes?|seconds?|minutes?|hours?|(?:working )?days?|letters?|characters?"
    "|drafts?|files?|tries|times"
    "|detik|menit|jam|hari|huruf|karakter|draf|berkas|kali|dinten"
)
LITERAL = re.compile(rf"\b\d+ (?:{UNITS})\b")
SIZE = re.compile(r"\b\d+ (?:MB|megabytes?)\b")
# No limits: how the figure of a page is counted.
NO_LIMITS = {"steps in the last 24 hours", "langkah dalam 24 jam terakhir"}


def literal_limits(texts: Iterable[str]) -> list[str]:
    """The sentences in which a figure with a unit is written out."""
    return sorted({one for one in texts if LITERAL.search(one)} - NO_LIMITS)


def sentences() -> Iterator[str]:
    """Every sentence of the pages and messages, in each language."""
    for app in catalogues.apps(SOURCE):
        for message in catalogues.messages(extraction.gather(app, SOURCE)):
            yield from [message.id] if isinstance(message.id, str) else message.id
        for language in catalogues.LANGUAGES:
            for message in catalogues.messages(catalogues.read(app, language.code)):
                yield from catalogues.texts(message)
    for path in (SOURCE / "notices/templates").rglob("*.txt"):
        yield from path.read_text("utf-8").splitlines()


def literal_sizes(texts: dict[str, str]) -> Iterator[str]:
    """Places where a size in megabytes is written out in a source file."""
    for name, text in texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            is_comment = name.endswith(".py") and line.lstrip().startswith("#")
            if not is_comment and SIZE.search(line.partition("  # ")[0]):
                yield f"{name}:{number}"


def sources() -> dict[str, str]:
    """All sources of sentences, except tests."""
    paths = [*SOURCE.rglob("*.py"), *SOURCE.rglob("*.html"), *SOURCE.rglob("*.po")]
    return {
        str(path.relative_to(SOURCE)): path.read_text("utf-8")
        for path in paths
        if "tests" not in path.relative_to(SOURCE).parts
    }


def test_no_sentence_writes_out_a_limit() -> None:
    assert literal_limits(sentences()) == []


def test_finds_a_limit_in_a_sentence() -> None:
    texts = ["Valid for 10 minutes.", "Tersimpan 30 hari", "%(n)s days", "By 3 May"]
    assert literal_limits(texts) == texts[:2][::-1]


def test_no_source_writes_out_a_limit_in_megabytes() -> None:
    assert list(literal_sizes(sources())) == []


def test_finds_a_limit_that_is_written_out() -> None:
    texts = {
        "a.py": '# 10 MB\nX = _("At most 10 MB.")',
        "b.html": "<p>at most 5 MB</p>",
    }
    assert list(literal_sizes(texts)) == ["a.py:2", "b.html:1"]


def test_a_message_follows_the_life_of_a_draft(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "DRAFT_DAYS", 45)
    for language, words in (("id", "45 hari"), ("en", "45 days")):
        for channel in Channel:
            text = rendering.write(
                kind="DRAFT_SAVED", channel=channel, language=language, values={}
            )
            assert words in text.text


@pytest.mark.django_db
def test_every_sentence_follows_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_BYTES", 7_000_000)
    monkeypatch.setattr(limits, "MAX_PICTURE_BYTES", 21_000_000)
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    with translation.override("en"):
        for accepts, sizes in (
            (("IMAGE",), {"21"}),
            (("PDF",), {"7"}),
            (("PDF", "IMAGE"), {"7", "21"}),
        ):
            requirement: Any = SimpleNamespace(accepts=accepts, max_files=1)
            rule = files._rule(requirement)
            assert set(re.findall(r"at most (\d+) MB", rule)) == sizes
    assert "At most 7 MB" in client.get("/verifikasi/").content.decode()
    too_big = {"CONTENT_LENGTH": "90000000"}
    page = client.post("/verifikasi/berkas/", **too_big)  # type: ignore[arg-type]
    assert page.status_code == 413
    assert "at most 7 MB each" in page.content.decode()
    assert errors.FileTooBig(max=limits.max_megabytes()).why.endswith("7 MB.")
