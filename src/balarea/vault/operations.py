"""Encrypting personal data, and opening it: an access is recorded before decryption."""

import datetime as dt
import functools
import hmac
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from uuid import UUID, uuid5

from django.db import connection, transaction

from balarea.foundation import ids, unit_of_work
from balarea.foundation import operation as running_operation
from balarea.foundation.compiled import compiled
from balarea.foundation.operation import Actor, ActorKind, operation
from balarea.transparency import operations as transparency
from balarea.vault import binding, errors, keys, models, queries, rules, storage

_LOG = "log"
_OWN_ACCESS = """
    INSERT INTO "vault_access"
        (id, "case", names, actor_kind, actor, office, office_translations, purpose, at)
    VALUES (%s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s) ON CONFLICT (id) DO NOTHING
"""
_NEW_KEY = """
    INSERT INTO vault_casekey ("case", wrapped, created_at) VALUES (%s, %s, %s)
    ON CONFLICT DO NOTHING
"""


def _key(case: UUID, at: dt.datetime) -> bytes:
    """The case's key, created on first use; concurrent first uses get the same key."""
    cached = _cached_keys().get(case)
    if cached is not None:
        return cached
    if not (rows := _key_rows(case)):
        new = models.CaseKey(case=case, wrapped=keys.new_wrapped(case))
        with connection.cursor() as cursor:
            cursor.execute(_NEW_KEY, [case, bytes(new.wrapped or b""), at])
            rows = [new] if cursor.rowcount else _key_rows(case)
    return _unwrapped(rows[0])


_key_rows = compiled(queries.keys_of_case)


def _cached_keys() -> dict[UUID, bytes]:
    """Case → its key, for the keys that the running operation has unwrapped."""
    cached: dict[UUID, bytes] = running_operation.cache().setdefault("vault", {})
    return cached


def _unwrapped(row: models.CaseKey) -> bytes:
    if row.wrapped is None:
        raise errors.Erased
    cached = _cached_keys()
    if row.case not in cached:
        try:
            cached[row.case] = keys.unwrap(row.case, bytes(row.wrapped))
        except keys.InvalidTag:
            raise errors.mismatch(row.case) from None
    return cached[row.case]


@operation
def cache_key(*, sealed: models.Sealed, by: Actor, at: dt.datetime) -> None:
    """Cache the key of a case, read together with `sealed`, for the running operation.

    A destroyed key is not cached: `errors.Erased` is raised when it is needed.
    """
    if sealed.key.wrapped is not None:
        _unwrapped(sealed.key)


@operation
def log_secret(*, case: UUID, by: Actor, at: dt.datetime) -> bytes:
    """The key of the commitments in a case's log entries, derived from the case's key.

    32 bytes, for `transparency.operations.record`. Erasing the case destroys it too.
    """
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
    sealed_id: UUID | None = None,
) -> models.Sealed:
    """Encrypt `content` with the case's key, into a file or into the row.

    Args:
        name: what it is, such as `answers`; a part of the encryption's binding.
        sealed_id: of the row, if it belongs to another row by having the same id.
    """
    key, sealed_id = _key(case, at), sealed_id or ids.uuid7()
    encrypted = keys.encrypt(key, content, binding.bound(case, sealed_id, name))
    if is_file:
        storage.write(sealed_id, encrypted)
    sealed = models.Sealed(
        id=sealed_id,
        key_id=case,
        name=name,
        content=None if is_file else encrypted,
        is_file=is_file,
        size=len(content),
        digest=sha256(encrypted).digest(),
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
    """Replace the content of a sealed row, for drafts that their owner still writes.

    Raises:
        errors.Mismatch: `sealed` has another case or name.
        ValueError: it is a file.
    """
    binding.check(sealed, case, name)
    if sealed.is_file:
        raise ValueError("files are not replaced; seal a new one")
    key = _cached_keys().get(sealed.key_id) or _unwrapped(sealed.key)
    sealed.content = keys.encrypt(
        key, content, binding.bound(sealed.key_id, sealed.id, sealed.name)
    )
    sealed.size = len(content)
    sealed.digest = sha256(sealed.content).digest()
    sealed.sealed_at = at
    unit_of_work.change(sealed, "content", "digest", "size", "sealed_at")
    return sealed


@operation
def open_many(
    *,
    items: Sequence[tuple[models.Sealed, str]],
    case: UUID,
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str = "",
    service: str = "",
    revealed_on: dt.date | None = None,
) -> list[bytes]:
    """Decrypt texts or files of one case, after recording the access.

    Args:
        items: each with the name that the caller expects it to have.
        case: the case to which all must belong, from the row that points at them.
        purpose: one of `rules.PURPOSES`.
        revealed_on: for COVERT only: from which day on the person sees the access.

    Raises:
        ValueError: an unknown purpose, the person's own by an officer, or COVERT
            without the day on which it is revealed.
        errors.Mismatch: one has another case or name, or was changed.
        errors.Erased: the case's key was destroyed.
    """
    if purpose not in rules.PURPOSES:
        raise ValueError(f"unknown purpose {purpose!r}")
    if purpose in rules.OWN_PURPOSES and by.kind == ActorKind.OFFICER:
        raise ValueError(f"{purpose} is the person's own access, and no officer's")
    if (purpose == "COVERT") is (revealed_on is None):
        raise ValueError("a covert access, and no other, has a day of its revealing")
    if not items:
        return []
    for sealed, name in items:
        binding.check(sealed, case, name)
    key = _cached_keys().get(case) or _unwrapped(items[0][0].key)
    names = sorted({name for _, name in items})
    _record_access(case, key, names, by, purpose, at, agency, service, revealed_on)
    unit_of_work.flush()  # the record is written before anything is decrypted
    return [binding.decrypted(key, sealed) for sealed, _ in items]


def _record_access(
    case: UUID,
    key: bytes | None,
    names: Sequence[str],
    by: Actor,
    purpose: str,
    at: dt.datetime,
    agency: str,
    service: str,
    revealed_on: dt.date | None = None,
) -> None:
    """Record who opens what and why; in the public log too if it is a use of power."""
    _check_persons(case, by, purpose)
    access = models.Access(
        case=case,
        names=list(names),
        actor_kind=by.kind,
        actor=by.id,
        office=by.office,
        office_translations=dict(by.office_translations),
        purpose=purpose,
        at=at,
        revealed_on=revealed_on,
    )
    if purpose not in rules.PRIVATE_PURPOSES:
        facts: dict[str, str | int] = {"purpose": purpose, "names": ",".join(names)}
        if revealed_on is not None:
            # Who looks for this case in the log by its agency or service finds
            # nothing; the day is committed to now, so nobody can move it later.
            agency = service = ""
            facts["reveal_after"] = revealed_on.isoformat()
        entry = transparency.record(
            type="OPENED" if revealed_on is None else "OPENED_COVERTLY",
            subject=case,
            by=by,
            at=at,
            agency=agency or (by.agency if revealed_on is None else ""),
            service=service,
            secret=keys.derive(key, _LOG) if key else b"",
            facts=facts,
        )
        access.entry = entry.id
    if purpose == "OWN_DATA" and by.kind in rules.OWNERS:
        _record_own_access(access)
    else:
        unit_of_work.add(access)


def _check_persons(case: UUID, by: Actor, purpose: str) -> None:
    """Refuse an officer's operation that opens or finds too many cases at once."""
    if by.kind != ActorKind.OFFICER or purpose in rules.PRIVATE_PURPOSES:
        return
    cases: set[UUID] = running_operation.cache().setdefault("vault-persons", set())
    cases.add(case)
    if len(cases) > rules.MAX_PERSONS_AT_ONCE:
        raise errors.TooManyPersons(max=rules.MAX_PERSONS_AT_ONCE)


def _record_own_access(access: models.Access) -> None:
    """Record an owner's access to the same data once an hour, by an id made of these.

    These rows are never deleted, and would otherwise grow with each page view.
    """
    names, hour = ",".join(access.names), access.at.astimezone(dt.UTC)
    access.id = uuid5(access.case, f"{access.actor}|{names}|{hour:%Y-%m-%dT%H}")
    office = (access.office, json.dumps(access.office_translations))
    params = (access.actor_kind, access.actor, *office, access.purpose, access.at)
    with connection.cursor() as cursor:
        cursor.execute(_OWN_ACCESS, [access.id, access.case, access.names, *params])


@operation
def record_lookup(
    *, cases: Mapping[UUID, tuple[str, str]], name: str, by: Actor, at: dt.datetime
) -> None:
    """Record that cases were found by personal data, before they are shown.

    Nothing is decrypted, but that a person has a case here is personal data too.

    Args:
        cases: case → its agency and service.
        name: by which data they were found, such as `nik`.
    """
    for row in models.CaseKey.objects.filter(case__in=cases):
        # An erased case has no key, so its log entry has no keyed commitment.
        key = _unwrapped(row) if row.wrapped is not None else None
        agency, service = cases[row.case]
        _record_access(row.case, key, [name], by, "CONSULT", at, agency, service)
    unit_of_work.flush()


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
    revealed_on: dt.date | None = None,
) -> bytes:
    """Decrypt one text or file after recording the access; see `open_many`."""
    return open_many(
        items=[(sealed, name)],
        case=case,
        by=by,
        purpose=purpose,
        at=at,
        agency=agency,
        service=service,
        revealed_on=revealed_on,
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
    """Check that `sealed` contains exactly `content`.

    Nothing is returned, so no access is recorded.

    Raises:
        errors.Mismatch: it has other content, or another case or name.
    """
    binding.check(sealed, case, name)
    key = _cached_keys().get(case) or _unwrapped(sealed.key)
    if not hmac.compare_digest(binding.decrypted(key, sealed), content):
        raise errors.mismatch(case)


@operation
def delete_sealed(
    *, sealed: models.Sealed, case: UUID, name: str, by: Actor, at: dt.datetime
) -> None:
    """Delete one sealed row, and its file after this transaction has committed.

    Raises:
        errors.Mismatch: `sealed` has another case or name.
    """
    binding.check(sealed, case, name)
    if sealed.is_file:
        transaction.on_commit(functools.partial(storage.delete, sealed.id))
    unit_of_work.remove(sealed)


@operation
def sweep(*, by: Actor, at: dt.datetime) -> int:
    """Delete files of rolled-back transactions, which have no row; returns how many.

    Raises:
        errors.UnknownFiles: most files have no row, so they probably belong to another
            database. None is deleted.
    """
    old = list(storage.older_than(at - rules.ORPHAN_AFTER))
    existing = queries.existing_ids({sealed_id for sealed_id, _ in old})
    orphans = [path for sealed_id, path in old if sealed_id not in existing]
    if len(orphans) > max(rules.FEW, len(existing)):
        raise errors.UnknownFiles("most sealed files belong to no row of this database")
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


@operation
def erase(*, case: UUID, by: Actor, at: dt.datetime) -> None:
    """Erase a case for good by destroying its key: none of its data can be opened."""
    row = models.CaseKey.objects.select_for_update().get(case=case)
    secret = keys.derive(_unwrapped(row), _LOG)
    transparency.record(type="ERASED", subject=case, by=by, at=at, secret=secret)
    row.wrapped = None
    row.destroyed_at = at
    unit_of_work.change(row, "wrapped", "destroyed_at")
    _cached_keys().pop(case, None)
