"""Plants a mutant in the running process, and removes it again."""

import collections
import functools
import gc
import sys
import types
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bench.soak.mutation import Mutant

APPS = Path(__file__).parents[2] / "src/balarea"
TABLES = {"rules.py", "permissions.py"}


class BrokenImport(Exception):
    """The mutated module can't be imported, so no test would start."""


def live_functions(
    paths: set[str],
) -> dict[tuple[str, str], list[types.FunctionType]]:
    """The function objects of files, by path and qualified name, decorated or not."""
    functions = collections.defaultdict(list)
    for one in gc.get_objects():
        if type(one) is types.FunctionType and one.__code__.co_filename in paths:
            functions[one.__code__.co_filename, one.__code__.co_qualname].append(one)
    return functions


def caches() -> list[Any]:
    """The functions of the apps that `functools` caches, but for those of tests."""
    return [
        one
        for one in gc.get_objects()
        if type(one) is functools._lru_cache_wrapper
        and _is_of_apps(Path(one.__wrapped__.__code__.co_filename))
    ]


def _is_of_apps(path: Path) -> bool:
    is_for_tests = "tests" in path.parts or path.name == "testing.py"
    return path.is_relative_to(APPS) and not is_for_tests


@contextmanager
def planted(
    mutant: Mutant, functions: dict[tuple[str, str], list[types.FunctionType]]
) -> Iterator[bool]:
    """Plant a mutant for a while; gives whether there was a place to plant it."""
    codes = [
        one
        for one in code_objects(mutant.compiled())
        if mutant.function and one.co_qualname == mutant.function
    ]
    live = functions.get((str(mutant.path), mutant.function), []) if codes else []
    before = [(function, function.__code__) for function in live]
    with replaced_tables(mutant) as count:
        for function in live:
            function.__code__ = codes[0]
        try:
            yield bool(live) or count > 0
        finally:
            for function, old in before:
                function.__code__ = old


def code_objects(code: types.CodeType) -> Iterator[types.CodeType]:
    for one in code.co_consts:
        if isinstance(one, types.CodeType):
            yield one
            yield from code_objects(one)


@contextmanager
def replaced_tables(mutant: Mutant) -> Iterator[int]:
    """Replace the values that mutated rules have otherwise, in all who import them.

    Gives how many names were replaced. Functions and classes stay as they are.
    """
    if mutant.function and mutant.path.name not in TABLES:
        yield 0
        return
    [module] = [
        one
        for one in list(sys.modules.values())
        if getattr(one, "__file__", None) == str(mutant.path)
    ]
    fresh = types.ModuleType(module.__name__)
    fresh.__file__ = module.__file__
    try:
        exec(mutant.compiled(), fresh.__dict__)
    except Exception as broken:
        raise BrokenImport from broken
    changed = {
        name: value
        for name, value in vars(fresh).items()
        if not name.startswith("__")
        and not isinstance(value, types.FunctionType | types.ModuleType | type)
        and name in vars(module)
        and _differs(value, vars(module)[name])
    }
    before = [
        (holder, name, vars(holder)[name])
        for holder in list(sys.modules.values())
        if str(getattr(holder, "__file__", "")).startswith(str(APPS))
        for name in changed
        if vars(holder).get(name) is vars(module)[name]
    ]
    for holder, name, _ in before:
        setattr(holder, name, changed[name])
    try:
        yield len(before)
    finally:
        for holder, name, value in before:
            setattr(holder, name, value)


def _differs(new: object, old: object) -> bool:
    """Whether it is another value; of what has no value but an address, no."""
    before, after = repr(sorted_text(old)), repr(sorted_text(new))
    return before != after and " at 0x" not in before


def sorted_text(value: object) -> object:
    """A value in an order that doesn't depend on hashes."""
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    if isinstance(value, dict):
        return [(str(key), sorted_text(one)) for key, one in value.items()]
    return value
