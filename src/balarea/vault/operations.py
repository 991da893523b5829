"""Personal data is opened, not read: first the trace, then the text."""

import datetime as dt
import functools
import hmac
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from django.db import connection, transaction

from balarea.foundation import ids, unit_of_work
from balarea.foundation import operation as operation_memory
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.transparency import operations as transparency
from balarea.vault import errors, keys, models, queries, rules, storage

_LOG = "log"
_OWN_LOOK = """
    INSERT INTO "vault_access"
        (id, "case", names, actor_kind, actor, office, office_en, purpose, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s) ON CONFLICT (id) DO NOTHING
"""


def _key(case: UUID, at: dt.datetime) -> bytes:
    """The case's key, made on first use; two at once end with one."""
    known = _known_keys().get(case)
    if known is not None:
        return known
    row = models.CaseKey.objects.filter(case=case).first()
    if row is None:
        with connection.cursor() as cursor:
            cursor.execute(
                'INSERT INTO vault_casekey ("case", wrapped, created_at)'
                " VALUES (%s, %s, %s) ON CONFLICT DO NOTHING",
                [case, keys.new_wrapped(case), at],
            )
        row = models.CaseKey.objects.get(case=case)
    return _unwrapped(row)


def _known_keys() -> dict[UUID, bytes]:
    """The keys that the running operation has unwrapped already."""
    known: dict[UUID, bytes] = operation_memory.memory().setdefault("vault", {})
    return known


def _unwrapped(row: models.CaseKey) -> bytes:
    if row.wrapped is None:
        raise errors.Erased
    known = _known_keys()
    if row.case not in known:
        try:
            known[row.case] = keys.unwrap(row.case, bytes(row.wrapped))
        except keys.InvalidTag:
            raise errors.mismatch(row.case) from None
    return known[row.case]


@operation
def hold_key(*, sealed: models.Sealed, by: Actor, at: dt.datetime) -> None:
    """Let the running operation use a case's key that was read with its thing.

    Where the key is destroyed nothing is held; who needs it is told so then.
    """
    if sealed.key.wrapped is not None:
        _unwrapped(sealed.key)


def _check(sealed: models.Sealed, case: UUID, name: str) -> None:
    """Refuse a thing that isn't what the caller's row should point at.

    The seal is bound to its own case, id and name, the pointer isn't: with SQL alone a
    row can be made to point at what belongs to somebody else.

    Raises:
        errors.Mismatch: it is of another case or name.
    """
    if sealed.key_id != case or sealed.name != name:
        raise errors.mismatch(case)


def _bound(case: UUID, sealed_id: UUID, name: str) -> bytes:
    return case.bytes + sealed_id.bytes + name.encode()


@operation
def secret_of(*, case: UUID, by: Actor, at: dt.datetime) -> bytes:
    """The key under which a case's log entries commit; it dies with the case's key."""
    return keys.derive(_key(case, at), _LOG)


@operation
def seal(
    *,
    case: UUID,
    name: str,
    content: bytes,
    by: Actor,
    at: dt.datetime,
    is_file: bool = False,
) -> models.Sealed:
    """Put `content` under the case's key. Files go to disk, texts into the row."""
    key, sealed_id = _key(case, at), ids.uuid7()
    box = keys.encrypt(key, content, _bound(case, sealed_id, name))
    if is_file:
        storage.write(sealed_id, box)
    sealed = models.Sealed(
        id=sealed_id,
        key_id=case,
        name=name,
        content=None if is_file else box,
        is_file=is_file,
        size=len(content),
        sealed_at=at,
    )
    return unit_of_work.add(sealed)


@operation
def replace(
    *,
    sealed: models.Sealed,
    case: UUID,
    name: str,
    content: bytes,
    by: Actor,
    at: dt.datetime,
) -> models.Sealed:
    """Seal a new text in place of an old one: a draft that its owner still writes.

    Raises:
        errors.Mismatch: what is pointed at is of another case or name.
    """
    _check(sealed, case, name)
    if sealed.is_file:
        raise ValueError("files are not replaced; seal a new one")
    key = _known_keys().get(sealed.key_id) or _unwrapped(sealed.key)
    sealed.content = keys.encrypt(
        key, content, _bound(sealed.key_id, sealed.id, sealed.name)
    )
    sealed.size = len(content)
    sealed.sealed_at = at
    unit_of_work.change(sealed, "content", "size", "sealed_at")
    return sealed


@operation
def open_many(
    *,
    things: Sequence[tuple[models.Sealed, str]],
    case: UUID,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> list[bytes]:
    """Hand out texts of one case, after the access is on record.

    Args:
        things: each with the name under which the caller expects it to be sealed.
        case: whose they must be; from the row that points at them, or from above it.

    Raises:
        ValueError: an unknown purpose.
        errors.Mismatch: one is of another case or name, or was changed.
        errors.Erased: the case's key was destroyed.
    """
    if purpose not in rules.PURPOSES:
        raise ValueError(f"unknown purpose {purpose!r}")
    if purpose == "OWN_DATA" and by.kind == ActorKind.OFFICER:
        raise ValueError("OWN_DATA is the person's own look, and no officer's")
    if not things:
        return []
    for sealed, name in things:
        _check(sealed, case, name)
    key = _known_keys().get(case) or _unwrapped(things[0][0].key)
    names = sorted({name for _, name in things})
    _trace(case, key, names, by, purpose, at, agency, service)
    unit_of_work.flush()  # the trace first, then the text
    return [_text(key, sealed) for sealed, _ in things]


def _trace(
    case: UUID,
    key: bytes | None,
    names: Sequence[str],
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str,
    service: str,
) -> None:
    """Who opens what and why: told to the person, and to the public if it is power."""
    access = models.Access(
        case=case,
        names=list(names),
        actor_kind=by.kind,
        actor=by.id,
        office=by.office,
        office_en=by.office_en,
        purpose=purpose,
        at=at,
    )
    if purpose == "OWN_DATA" and by.kind in rules.OWNERS:
        _note_own_look(access)
    else:
        unit_of_work.add(access)
    if purpose not in rules.PRIVATE_PURPOSES:
        transparency.record(
            type="OPENED",
            subject=case,
            by=by,
            at=at,
            agency=agency or by.agency,
            service=service,
            secret=keys.derive(key, _LOG) if key else b"",
            facts={"purpose": purpose, "names": ",".join(names)},
        )


def _note_own_look(access: models.Access) -> None:
    """Note the owner's look at the same things once an hour: by its id it is the same.

    What is never deleted would otherwise grow with each page that its owner turns.
    """
    things, hour = ",".join(access.names), access.at.astimezone(dt.UTC)
    access.id = uuid5(access.case, f"{access.actor}|{things}|{hour:%Y-%m-%dT%H}")
    office = (access.office, access.office_en)
    told = (access.actor_kind, access.actor, *office, access.purpose, access.at)
    with connection.cursor() as cursor:
        cursor.execute(_OWN_LOOK, [access.id, access.case, access.names, *told])


@operation
def note_lookup(
    *, cases: Mapping[UUID, tuple[str, str]], name: str, by: Actor, at: dt.datetime
) -> None:
    """Note that cases were found by something personal, before they are shown.

    Nothing is opened, but that somebody has a case here says something of them.

    Args:
        cases: agency and service of each.
        name: what they were found by.
    """
    for row in models.CaseKey.objects.filter(case__in=cases):
        # Of an erased case no key is left, and its entry commits to nothing of it.
        key = _unwrapped(row) if row.wrapped is not None else None
        agency, service = cases[row.case]
        _trace(row.case, key, [name], by, "CONSULT", at, agency, service)
    unit_of_work.flush()


def _text(key: bytes, thing: models.Sealed) -> bytes:
    box = storage.read(thing.id) if thing.is_file else bytes(thing.content or b"")
    try:
        return keys.decrypt(key, box, _bound(thing.key_id, thing.id, thing.name))
    except keys.InvalidTag:
        raise errors.mismatch(thing.key_id) from None


@operation
def open(
    *,
    sealed: models.Sealed,
    case: UUID,
    name: str,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
) -> bytes:
    """Hand out one text; see `open_many`."""
    return open_many(
        things=[(sealed, name)],
        case=case,
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
    )[0]


@operation
def check_content(
    *,
    sealed: models.Sealed,
    case: UUID,
    name: str,
    content: bytes,
    by: Actor,
    at: dt.datetime,
) -> None:
    """Refuse unless exactly `content` lies there; nothing is handed out, so no trace.

    Raises:
        errors.Mismatch: something else does, or it is of another case or name.
    """
    _check(sealed, case, name)
    key = _known_keys().get(case) or _unwrapped(sealed.key)
    if not hmac.compare_digest(_text(key, sealed), content):
        raise errors.mismatch(case)


@operation
def discard(
    *, sealed: models.Sealed, case: UUID, name: str, by: Actor, at: dt.datetime
) -> None:
    """Forget one thing, its file only once this transaction has committed.

    Raises:
        errors.Mismatch: what is pointed at is of another case or name.
    """
    _check(sealed, case, name)
    if sealed.is_file:
        transaction.on_commit(functools.partial(storage.delete, sealed.id))
    unit_of_work.remove(sealed)


@operation
def sweep(*, by: Actor, at: dt.datetime) -> int:
    """Remove files that no row names: their transaction was rolled back long ago.

    Returns how many.

    Raises:
        errors.StrangeFiles: most files are without a row. Then the files belong to
            another database than this one, and nothing is removed.
    """
    old = list(storage.older_than(at - rules.ORPHAN_AFTER))
    named = queries.named({sealed_id for sealed_id, _ in old})
    orphans = [path for sealed_id, path in old if sealed_id not in named]
    if len(orphans) > max(rules.FEW, len(named)):
        raise errors.StrangeFiles("most sealed files belong to no row of this database")
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


@operation
def destroy(*, case: UUID, by: Actor, at: dt.datetime) -> None:
    """Erase a case for good: its key goes, so nothing of it can be opened again."""
    row = models.CaseKey.objects.select_for_update().get(case=case)
    secret = keys.derive(_unwrapped(row), _LOG)
    transparency.record(type="ERASED", subject=case, by=by, at=at, secret=secret)
    row.wrapped = None
    row.destroyed_at = at
    unit_of_work.change(row, "wrapped", "destroyed_at")
    _known_keys().pop(case, None)
