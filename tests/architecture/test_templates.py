"""Templates have no untranslated words, no inline code, no third parties."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.utils.text import smart_split

from tests.architecture.source import ROOT, tracked

# Names and symbols that are the same in every language.
SAME_EVERYWHERE = frozenset(
    {
        "balarea",
        "id",
        "en",
        "rp",
        "qris",
        "nik",
        "pdf",
        "html",
        "json",
        "sha-256",
        "api",
        "x",
        "url",
        "whatsapp",
    }
)
# Attributes that are shown or read aloud.
READ = frozenset(
    {
        *("alt", "title", "label", "lead", "hint", "text", "caption", "note", "over"),
        *("placeholder", "aria-label", "term", "question", "here", "legend", "empty"),
    }
)
KEYS = frozenset({"kbd", "code", "samp", "svg", "c-key"})

COMMENT = re.compile(
    r"\{#.*?#\}|\{% comment .*?%\}.*?\{% endcomment %\}|<!--.*?-->", re.S
)
TRANSLATED = re.compile(
    r"\{%\s*(blocktrans(?:late)?)\b.*?%\}.*?\{%\s*end\1\s*%\}", re.S
)
TAG = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.S)
FIRST_OF = re.compile(r"\{%\s*firstof\s(.*?)%\}", re.S)
DEFAULT = re.compile(r"""\|default(?:_if_none)?:["']([^"']*)["']""")
WORD = re.compile(r"[^\W\d_]{2,}")


def words(text: str) -> str:
    """The text, if it has a word that needs a translation."""
    foreign = [w for w in WORD.findall(text) if w.casefold() not in SAME_EVERYWHERE]
    text = " ".join(text.split())
    return text if foreign and text.casefold() not in SAME_EVERYWHERE else ""


class Reader(HTMLParser):
    """Collects the texts that are shown, and the code that a browser would run."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.inside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in KEYS or tag in {"script", "style"}:
            self.inside.append(tag)
        given = {name: value or "" for name, value in attrs}
        for name, value in given.items():
            if name == "style" or re.fullmatch(r"on[a-z]+", name):
                self.faults.append(f"{name}= on <{tag}>: no inline code")
            if value.strip().startswith(("javascript:", "//", "http:")):
                self.faults.append(f"{name}={value!r}: no script, no third party")
            if name in READ and words(value):
                self.faults.append(f"{name}={value!r} is not translatable")
        if tag == "style":
            self.faults.append("<style>: styles stand in the style sheet")
        if (
            tag == "script"
            and "src" not in given
            and "json" not in given.get("type", "")
        ):
            self.faults.append("<script> without src: no inline code")

    def handle_endtag(self, tag: str) -> None:
        if tag in self.inside:
            while self.inside.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if not self.inside and (text := words(data)):
            self.faults.append(f"{text!r} is not translatable")


def faults(template: str) -> Iterator[str]:
    """Faults of one template's text."""
    text = COMMENT.sub("", template)
    literals = DEFAULT.findall(text)
    for inside in FIRST_OF.findall(text):
        literals += [bit[1:-1] for bit in smart_split(inside) if bit[0] in "\"'"]
    for literal in literals:
        if bare := words(literal):
            yield f"{bare!r} is not translatable"
    reader = Reader()
    reader.feed(TAG.sub(" ", TRANSLATED.sub(" ", text)))
    reader.close()
    yield from reader.faults


def templates() -> list[Path]:
    return [p for p in tracked(".html") if "templates" in p.parts]


def test_templates_are_found() -> None:
    assert templates()


# The gallery's samples represent content by citizens and officers.
SAMPLES = "src/balarea/ui/templates/ui/gallery/"


def test_templates_have_no_bare_words_and_no_inline_code() -> None:
    findings = [
        f"{path}: {fault}"
        for path in templates()
        for fault in faults((ROOT / path).read_text(encoding="utf-8"))
        if not (path.as_posix().startswith(SAMPLES) and "translatable" in fault)
    ]
    assert not findings, "\n".join(findings)


# Browsers make and use passkeys by script only, codes work without; the print button of
# a public terminal, whose page says how to print without it (decision 0020). Boards of
# the waiting area speak by script, and load themselves without (decision 0144). A kiosk
# works without its own, which adds a keyboard on the screen and reads pages aloud. The
# page of a number reloads itself without its own (decision 0145).
EXCEPTIONS = (
    *("people/passkey.js", "applications/print_button.js", "visits/kiosk.js"),
    *("visits/live.js", "visits/voice.js", "visits/board.js", "visits/visit.js"),
)


def _without_exceptions(text: str) -> str:
    for name in EXCEPTIONS:
        text = text.replace(f"<script src=\"{{% static '{name}' %}}\" defer>", "")
    return text


def test_scripts_serve_officers_only() -> None:
    with_scripts = [
        path.as_posix()
        for path in templates()
        if "<script" in _without_exceptions((ROOT / path).read_text(encoding="utf-8"))
        and "officer" not in path.as_posix()
    ]
    assert not with_scripts


def test_only_pages_of_queues_renew_themselves() -> None:
    renewed = [
        path.as_posix()
        for path in templates()
        if re.search(r"http-equiv=.?refresh", (ROOT / path).read_text("utf-8"))
    ]
    assert renewed
    assert all(path.startswith("src/balarea/visits/") for path in renewed)


@pytest.mark.parametrize(
    "template",
    [
        "<p>Hello there</p>",
        '<img alt="A house">',
        '<c-head title="Services" />',
        '{% firstof title "Total" %}',
        '{{ name|default:"Nobody" }}',
        '<p style="color:red"></p>',
        "<script>alert(1)</script>",
        '<a href="javascript:void(0)"></a>',
        '<button onclick="go()"></button>',
        '<link href="//cdn.example/x.css">',
        "<style>p{}</style>",
    ],
)
def test_a_fault_is_found(template: str) -> None:
    assert list(faults(template))


@pytest.mark.parametrize(
    "template",
    [
        '<p>{% translate "Hello" %} · {{ name }}</p>',
        "{% blocktranslate trimmed %}Pay before {{ due }}{% endblocktranslate %}",
        "<c-head title=\"{% translate 'Services' %}\" />",
        '{% firstof title _("Total") %}',
        '<script src="{% static "ui/officer.js" %}" defer></script>',
        "<kbd>Enter</kbd> <b>Balarea</b>",
        "{# Not shown #}",
    ],
)
def test_what_is_right_is_left_alone(template: str) -> None:
    assert not list(faults(template))
