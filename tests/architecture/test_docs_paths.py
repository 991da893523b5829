"""Files and modules named in the documents exist.

Decision records, evidence, the roadmap and the changelog describe the code of their
day and aren't read.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.source import ROOT, SRC, tracked

SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^```.*?^```", re.S | re.M)
PATH = re.compile(r"[\w.-][\w.*-]*(?:/[\w.*-]+)*/?")
SUFFIXES = (".py", ".html", ".css", ".js", ".md", ".yaml", ".toml", ".txt", ".sql")
FILES = (*SUFFIXES, ".json", ".log")
APPS = frozenset(p.name for p in SRC.iterdir() if (p / "__init__.py").exists())
MODULE = re.compile(rf"(?:balarea\.)?({'|'.join(sorted(APPS))})((?:\.[A-Za-z_]\w*)+)")
# A name within a module that is written without its app, such as `steps.notify(…)`.
SHORT = re.compile(r"@?([a-z]\w*)\.([A-Za-z_]\w*)(?:\(.*)?")
HISTORICAL = ("docs/decisions/", "docs/evidence/", "docs/roadmap.md", "CHANGELOG.md")


def spans(text: str) -> Iterator[str]:
    """The first word of each code span outside code blocks."""
    for span in SPAN.findall(FENCE.sub("", text)):
        yield span.split()[0] if span.split() else ""


def is_path(word: str) -> bool:
    """Whether a word names a file or folder of the repository, not a URL or a type."""
    if "/" not in word or not PATH.fullmatch(word):
        return False
    first = word.partition("/")[0]
    return word.endswith(SUFFIXES) or (ROOT / first).is_dir() or (SRC / first).is_dir()


def missing_paths(text: str, folder: Path) -> list[str]:
    """Paths that exist neither in the root, the sources nor beside the document."""
    return [word for word in spans(text) if is_path(word) and not places(word, folder)]


def places(word: str, folder: Path) -> list[Path]:
    """The files that a path may mean; that of a template begins with its app."""
    roots = (ROOT, SRC, folder, SRC / word.partition("/")[0] / "templates")
    return [path for root in roots for path in root.glob(word.rstrip("/"))]


def sources_of(app: str, name: str) -> str | None:
    """The text of a module or package of an app; None if there is none."""
    module, package = SRC / app / f"{name}.py", SRC / app / name
    if module.exists():
        return module.read_text(encoding="utf-8")
    if package.is_dir():
        return "\n".join(f.read_text(encoding="utf-8") for f in package.rglob("*.py"))
    return None


def missing_modules(text: str) -> list[str]:
    """Dotted names of modules, or of names in them, that don't exist."""
    missing = []
    for word in spans(text):
        match = MODULE.fullmatch(word.removesuffix("()"))
        if match and not word.endswith(FILES):
            app, (_, name, *rest) = match[1], match[2].split(".")
            code = sources_of(app, name)
            attribute = rest[-1] if rest else ""
            if code is None or not re.search(rf"\b{attribute}\b", code):
                missing.append(word)
    return missing


def missing_names(text: str) -> list[str]:
    """Names such as `steps.notify(…)` that no module of that name contains."""
    missing = []
    for word in spans(text):
        match = SHORT.fullmatch(word)
        if not match or match[1] in APPS or word.endswith(FILES):
            continue
        modules = [*SRC.rglob(f"{match[1]}.py"), *SRC.rglob(f"{match[1]}/**/*.py")]
        code = "\n".join(path.read_text(encoding="utf-8") for path in modules)
        if code and not re.search(rf"\b{match[2]}\b", code):
            missing.append(word)
    return missing


def documents() -> list[Path]:
    return [
        path
        for path in tracked(".md")
        if not path.as_posix().startswith(HISTORICAL)
        and path.parts[0] in {"docs", "README.md", "CONTRIBUTING.md", "SECURITY.md"}
    ]


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_path_and_module_that_a_document_names_exists(path: Path) -> None:
    text = (ROOT / path).read_text(encoding="utf-8")
    assert missing_paths(text, (ROOT / path).parent) == []
    assert missing_modules(text) == []
    assert missing_names(text) == []


def test_a_missing_path_or_module_is_found() -> None:
    text = "`people/no.py`, `script/no`, `no/rules.py`, `people.no`, `vault.rules.no_x`"
    assert missing_paths(text, ROOT) == ["people/no.py", "script/no", "no/rules.py"]
    assert missing_modules(text) == ["people.no", "vault.rules.no_x"]
    wrong = ["steps.no_x(…)", "@auth.no_x"]
    assert missing_names("`steps.no_x(…)`, `@auth.no_x`") == wrong


def test_what_is_no_path_is_left_alone() -> None:
    text = "`/layanan/`, `image/*`, `BALAREA_DATA/keys`, `services/<X>.yaml`, `a.b`"
    right = "`people/auth.py`, `script/test src/x`, `foundation.clock.now()`, `ui/`"
    assert missing_paths(text + right, ROOT) == []
    assert missing_modules(text + right) == []
    assert missing_names("`steps.notify(…)`, `rules.py`, `some.name`") == []
