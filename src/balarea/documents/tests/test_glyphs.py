"""A document is typeset whatever characters a name has."""

import datetime as dt
import io
import json
import re

import pikepdf
import pytest
import typst
from hypothesis import example, given, settings, strategies

from balarea.documents import document_content, glyphs, numbers, testing, typesetting
from balarea.documents.tests import printed

AT = dt.datetime(2026, 11, 25, 17, 30, 42, tzinfo=dt.UTC)
TEMPLATES: list[document_content.Template] = ["LICENCE", "CERTIFICATE", "LETTER"]
# Half of the characters from a list of difficult ones, half from all of Unicode.
NEAR = strategies.sampled_from("aé1 #*\ufe0f\u20e3\u0301\u0345\u200d\u200e\u0501ب")
ANY = strategies.characters(exclude_categories=["Cs"])


def numbered(
    holder: str, template: document_content.Template = "LICENCE"
) -> document_content.NumberedContent:
    return document_content.NumberedContent(
        paper=testing.content(template, at=AT, holder=holder),
        number="SKCK/0001/XI/2026",
        code=numbers.new_code(),
        reference="7K3M9QXAC",
        address="http://localhost/verifikasi/x/",
    )


def seen_on(holder: str, template: document_content.Template = "LICENCE") -> str:
    content, _ = typesetting.document(numbered(holder, template), at=AT)
    return printed.text(content)


@given(strategies.text(NEAR | ANY, max_size=30), strategies.sampled_from(TEMPLATES))
@example("Toko Berkah 1\ufe0f\u20e3", "LICENCE")
@example("a\u0345", "CERTIFICATE")
@settings(max_examples=25, deadline=None)
def test_a_document_is_set_whatever_characters_a_name_has(
    holder: str, template: document_content.Template
) -> None:
    content, pages = typesetting.document(numbered(holder, template), at=AT)
    assert pages >= 1
    with pikepdf.open(io.BytesIO(content)) as pdf:
        raw = pdf.attachments[typesetting.ATTACHED].get_file().read_bytes()
    assert json.loads(raw)["holder"] == holder


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (0x0001, 0x0530),  # Latin, its marks, Greek, Cyrillic
        (0x1E00, 0x2250),  # more Latin, punctuation, figures, arrows
        (0xE000, 0xE080),  # for private use
        (0xFE00, 0xFE30),  # selectors, half marks
        (0xFFE0, 0x10010),  # noncharacters
        (0x1F1E0, 0x1F240),  # flags
        (0xE0000, 0xE0200),  # tags
    ],
)
def test_every_sign_of_these_is_set_or_boxed(first: int, last: int) -> None:
    every = [chr(point) for point in range(first, last)]
    assert typesetting.document(numbered("|".join(every)), at=AT)
    assert typesetting.document(numbered("".join(every)), at=AT)


@pytest.mark.parametrize(
    ("holder", "seen"),
    [
        ("Toko Berkah 1\ufe0f\u20e3", "Toko Berkah 1□"),
        ("Aԁi Ñandú", "A□i Ñandú"),
        ("Siti 王 😀 Ahmad", "Siti □ □ Ahmad"),
        ("Ra\u00adden\u200b \u200eAjeng\ufeff", "Raden Ajeng"),
        ("\u202eitiS", "itiS"),
        ("Nguyễn Đức", "Nguyễn Đức"),
    ],
)
@pytest.mark.parametrize("template", TEMPLATES)
def test_what_the_fonts_lack_is_a_box_and_the_rest_is_read(
    holder: str, seen: str, template: document_content.Template
) -> None:
    assert seen in seen_on(holder, template)


def test_every_weight_and_style_of_the_templates_is_asked_for() -> None:
    faces = (glyphs.TEMPLATES / "faces.typ").read_text()
    for path in glyphs.TEMPLATES.glob("*.typ"):
        for used in re.findall(r'(?:weight|style): ("\w+")', path.read_text()):
            assert used in faces


def test_a_document_is_set_in_ascii_when_nothing_else_helps(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(glyphs, "_missing", lambda _: frozenset())
    assert "A□i" in seen_on("Aԁi")
    assert "plain letters" in caplog.text
    assert "Aԁi" not in caplog.text


def test_a_fault_of_a_template_is_not_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> bytes:
        raise typst.TypstError("unknown variable", "error: unknown variable")

    monkeypatch.setattr(typesetting, "_compile", fail)
    with pytest.raises(typst.TypstError):
        typesetting.document(numbered("Siti"), at=AT)
