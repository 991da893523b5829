import json

import msgspec
import pytest

from balarea.catalogue import definition as definitions
from balarea.catalogue.definition import Text

from . import builders


def test_has_the_same_json_with_and_without_a_further_language() -> None:
    content = b'{"id":"Izin","en":"Licence"}'
    text = msgspec.json.decode(content, type=Text)
    assert msgspec.json.encode(text) == content
    longer = msgspec.json.decode(content[:-1] + b',"su":"Idin"}', type=Text)
    assert msgspec.to_builtins(longer) == {"id": "Izin", "en": "Licence", "su": "Idin"}


def test_keeps_the_identity_of_a_definition_and_changes_it_with_a_translation() -> None:
    plain = builders.make()
    again = definitions.decode(definitions.canonical(plain))
    assert definitions.identity(again) == definitions.identity(plain)
    translated = builders.make(title={"su": "Serat"})
    assert definitions.identity(translated) != definitions.identity(plain)
    assert json.loads(definitions.canonical(translated))["title"]["su"] == "Serat"


def test_falls_back_to_indonesian_where_a_language_is_missing() -> None:
    text = Text(id="Izin", en="Licence")
    assert [text.of(code) for code in ("id", "en", "en-gb", "su", "xx", None)] == [
        *("Izin", "Licence", "Licence", "Izin", "Izin", "Izin")
    ]
    assert text.texts == {"id": "Izin", "en": "Licence"}
    assert text.translations == {"en": "Licence"}


def test_needs_indonesian() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"en":"Licence"}', type=Text)


@pytest.mark.parametrize(
    ("title", "defect"),
    [
        ({"su": "Serat idin"}, ""),
        ({"su": ""}, ""),
        ({"su": "dua  spasi"}, "the text (su) is empty or untidy"),
        ({"en": ""}, "the text (en) is empty or untidy"),
    ],
)
def test_a_draft_language_may_be_missing_but_not_untidy(
    title: dict[str, str], defect: str
) -> None:
    messages = builders.messages(builders.make(title=title))
    assert (
        (defect in messages)
        if defect
        else (messages == builders.messages(builders.make()))
    )
