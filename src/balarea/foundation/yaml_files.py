"""YAML as people write it here: safe types only, and no key twice in a map."""

from typing import Any

import yaml


class _Loader(yaml.CSafeLoader):
    """The safe loader, which also refuses duplicate keys."""

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode)]
        if len(set(keys)) != len(keys):
            message = "a key stands twice"
            raise yaml.constructor.ConstructorError(
                None, None, message, node.start_mark
            )
        return super().construct_mapping(node, deep)


def parse(text: str) -> Any:
    """The tree of a YAML text; raises `yaml.YAMLError`."""
    # _Loader extends the safe loader.
    return yaml.load(text, _Loader)  # noqa: S506
