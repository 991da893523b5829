"""What many services share, put into a service's tree while it is loaded.

`services/parts/<name>.yaml` holds questions, requirements and reasons under one name;
`services/ways/<WAY>.yaml` what is said of every service that ends that way. What
results is complete and refers to no part: a published definition stands alone.
"""

from collections.abc import Iterator, Mapping
from typing import Any

type Tree = dict[str, Any]

_PAGE_KEYS = frozenset(
    {"part", "id", "title", "intro", "show_if", "fields"}
    | {"only", "optional", "change", "prefix"}
)
_PART_KEYS = frozenset(
    {"title", "intro", "fields", "requirements", "reasons", "example"}
)


class UnknownPart(Exception):
    """A tree names a part, an entry of one or a parameter that doesn't exist."""

    def __init__(self, path: str, message: str) -> None:
        self.path, self.message = path, message
        super().__init__(f"{path}: {message}")


class Parts:
    """The parts by name, as their files have them; raises `UnknownPart`.

    `sources` has what `choices_from` of a question puts into it, by name.
    """

    def __init__(
        self, trees: Mapping[str, Any], sources: Mapping[str, Tree] | None = None
    ) -> None:
        self._trees, self._sources = dict(trees), dict(sources or {})
        for name, tree in self._trees.items():
            if not isinstance(tree, dict) or (unknown := set(tree) - _PART_KEYS):
                keys = sorted(unknown) if isinstance(tree, dict) else "no map"
                raise UnknownPart(f"parts/{name}.yaml", f"unknown keys: {keys}")

    def resolve(self, tree: Tree) -> Tree:
        """The tree of a service with the parts that it names put in their places."""
        resolved, example = dict(tree), dict[str, Any]()
        if "pages" in tree:
            resolved["pages"] = [
                self._page(page, f"pages[{index}]", example)
                for index, page in enumerate(tree["pages"])
            ]
        for key, entries in (
            ("requirements", self._requirement),
            ("reasons", self._reasons),
        ):
            if key in tree:
                resolved[key] = [
                    entry
                    for index, one in enumerate(tree[key])
                    for entry in entries(one, f"{key}[{index}]")
                ]
        if "tests" in tree:
            resolved["tests"] = list(_examples(tree["tests"], example))
        return resolved

    def _page(self, page: Tree, path: str, example: Tree) -> Tree:
        name = page.get("part")
        own = [self._field(one, path, example) for one in page.get("fields", ())]
        if name is None:
            return {**page, "fields": own} if "fields" in page else page
        if unknown := set(page) - _PAGE_KEYS:
            raise UnknownPart(path, f"unknown parameters: {sorted(unknown)}")
        part = self._part(name, path)
        prefix = page.get("prefix", "")
        whole = {"id": f"{prefix}{name}", **_chosen(part, "title", "intro")}
        whole |= _chosen(page, "id", "title", "intro", "show_if")
        ids = page.get("only", [field["id"] for field in part.get("fields", ())])
        changes, optional = page.get("change", {}), page.get("optional", ())
        for unknown_id in (set(changes) | set(optional)) - set(ids):
            raise UnknownPart(path, f"{unknown_id!r} isn't asked")
        fields = []
        for field_id in ids:
            own_keys = changes.get(field_id, {})
            if field_id in optional:
                own_keys = {"required": False, **own_keys}
            entry = self._entry(part, name, field_id, path)
            fields.append(_taken(entry, own_keys, name, prefix))
            _note_example(part, field_id, prefix, example)
        return {**whole, "fields": [*fields, *own]}

    def _field(self, field: Tree, path: str, example: Tree) -> Tree:
        """A single question of a part: `{part: applicant.phone, …}`."""
        if "fields" in field:  # of a group, whose examples are entries
            inner = [self._field(one, path, {}) for one in field["fields"]]
            field = {**field, "fields": inner}
        if "part" not in field:
            return self._filled(field, path)
        name, _, field_id = field["part"].partition(".")
        part = self._part(name, path)
        _note_example(part, field_id, field.get("prefix", ""), example)
        own_keys = _without(field, "part", "prefix")
        entry = self._entry(part, name, field_id, path)
        return _taken(entry, own_keys, name, field.get("prefix", ""))

    def _filled(self, field: Tree, path: str) -> Tree:
        """A question with the choices of the source that it names."""
        if "choices_from" not in field:
            return field
        name = field["choices_from"]
        if name not in self._sources:
            raise UnknownPart(path, f"there are no choices {name!r}")
        return {**_without(field, "choices_from"), **self._sources[name]}

    def _requirement(self, requirement: Tree, path: str) -> Iterator[Tree]:
        if "part" not in requirement:
            yield requirement
            return
        name, _, key = requirement["part"].partition(".")
        entries = self._part(name, path).get("requirements", {})
        if key not in entries:
            raise UnknownPart(path, f"there is no requirement {name}.{key}")
        own_keys = _without(requirement, "part")
        whole = {**entries[key], **own_keys}
        is_same = not own_keys.keys() & {"title", "evidence"}
        yield {**whole, "part": requirement["part"]} if is_same else whole

    def _reasons(self, reason: Tree, path: str) -> Iterator[Tree]:
        """One reason of a part, or all of it: `{part: reasons}`."""
        if "part" not in reason:
            yield reason
            return
        name, _, key = reason["part"].partition(".")
        entries = self._part(name, path).get("reasons", ())
        chosen = [one for one in entries if not key or one["id"] == key]
        if not chosen:
            raise UnknownPart(path, f"there is no reason {reason['part']}")
        for one in chosen:
            yield {**one, **_without(reason, "part")}

    def _part(self, name: Any, path: str) -> Tree:
        if name not in self._trees:
            raise UnknownPart(path, f"there is no part {name!r}")
        part: Tree = self._trees[name]
        return part

    def _entry(self, part: Tree, name: str, field_id: str, path: str) -> Tree:
        for field in part.get("fields", ()):
            if field["id"] == field_id:
                return self._filled(field, path)
        raise UnknownPart(path, f"there is no question {name}.{field_id}")


def said_of_way(tree: Tree, way: Tree) -> Tree:
    """What the file of a way says of a service with this (whole) tree.

    An entry of `standard.procedure` with `only` is said where that holds; requirements
    of the standard are those of the service.
    """
    standard, facts = dict(way.get("standard", {})), _facts(tree)
    standard["procedure"] = [
        _without(step, "only")
        for step in standard.get("procedure", ())
        if step.get("only") is None or step["only"] in facts
    ]
    standard["requirements"] = [
        {**one["title"], **_chosen(one, "when_text", "service")}
        for one in tree.get("requirements", ())
    ]
    return {**way, "standard": standard}


def _facts(tree: Tree) -> set[str]:
    """What steps of a procedure may depend on."""
    fee, output = tree.get("fee", {}), tree.get("output") or {}
    facts = {*tree.get("steps", ())}
    if fee.get("kind") != "FREE":
        facts.add(f"PAY_AT_{fee.get('due', 'SUBMISSION')}")
        facts.add("FEE")
    facts.add("RESULT" if tree.get("result") else "OUTPUT")
    if tree.get("decides"):
        facts.add("RULES")
    if tree.get("advice"):
        facts.add("ADVICE")
    facts.add("COLLECT" if output.get("collect") else "NO_COLLECT")
    return facts


def _examples(tests: list[Tree], example: Tree) -> Iterator[Tree]:
    """Examples with the sample answers of the parts, and of the example named."""
    answers_of: dict[str, Tree] = {}
    for test in tests:
        like = test.get("like")
        if like is not None and like not in answers_of:
            raise UnknownPart(f"tests.{test.get('name')}", f"{like!r} isn't above it")
        below = answers_of[like] if like is not None else example
        answers = {**below, **test.get("answers", {})}
        answers = {name: value for name, value in answers.items() if value is not None}
        answers_of[test.get("name", "")] = answers
        yield {**_without(test, "like"), "answers": answers}


def _note_example(part: Tree, field_id: str, prefix: str, example: Tree) -> None:
    answers = part.get("example", {})
    if field_id in answers:
        example[prefix + field_id] = answers[field_id]


def _taken(entry: Tree, own_keys: Tree, part: str, prefix: str) -> Tree:
    """A question of a part, with what the service says of it itself.

    It carries the part's name as its identity (`Field.part`) unless the service asks
    something else by it: another label or another type.
    """
    field = _prefixed({**entry, **own_keys}, prefix)
    if own_keys.keys() & {"label", "type", "choices"}:
        return field
    return {**field, "part": f"{part}.{prefix}{entry['id']}"}


def _prefixed(field: Tree, prefix: str) -> Tree:
    """A question under another id, with what it says of its neighbours."""
    if not prefix:
        return field
    renamed = {**field, "id": prefix + field["id"]}
    for key in ("birth", "within"):
        if key in field:
            renamed[key] = prefix + field[key]
    if "show_if" in field:
        renamed["show_if"] = _renamed(field["show_if"], prefix)
    return renamed


def _renamed(rule: Any, prefix: str) -> Any:
    if isinstance(rule, dict):
        return {
            operator: prefix + operand
            if operator == "var" and isinstance(operand, str)
            else _renamed(operand, prefix)
            for operator, operand in rule.items()
        }
    if isinstance(rule, list):
        return [_renamed(one, prefix) for one in rule]
    return rule


def _chosen(tree: Tree, *keys: str) -> Tree:
    return {key: tree[key] for key in keys if key in tree}


def _without(tree: Tree, *keys: str) -> Tree:
    return {key: value for key, value in tree.items() if key not in keys}
