"""Read, renew and compile the catalogues of the rooms."""

import io
from collections.abc import Iterable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from balarea.ui.messages import extraction

LANGUAGE = "id"
# No dates and no translator's name: git knows them, and here they would only conflict.
HEADER = """\
# {room}: Indonesian texts of Balarea. EUPL-1.2
# Brought level with the code by script/messages update; only msgstr is written by hand.
msgid ""
msgstr ""
"Language: id\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""


def rooms(source: Path) -> list[Path]:
    """The folders of all rooms that may say something."""
    return sorted(
        folder for folder in source.iterdir() if (folder / "__init__.py").exists()
    )


def file_of(room: Path) -> Path:
    """Where a room's Indonesian stands."""
    return room / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read(room: Path) -> Catalog:
    """The catalogue of a room; an empty one where there is none yet."""
    path = file_of(room)
    if not path.exists():
        return _empty()
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE, domain="django", abort_invalid=True)


def messages(catalogue: Catalog) -> list[Message]:
    """All messages but the header."""
    return [message for message in catalogue if message.id]


def name(message: Message) -> str:
    """A message as it is spoken of: its singular."""
    return str(message.id if isinstance(message.id, str) else message.id[0])


def texts(message: Message) -> list[str]:
    """The translations of a message: one, or one a plural form."""
    if isinstance(message.string, str):
        return [message.string]
    return [text or "" for text in message.string or ()]


def update(
    room: Path, source: Path, known: Mapping[str, str], *, prune: bool = False
) -> bool:
    """Bring a catalogue level with the code; says whether its file changed.

    Translations stay. New messages take theirs from `known`, what other rooms already
    say; the rest stays empty, to be translated by hand. What the code no longer says
    is kept aside as `#~`, unless `prune`.
    """
    old = read(room)
    before = {_key(message): message for message in old.obsolete.values()}
    before |= {_key(message): message for message in messages(old)}
    fresh = _empty()
    for message in messages(extraction.gather(room, source)):
        _take_over(fresh, message, before.pop(_key(message), None), known)
    if not prune:
        fresh.obsolete.update(
            {str(key): left for key, left in before.items() if any(texts(left))}
        )
    if messages(fresh) or fresh.obsolete:
        return _replace(file_of(room), _written(room, fresh))
    existed = file_of(room).exists()
    file_of(room).unlink(missing_ok=True)
    return existed


def known_texts(catalogues: Iterable[Catalog]) -> dict[str, str]:
    """What rooms already say for messages without context or plural."""
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


def compile_room(room: Path) -> bool:
    """Write the `.mo` beside the `.po`; says whether there was one to write."""
    path = file_of(room)
    if not path.exists():
        path.with_suffix(".mo").unlink(missing_ok=True)
        return False
    out = io.BytesIO()
    write_mo(out, read(room))
    _replace(path.with_suffix(".mo"), out.getvalue())
    return True


def _empty() -> Catalog:
    catalogue = Catalog(locale=LANGUAGE, domain="django", fuzzy=False)
    # Babel takes two forms for granted; Indonesian has one.
    catalogue.mime_headers = [("Plural-Forms", "nplurals=1; plural=0;")]
    return catalogue


def _key(message: Message) -> tuple[str, str | None]:
    return name(message), message.context


def _take_over(
    fresh: Catalog,
    message: Message,
    before: Message | None,
    known: Mapping[str, str],
) -> None:
    many = not isinstance(message.id, str)
    said = texts(before) if before else [""]
    if not any(said) and message.context is None and not many:
        said = [known.get(name(message), "")]
    fresh.add(
        message.id,
        (said[0],) if many else said[0],
        message.locations,
        flags={"fuzzy"} if before and before.fuzzy else (),
        auto_comments=message.auto_comments,
        user_comments=before.user_comments if before else (),
        context=message.context,
    )


def _written(room: Path, catalogue: Catalog) -> bytes:
    out = io.BytesIO()
    out.write(HEADER.format(room=room.name).encode())
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
