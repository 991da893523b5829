"""The verifier as one HTML file, which works from disk and loads nothing."""

import functools
import json
from pathlib import Path

from balarea.transparency.verifier import wording

_HERE = Path(__file__).parent
NAME = "verifikasi.html"


def page(policy: str) -> str:
    """The whole file, with the witness policy that its readers will trust."""
    return _page().replace("/*POLICY*/null", _literal(policy))


@functools.cache
def _page() -> str:
    noble = _text("noble-ed25519.js")
    library, _, _ = noble.rpartition("export {")  # no module: those can't be inline
    scripts = (
        "'use strict';",
        f"const ed25519 = (() => {{\n{library}\nreturn {{ verifyAsync }};\n}})();",
        _text("formats.js"),
        _text("verify.js"),
        _text("page.js"),
    )
    return (
        _text("page.html")
        .replace("/*SCRIPTS*/", "\n".join(scripts))
        .replace("/*WORDS*/null", _literal(wording.words()))
    )


def _text(name: str) -> str:
    return (_HERE / name).read_text("utf-8")


def _literal(value: object) -> str:
    """The value as JavaScript that can't end its script element."""
    return json.dumps(value, ensure_ascii=True).replace("<", "\\u003c")
