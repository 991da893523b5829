"""Mask e-mail addresses again that were stored with their whole host.

A frozen copy of `people.rules.masked_contact` as it was when this was written, from
the masked text alone: nothing is opened for it. Of a local part of one letter and one
star nobody knows any more whether it had one letter or two, so it loses the letter.
"""

from django.db.migrations.operations import RunSQL

from balarea.transparency import guard

_WELL_KNOWN = (
    "aol.com gmail.com googlemail.com hotmail.co.id hotmail.com icloud.com live.com"
    " mail.com me.com msn.com outlook.co.id outlook.com proton.me protonmail.com"
    " rocketmail.com yahoo.co.id yahoo.co.uk yahoo.com yandex.com ymail.com zoho.com"
)
_SHARED = "ac|biz|co|desa|go|mil|my|net|or|ponpes|sch|web"
_AGAIN = """
    UPDATE {table} SET masked =
        CASE WHEN masked LIKE '_*@%' THEN '*' ELSE split_part(masked, '@', 1) END
        || '@' ||
        CASE WHEN split_part(masked, '@', 2) = ANY (string_to_array('{known}', ' '))
            THEN split_part(masked, '@', 2)
            ELSE left(split_part(masked, '@', 2), 1) || '***.' || coalesce(
                substring(masked from '[^.@]\\.((?:{shared})\\.id)$'),
                substring(masked from '[^.@]+$')
            )
        END
    WHERE masked LIKE '%@%' AND masked NOT LIKE '%@_***.%'
"""


def again(table: str) -> str:
    """SQL for a table with a column `masked` of phones and e-mail addresses."""
    return _AGAIN.format(table=table, known=_WELL_KNOWN, shared=_SHARED)


def masked_again(table: str) -> RunSQL:
    """Do so, though the table is guarded."""
    return guard.unguarded(table, again(table))
