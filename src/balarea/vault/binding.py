"""What binds an encrypted content to its case and name."""

from uuid import UUID

from balarea.vault import errors, keys, models, storage


def check(sealed: models.Sealed, case: UUID, name: str) -> None:
    """Refuse a sealed row other than the one to which the caller's row should point.

    The encryption binds the content to its case, id and name, but not the foreign key:
    by SQL a row can be pointed at the data of another person.

    Raises:
        errors.Mismatch: `sealed` has another case or name.
    """
    if sealed.key_id != case or sealed.name != name:
        raise errors.mismatch(case)


def bound(case: UUID, sealed_id: UUID, name: str) -> bytes:
    return case.bytes + sealed_id.bytes + name.encode()


def decrypted(key: bytes, row: models.Sealed) -> bytes:
    encrypted = storage.read(row.id) if row.is_file else bytes(row.content or b"")
    try:
        return keys.decrypt(key, encrypted, bound(row.key_id, row.id, row.name))
    except keys.InvalidTag:
        raise errors.mismatch(row.key_id) from None
