"""Counts of a checkout: lines of each app, of the launcher and its tests, imports.

    script/bench structure [CHECKOUT]...

Prints one table in Markdown with a column for each checkout. Nothing is imported: all
figures come from the files and their syntax trees, so old checkouts can be counted.
"""

import argparse
import ast
from collections.abc import Iterator
from pathlib import Path

PACKAGE = "balarea"
LAUNCHERS = ("config/launcher", "config/house")
LAUNCHER_TESTS = ("tests/launcher", "tests/house")
PRIVATE = ("told", "found", "asked", "known", "kept", "held")


def python(folder: Path) -> Iterator[Path]:
    """The Python files below `folder`."""
    yield from sorted(folder.rglob("*.py"))


def is_code(path: Path) -> bool:
    """Whether a file is neither a test nor a migration."""
    return not {"tests", "migrations"} & set(path.parts)


def lines(paths: Iterator[Path]) -> int:
    """Lines of files, empty ones and comments included."""
    return sum(path.read_text(encoding="utf-8").count("\n") for path in paths)


def module(path: Path, source: Path) -> str:
    """The dotted name of a file below `source`."""
    parts = path.relative_to(source).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def imports(path: Path, name: str, modules: set[str]) -> set[str]:
    """The modules of ours that a module imports; a name in a module counts as it."""
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    targets = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            targets |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            if node.level:
                parents = package.split(".")[: len(package.split(".")) - node.level + 1]
                base = ".".join([*parents, base] if base else parents)
            for alias in node.names:
                full = f"{base}.{alias.name}"
                targets.add(full if full in modules else base)
    return {one for one in targets if one in modules and one != name}


def private_names(paths: Iterator[Path]) -> int:
    """How often a variable, parameter or function bears a word of `PRIVATE`."""
    count = 0
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Name):
                count += node.id in PRIVATE
            elif isinstance(node, ast.arg):
                count += node.arg in PRIVATE
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                count += node.name in PRIVATE
    return count


def figures(checkout: Path) -> dict[str, str]:
    """Row → figure."""
    source = checkout / "src"
    package = source / PACKAGE
    rows = {}
    for app in sorted(p for p in package.iterdir() if (p / "__init__.py").exists()):
        code = lines(path for path in python(app) if is_code(path))
        tests = lines(path for path in python(app) if "tests" in path.parts)
        rows[f"`{app.name}`: lines of code, of tests"] = f"{code:,}, {tests:,}"
    for title, base, names in (
        ("launcher: lines", package, LAUNCHERS),
        ("launcher's tests: lines", checkout, LAUNCHER_TESTS),
    ):
        rows[title] = f"{sum(lines(python(base / name)) for name in names):,}"
    rows["all other tests: lines"] = f"{lines(python(checkout / 'tests')):,}"
    paths = {
        module(path, source): path
        for path in python(package)
        if is_code(path) and path.read_text(encoding="utf-8").strip()
    }
    edges = sum(len(imports(path, name, set(paths))) for name, path in paths.items())
    rows["modules with code"] = f"{len(paths):,}"
    rows["imports between them, a module"] = f"{edges / len(paths):.2f}"
    everything = [*python(source), *python(checkout / "tests")]
    rows[f"names {', '.join(PRIVATE)}"] = f"{private_names(iter(everything)):,}"
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkouts", nargs="*", type=Path, default=[Path.cwd()])
    checkouts = parser.parse_args().checkouts
    columns = [figures(checkout) for checkout in checkouts]
    names = list(dict.fromkeys(name for column in columns for name in column))
    print("| |" + "".join(f" {path.name} |" for path in checkouts))
    print("|---|" + "---|" * len(checkouts))
    for name in names:
        print(f"| {name} |" + "".join(f" {c.get(name, '–')} |" for c in columns))


if __name__ == "__main__":
    main()
