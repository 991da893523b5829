import json
from typing import Any

import msgspec
import pytest

from balarea.catalogue import definition as definitions

from . import builders


def test_is_the_hash_of_the_canonical_form() -> None:
    definition = builders.make()
    canonical = definitions.canonical(definition)
    assert definitions.canonical(definitions.decode(canonical)) == canonical
    assert len(definitions.identity(definition)) == 64


def test_does_not_depend_on_order_or_defaults() -> None:
    tree = builders.tree()
    spelled_out = {**dict(reversed(tree.items())), "keywords": [], "online": True}
    one = msgspec.convert(tree, definitions.Definition)
    other = msgspec.convert(spelled_out, definitions.Definition)
    assert definitions.identity(one) == definitions.identity(other)


def test_changes_with_a_single_letter() -> None:
    changed = builders.make(title={"en": "Texts"})
    assert definitions.identity(changed) != definitions.identity(builders.make())


def test_stays_what_it_was() -> None:
    """Published identities must survive every later version of this code."""
    requirements = builders.tree()["requirements"]
    del requirements[1]["when_text"]  # came later
    identity = definitions.identity(builders.make(requirements=requirements))
    assert identity == (
        "ea703a2a3892448ed2253f6e0ab972f9aa046a643b6b401923b430715805b428"
    )


@pytest.mark.parametrize(
    "change",
    [{"surprise": 1}, {"title": {"xx": "-"}}, {"illustrative": False}, {"schema": 2}],
)
def test_refuses_any_other_shape(change: dict[str, Any]) -> None:
    content = json.dumps({**builders.tree(), **change}).encode()
    with pytest.raises(msgspec.ValidationError):
        definitions.decode(content)
    with pytest.raises(msgspec.ValidationError):
        definitions.decode(b" " * 300_000)
