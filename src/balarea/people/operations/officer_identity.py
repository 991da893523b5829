"""An officer's NIK and family card, as indexes that find conflicts of interest."""

import datetime as dt

from balarea.foundation import nik as national_ids
from balarea.foundation import normalization, unit_of_work
from balarea.foundation.operation import Actor, operation
from balarea.people import errors, models
from balarea.people.operations import officer_contacts
from balarea.vault import queries as vault

FAMILY_CARD_DIGITS = 16


@operation
def set_identity(
    *,
    officer: models.Officer,
    nik: str = "",
    family_card: str = "",
    by: Actor,
    at: dt.datetime,
) -> None:
    """Store by which their own cases and their family's are found; empty removes it.

    Neither number can be read again, by anybody.

    Raises:
        errors.NotANik: no such NIK can exist.
        errors.NotAFamilyCard: it has not sixteen digits.
    """
    number, card = national_ids.read(nik), normalization.digits(family_card)
    if nik.strip() and not number:
        raise errors.NotANik
    if family_card.strip() and len(card) != FAMILY_CARD_DIGITS:
        raise errors.NotAFamilyCard
    officer.nik_index = vault.blind_index("nik", number) if number else None
    officer.family_index = vault.blind_index("family", card) if card else None
    unit_of_work.change(officer, "nik_index", "family_index")
    officer_contacts.record_changed(officer, by, at)
