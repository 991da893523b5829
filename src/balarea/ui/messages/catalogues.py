"""Read, update and compile the catalogues of the apps."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from balarea.foundation import languages
from balarea.ui.messages import extraction

# English is the language of the msgids: it has no catalogue.
LANGUAGES = [one for one in languages.LANGUAGES if not one.is_source]
# No dates and no translator's name: git knows them, and here they would only conflict.
HEADER = """\
# {app}: texts of Balarea, {name}{draft}. EUPL-1.2
# Brought level with the code by script/messages update; only msgstr is written by hand.
msgid ""
msgstr ""
"Language: {code}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"

"""
DRAFT = " (a draft that no speaker has checked)"

type Key = tuple[str, str | None]  # singular msgid, context


def apps(source: Path) -> list[Path]:
    """The folders of all apps, which may have sentences."""
    return sorted(
        folder for folder in source.iterdir() if (folder / "__init__.py").exists()
    )


def file_of(app: Path, code: str = languages.DEFAULT) -> Path:
    """The catalogue of an app in a language."""
    return app / "locale" / code / "LC_MESSAGES" / "django.po"


def read(app: Path, code: str = languages.DEFAULT) -> Catalog:
    """The catalogue of an app; an empty one where there is none yet."""
    path = file_of(app, code)
    if not path.exists():
        return _empty(code)
    with path.open("rb") as file:
        return read_po(file, locale=code, domain="django", abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    """All messages but the header."""
    return [message for message in catalogue if message.id]


def name(message: Message) -> str:
    """A message as it is spoken of: its singular."""
    return str(message.id if isinstance(message.id, str) else message.id[0])


def key(message: Message) -> Key:
    """By what a message is found in a catalogue."""
    return name(message), message.context


def texts(message: Message) -> list[str]:
    """The translations of a message: one, or one a plural form."""
    if isinstance(message.string, str):
        return [message.string]
    return [text or "" for text in message.string or ()]


def update(
    app: Path,
    source: Path,
    translations: Mapping[str, str],
    *,
    prune: bool = False,
    code: str = languages.DEFAULT,
) -> bool:
    """Bring a catalogue level with the code; returns whether its file changed.

    Translations stay. New messages take theirs from `translations`, those of other
    apps; the rest stays empty, to be translated by hand, and is left out of a draft.
    Messages that the code no longer has stay in the file as `#~`, unless `prune`.
    """
    old, path = read(app, code), file_of(app, code)
    before = {key(message): message for message in old.obsolete.values()}
    before |= {key(message): message for message in messages(old)}
    fresh = _empty(code)
    for message in messages(extraction.gather(app, source)):
        _take_over(fresh, message, before.pop(key(message), None), translations)
    if languages.BY_CODE[code].is_draft:
        fresh = _translated_only(fresh)
    if not prune:
        fresh.obsolete.update(
            {str(one): left for one, left in before.items() if any(texts(left))}
        )
    if messages(fresh) or fresh.obsolete:
        return _replace(path, _written(app, fresh, code))
    existed = path.exists()
    path.unlink(missing_ok=True)
    return existed


def translations(catalogues: Iterable[Catalog]) -> dict[str, str]:
    """Msgid → translation of messages without context or plural, from all apps."""
    return {
        message.id: message.string
        for catalogue in catalogues
        for message in messages(catalogue)
        if isinstance(message.id, str)
        and isinstance(message.string, str)
        and message.string
        and message.context is None
        and not message.fuzzy
    }


def compile_app(app: Path) -> bool:
    """Write each `.mo` beside its `.po`; returns whether there was one to write."""
    return any([_compile(app, language.code) for language in LANGUAGES])


def _compile(app: Path, code: str) -> bool:
    path = file_of(app, code)
    if not path.exists():
        path.with_suffix(".mo").unlink(missing_ok=True)
        return False
    out = io.BytesIO()
    # An empty translation would be shown; without one Django falls back.
    write_mo(out, _translated_only(read(app, code)))
    _replace(path.with_suffix(".mo"), out.getvalue())
    return True


def _empty(code: str) -> Catalog:
    catalogue = Catalog(locale=code, domain="django", fuzzy=False)
    # Babel takes two forms for granted; Indonesian has one.
    catalogue.mime_headers = [("Plural-Forms", languages.BY_CODE[code].plurals)]
    return catalogue


def _translated_only(catalogue: Catalog) -> Catalog:
    """The catalogue without the messages that have no translation."""
    for message in messages(catalogue):
        if not all(texts(message)):
            catalogue.delete(message.id, message.context)
    return catalogue


def _take_over(
    fresh: Catalog,
    message: Message,
    before: Message | None,
    translations: Mapping[str, str],
) -> None:
    has_plural = not isinstance(message.id, str)
    forms = fresh.num_plurals if has_plural else 1
    strings = (texts(before) if before else [])[:forms]
    strings += [""] * (forms - len(strings))
    if not any(strings) and message.context is None and not has_plural:
        strings = [translations.get(name(message), "")]
    fresh.add(
        message.id,
        tuple(strings) if has_plural else strings[0],
        message.locations,
        flags={"fuzzy"} if before and before.fuzzy else (),
        auto_comments=message.auto_comments,
        user_comments=before.user_comments if before else (),
        context=message.context,
    )


def _written(app: Path, catalogue: Catalog, code: str) -> bytes:
    language, out = languages.BY_CODE[code], io.BytesIO()
    header = HEADER.format(
        app=app.name,
        code=code,
        name=language.name,
        draft=DRAFT if language.is_draft else "",
        plurals=language.plurals,
    )
    out.write(header.encode())
    write_po(
        out,
        catalogue,
        width=88,
        sort_by_file=True,
        omit_header=True,
        include_lineno=False,
    )
    return out.getvalue()


def _replace(path: Path, content: bytes) -> bool:
    if path.exists() and path.read_bytes() == content:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.new")
    draft.write_bytes(content)
    draft.replace(path)
    return True
