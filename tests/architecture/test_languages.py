"""Only `foundation/languages.py` depends on which languages there are."""

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from balarea.foundation import languages
from tests.architecture.source import app_sources

SOURCE = Path(__file__).parents[2] / "src" / "balarea"
OTHERS = set(languages.CODES) - {languages.DEFAULT}
COLUMN = re.compile(rf"[a-z]+_({'|'.join(OTHERS)})")
# `{% if LANG == "en" %}`
IN_TEMPLATE = re.compile(rf"[=!]=\s*[\"']({'|'.join(languages.CODES)})[\"']")
# PostgreSQL's text search configuration for English.
SEARCH = {"catalogue/search.py", "foundation/languages.py"}


def faults(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Comparisons with a language's code, and names that end with one."""
    for node in nodes:
        if isinstance(node, ast.Compare) and _compares_language(node):
            yield f"line {node.lineno} compares a language"
        elif isinstance(node, ast.Call) and _is_prefix_of_language(node):
            yield f"line {node.lineno} compares a language's beginning"
        elif name := _column(node):
            yield f"{name} is a column of one language"


def _compares_language(node: ast.Compare) -> bool:
    sides = (node.left, *node.comparators)
    codes = {side.value for side in sides if isinstance(side, ast.Constant)}
    # "id" is a top-level domain as well.
    return bool(codes & OTHERS) or (
        languages.DEFAULT in codes and "language" in ast.unparse(node).lower()
    )


def _is_prefix_of_language(node: ast.Call) -> bool:
    return (
        isinstance(node.func, ast.Attribute)
        and node.func.attr == "startswith"
        and any(isinstance(a, ast.Constant) and a.value in OTHERS for a in node.args)
    )


def _column(node: ast.AST) -> str:
    names = {
        ast.Name: "id",
        ast.Attribute: "attr",
        ast.arg: "arg",
        ast.keyword: "arg",
    }
    field = names.get(type(node))
    name = getattr(node, field) if field else None
    return name if name and COLUMN.fullmatch(name) else ""


def test_no_code_asks_for_one_language() -> None:
    places = [
        f"{source.path}: {fault}"
        for source in app_sources()
        if source.path.removeprefix("src/balarea/") not in SEARCH
        for fault in faults(source.nodes)
    ]
    assert places == []


def test_no_template_asks_for_one_language() -> None:
    pages = [p for p in SOURCE.rglob("templates/**/*") if p.suffix in {".html", ".txt"}]
    assert len(pages) > 100
    assert [p.name for p in pages if IN_TEMPLATE.search(p.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    ("text", "is_wrong"),
    [
        ('x = a if get_language() == "en" else b', True),
        ('x = language.startswith("en")', True),
        ('x = language == "id" or row', True),
        ('x = "su" != code', True),
        ('x = ending == "id"', False),
        ("title_en = models.TextField()", True),
        ("x = row.office_su", True),
        ("change(position_en='Head')", True),
        ("x = seen or token", False),
        ("x = texts.get(code) or texts['id']", False),
        ("def f(open_id): return mapped(open_id)", False),
    ],
)
def test_knows_a_comparison_when_it_sees_one(text: str, *, is_wrong: bool) -> None:
    assert bool(list(faults(ast.walk(ast.parse(text))))) is is_wrong


def test_knows_a_comparison_in_a_template() -> None:
    assert IN_TEMPLATE.search('{% if LANG == "en" %}{{ text.en }}{% endif %}')
    assert not IN_TEMPLATE.search('{% if code == one.code %}lang="en"{% endif %}')
