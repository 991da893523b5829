"""The source as text: its files, their syntax trees, and findings in them."""

import ast
import functools
import subprocess
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from balarea.config.generated_docs.call_graph import name_of as name_of

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "balarea"


@dataclass(frozen=True)
class Source:
    """One Python file. `path` is relative to the repository, with forward slashes."""

    path: str
    text: str

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.path)

    @functools.cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """All of the tree, from the top down: it is walked once for all checks."""
        return tuple(ast.walk(self.tree))

    @property
    def name(self) -> str:
        return Path(self.path).stem

    @property
    def parts(self) -> tuple[str, ...]:
        """Folders and name under the app: ``("views", "citizen")``."""
        inside = Path(self.path).with_suffix("").parts
        return inside[3:] if inside[:2] == ("src", "balarea") else inside

    @property
    def app(self) -> str:
        """The app, or an empty string outside of `src/balarea`."""
        inside = Path(self.path).parts
        return inside[2] if inside[:2] == ("src", "balarea") else ""

    @property
    def module(self) -> str:
        dotted = ".".join(Path(self.path).with_suffix("").parts)
        return dotted.removeprefix("src.").removesuffix(".__init__")

    @property
    def is_test(self) -> bool:
        return "tests" in Path(self.path).parts or self.name == "conftest"

    @property
    def is_migration(self) -> bool:
        return "migrations" in Path(self.path).parts

    def at(self, node: ast.stmt | ast.expr, message: str) -> str:
        return f"{self.path}:{node.lineno}: {message}"


type Check = Callable[[Source], Iterable[str]]


def snippet(text: str, path: str = "src/balarea/app/operations.py") -> Source:
    """A file that exists only in a test of a test."""
    return Source(path, text)


@functools.cache
def tracked(*suffixes: str) -> tuple[Path, ...]:
    """Files that belong to the repository: tracked, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False
    )
    if listing.returncode:  # a copy without git
        paths: Iterable[Path] = (p.relative_to(ROOT) for p in ROOT.rglob("*"))
        paths = (p for p in paths if not p.parts[0].startswith((".venv", ".data")))
    else:
        paths = map(Path, listing.stdout.splitlines())
    return tuple(
        sorted(
            path
            for path in paths
            if (not suffixes or path.suffix in suffixes) and (ROOT / path).is_file()
        )
    )


@functools.cache
def python() -> tuple[Source, ...]:
    """Every Python file of the repository."""
    return tuple(
        Source(path.as_posix(), (ROOT / path).read_text(encoding="utf-8"))
        for path in tracked(".py")
    )


def app_sources() -> Iterator[Source]:
    """The code of the apps: no tests, no migrations."""
    for source in python():
        if source.app and not source.is_test and not source.is_migration:
            yield source


def findings_of(check: Check, sources: Iterable[Source]) -> str:
    """Every finding, one a line; an empty string if there are none."""
    return "\n".join(finding for source in sources for finding in check(source))


def functions(
    nodes: Iterable[ast.AST],
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in nodes:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def imports(source: Source) -> Iterator[tuple[ast.stmt, str]]:
    """Each import as the dotted name of what is bound: ``balarea.vault.keys``."""
    for node in source.nodes:
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, alias.name
        elif isinstance(node, ast.ImportFrom) and not node.level:
            for alias in node.names:
                yield node, f"{node.module}.{alias.name}"
