"""The register of personal data, from what the models declare."""

from collections.abc import Iterator

from django.apps import apps

from balarea.foundation.personal_data import PersonalField

HEAD = """# Personal data: what is stored where

Written by `script/manage write_docs` from the models. Tests fail when this page is out
of date, and when a field is declared neither as personal nor as not personal.

What citizens write, upload and receive is stored in `vault_sealed` (files: in the data
folder), encrypted with the key of its case: names, NIK, addresses, answers, decisions
with their reasons. This page lists the fields of all other tables, except those of
libraries: sessions contain the id of a contact, and second factors that of an account.
No job clears the mailbox of a demonstration (`notices_shown`); it is deleted with the
demonstration.

| Form | Means |
|---|---|
| PLAIN | as it is |
| MASKED | enough to recognise one's own, too little to find another's |
| SEALED | encrypted with the key of its case |
| INDEX | a keyed fingerprint, which only the mall can compute |
| HASH | a fingerprint that anyone with the same content can compute |
| PSEUDONYM | an id that only the mall can link to a person |

| Retention | Until |
|---|---|
| CASE | the case is erased: its key is destroyed, or its row goes |
| RECORD | the act of government that it is part of is no longer kept |
| ACCOUNT | the account or the contact is no longer known |
| OFFICE | the acts of that official are no longer kept |
| WINDOW | minutes or days later it is of no use, and a job clears it away |

| Table | Field | Category | Form | Retention |
|---|---|---|---|---|
"""


def render() -> str:
    return HEAD + "".join(f"{row}\n" for row in sorted(_rows()))


def _rows() -> Iterator[str]:
    for model in apps.get_models():
        fields: dict[str, PersonalField] = getattr(model, "personal", {})
        for field, declaration in fields.items():
            cells = (
                field,
                declaration.category,
                declaration.form,
                declaration.retention,
            )
            yield f"| {model._meta.db_table} | {' | '.join(cells)} |"
