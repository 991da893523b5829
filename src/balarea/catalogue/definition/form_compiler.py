"""Compiles the pages of a form into one Python function that walks through them.

Every evaluation of a definition first decides which pages and questions are shown. With
closures each question costs several calls; here it costs one comparison of local
variables, written as Python source and compiled once for each definition:

    shown = fields[n4] = []             # a page
    if v0 == c7:                        # {"==": [{"var": "kind"}, "BOARD"]}
        shown.append(c8)                # the question
        v1 = given(c9)                  # its answer
        if type(v1) is c10:             # stored as rules take it
            values[c9] = v1
        else:
            v1 = other(c8, v1, facts, values)  # read by `engine`, or None

Nothing of a definition enters the source: questions, texts and numbers are constants
`c…` that are passed in beside it, so no content can become code. `v…` is the value of a
question, None where it is unknown or hidden. A condition only has to be true here,
therefore the third truth value needs no expression of its own: what is unknown is
neither true nor false. Rules that aren't made of comparisons call their closure.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from . import logic
from .format import Definition, Field, Page

# What an answer is as rules calculate with it; enters it among the values.
type ReadOther = Callable[
    [Field, Any, logic.Facts, dict[str, logic.Value]], logic.Value | None
]
# Answers, facts, number of the page before which to stop; fills the values, pages, and
# shown questions by page.
type Walker = Callable[
    [
        Mapping[str, Any],
        logic.Facts,
        int,
        dict[str, logic.Value],
        list[Page],
        dict[str, list[Field]],
    ],
    None,
]
_HEAD = "def walk(answers, facts, stop, values, pages, fields):"
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}


def walker(
    definition: Definition, stored_as: Mapping[str, type], other: ReadOther
) -> Walker:
    """The function of a form.

    Args:
        stored_as: by type of question, the Python type of answers that are values.
        other: reads every other answer.
    """
    fields = [field for page in definition.pages for field in page.fields]
    watched = dict.fromkeys(field.unless_asked for field in fields)
    source = _Source(other, [name for name in watched if name is not None])
    for number, page in enumerate(definition.pages):
        source.page(number, page, stored_as)
    return source.compiled()


class _Source:
    """Lines of Python, the constants that they use, and the variable of a question."""

    def __init__(self, other: ReadOther, watched: Sequence[str]) -> None:
        # Of questions that make others needless: whether they are asked.
        self._flags = {name: f"a{number}" for number, name in enumerate(watched)}
        self._lines = [_HEAD, "    given = answers.get"]
        self._lines += [f"    {flag} = False" for flag in self._flags.values()]
        self._constants: dict[str, Any] = {"other": other}
        self._variables: dict[str, str] = {}

    def page(self, number: int, page: Page, stored_as: Mapping[str, type]) -> None:
        """A page; questions of one that isn't shown are unknown."""
        self._line(1, f"if stop == {number}: return")
        first = len(self._variables)
        new = {f.id: f"v{first + n}" for n, f in enumerate(page.fields)}
        shown = self._shown(page.show_if)
        for name in new.values():
            self._line(1, f"{name} = None")
        self._line(1, f"if {shown}:")
        add = f"pages.append({self._constant(page)})"
        # A page whose questions may all be asked before isn't shown empty.
        may_be_empty = any(field.unless_asked for field in page.fields)
        if not may_be_empty:
            self._line(2, add)
        self._line(2, f"fields[{self._constant(page.id)}] = shown = []")
        if page.exit is not None:
            self._line(2, "return")
        for field in page.fields:
            self._question(field, new[field.id], stored_as[field.type])
            self._variables[field.id] = new[field.id]
        if may_be_empty:
            self._line(2, f"if shown: {add}")

    def _question(self, field: Field, variable: str, stored_as: type) -> None:
        question, key = self._constant(field), self._constant(field.id)
        condition = self._shown(field.show_if)
        if field.unless_asked is not None:
            condition = f"not {self._flags[field.unless_asked]} and {condition}"
        self._line(2, f"if {condition}:")
        if field.id in self._flags:
            self._line(3, f"{self._flags[field.id]} = True")
        self._line(3, f"shown.append({question})")
        self._line(3, f"{variable} = given({key})")
        self._line(3, f"if type({variable}) is {self._constant(stored_as)}:")
        self._line(4, f"values[{key}] = {variable}")
        self._line(3, f"elif {variable} is not None:")
        self._line(4, f"{variable} = other({question}, {variable}, facts, values)")

    def compiled(self) -> Walker:
        """The function, from generated source without any text of a definition."""
        exec("\n".join(self._lines), self._constants)  # noqa: S102 - see the module
        walk: Walker = self._constants["walk"]
        return walk

    def _line(self, level: int, text: str) -> None:
        self._lines.append("    " * level + text)

    def _constant(self, value: Any) -> str:
        name = f"c{len(self._constants)}"
        self._constants[name] = value
        return name

    def _shown(self, rule: Any) -> str:
        """An expression that is truthy where a page or a question is shown."""
        if rule is None:
            return "True"
        logic.check_size(rule)
        return self._true(rule, wanted=True)

    def _true(self, rule: Any, *, wanted: bool) -> str:
        """An expression that is truthy exactly where the rule is true (or false)."""
        if isinstance(rule, bool):
            return str(rule is wanted)
        if not isinstance(rule, dict):
            return self._closure(rule, wanted=wanted)
        name, operands = logic.split(rule)
        if name == "!":
            return self._true(operands[0], wanted=not wanted)
        if name in {"and", "or"}:
            joined = " and " if (name == "and") is wanted else " or "
            parts = [self._true(part, wanted=wanted) for part in operands]
            return f"({joined.join(parts)})"
        variable = self._variable_compared(operands)
        if variable is not None and name in {*_OPPOSITE, "in"}:
            constant = self._constant(logic.constant(operands[1]))
            return _comparison(name, variable, constant, wanted=wanted)
        return self._closure(rule, wanted=wanted)

    def _closure(self, rule: Any, *, wanted: bool) -> str:
        closure = self._constant(logic.compile_rule(rule))
        return f"({closure}(facts) is {wanted})"

    def _variable_compared(self, operands: Sequence[Any]) -> str | None:
        """The variable of `[{var: field}, constant]`, of which most rules consist."""
        if len(operands) != 2 or isinstance(operands[1], dict):
            return None
        field = logic.field_named(operands[0])
        return None if field is None else self._variables.get(field, "None")


def _comparison(name: str, variable: str, constant: str, *, wanted: bool) -> str:
    """A comparison of a question that may be unknown (None) with a constant."""
    if name == "in":
        negated = "" if wanted else "not "
        test = f"{variable} {negated}in {constant}"
    else:
        test = f"{variable} {name if wanted else _OPPOSITE[name]} {constant}"
    # None equals no constant and stands in no list: both are false by themselves.
    if wanted and name in {"==", "in"}:
        return test
    return f"({variable} is not None and {test})"
