"""The register of personal data, from what the models declare."""

from collections.abc import Iterator

from django.apps import apps

from balarea.foundation.personal_data import Personal

HEAD = """# Personal data: what lies where

Written by `script/manage write_docs` from the models; a test finds it out of date,
and another every field that is declared neither as personal nor as not.

What citizens write, upload and are told lies in `vault_sealed` (files: in the data
folder) under the key of its case: names, NIK, addresses, answers, decisions with their
reasons. Other tables hold what is listed here. Tables of libraries stand beside them:
sessions know a contact by its id, and second factors belong to an account. No job
clears the mailbox of a demonstration (`notices_shown`): it goes with the demonstration.

| Form | Means |
|---|---|
| PLAIN | as it is |
| MASKED | enough to recognise one's own, too little to find another's |
| SEALED | under the key of its case |
| INDEX | a keyed fingerprint, which nobody outside can compute |
| HASH | a fingerprint that whoever holds the same thing can compute |
| PSEUDONYM | an id that leads to a person inside the house only |

| Kept | Until |
|---|---|
| CASE | the case is erased: its key is destroyed, or its row goes |
| RECORD | the act of government that it is part of is no longer kept |
| ACCOUNT | the account or the contact is no longer known |
| OFFICE | the acts of that official are no longer kept |
| WINDOW | minutes or days later it is of no use, and a job clears it away |

| Table | Field | Tells | Form | Kept |
|---|---|---|---|---|
"""


def render() -> str:
    return HEAD + "".join(f"{row}\n" for row in sorted(_rows()))


def _rows() -> Iterator[str]:
    for model in apps.get_models():
        declared: dict[str, Personal] = getattr(model, "personal", {})
        for field, says in declared.items():
            cells = (field, says.tells, says.form, says.keeps)
            yield f"| {model._meta.db_table} | {' | '.join(cells)} |"
