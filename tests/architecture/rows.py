"""Valid rows for any table, with those that they refer to: for tests of all tables."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models

AT = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
# Values that a table's constraints require.
CONSTRAINED: dict[str, dict[str, Any]] = {
    "people_mandate": {"proof": "CODE", "kind": "FAMILY", "accepted_at": None},
    "people_substitution": {
        "kind": "PLT",
        "begins_on": dt.date(2026, 12, 1),
        "ends_on": dt.date(2026, 12, 8),
    },
    "people_absence": {
        "begins_on": dt.date(2026, 12, 1),
        "ends_on": dt.date(2026, 12, 8),
    },
    "vault_casekey": {"wrapped": b"wrapped"},
    "applications_draw": {"cause": ""},
    "applications_drawresult": {"first_proof": b"first", "second_proof": b"second"},
    "payments_surplus": {"remedy": ""},  # not settled yet
    "applications_reply": {"agrees": True},
    "applications_assignment": {"kind": "GIVEN_BACK"},
    "applications_handout": {"mandate": ""},  # the holder collected it
    "applications_objectionoutcome": {"is_granted": True},
    "applications_decisionextension": {
        "previous_due_on": dt.date(2026, 12, 1),
        "due_on": dt.date(2026, 12, 8),
    },
    "applications_measure": {"kind": "SUSPENSION"},
    "applications_casequestion": {"ending": ""},
    "applications_namerequest": {"ending": "", "refusal": ""},
    "people_contactnamerequest": {"ending": "", "refusal": ""},
    "applications_covertorder": {"ending": ""},
    "applications_takennotice": {"way": "OPENED"},
    "applications_decision": {"is_by_rules": True, "outcome": "GRANTED"},
}
# Foreign keys that may be empty, but that a table's constraints require here.
REFERRED = {
    "applications_assignment": {"assigned_by"},
    "applications_objection": {"decision"},
    "people_mandate": {"principal_contact"},
    "applications_correctionoutcome": {"reasons"},
    "applications_draft": {"contact"},
    "applications_application": {"contact"},
    "applications_bundlefiling": {"contact"},
}


def planted(model: type[models.Model], rows: list[models.Model]) -> models.Model:
    """Insert a row, and before it those that it refers to; all are added to `rows`."""
    row = fresh(model, rows)
    row.save(force_insert=True)
    rows.append(row)
    return row


def fresh(model: type[models.Model], rows: list[models.Model]) -> models.Model:
    """An unsaved row; those that it refers to are inserted and added to `rows`."""
    values: dict[str, Any] = {}
    referred = REFERRED.get(model._meta.db_table, set())
    for field in model._meta.concrete_fields:
        if isinstance(field, models.ForeignKey):
            if not field.null or field.name in referred:
                values[field.name] = planted(field.related_model, rows)
        elif not isinstance(field, models.AutoField) and needs_value(field):
            values[field.attname] = value_of(field)
    return model(**values | CONSTRAINED.get(model._meta.db_table, {}))


def needs_value(field: models.Field[Any, Any]) -> bool:
    if isinstance(field, models.CompositePrimaryKey):
        return False
    return not (field.null or field.has_default() or field.has_db_default())


# The first match counts: to Django a DateTimeField is a DateField.
MADE: list[tuple[type | tuple[type, ...], Callable[[uuid.UUID, Any], Any]]] = [
    (models.UUIDField, lambda some, field: some),
    (models.CharField, lambda some, field: some.hex[: field.max_length or 32]),
    ((models.TextField, SearchVectorField), lambda some, field: some.hex),
    (models.BinaryField, lambda some, field: some.bytes * 2),
    (models.BooleanField, lambda some, field: False),
    (models.DateTimeField, lambda some, field: AT),
    (models.DateField, lambda some, field: AT.date() + dt.timedelta(some.int % 9999)),
    (models.JSONField, lambda some, field: {}),
    (ArrayField, lambda some, field: []),
    (models.IntegerField, lambda some, field: 1),
]


def value_of(field: models.Field[Any, Any]) -> Any:
    """A valid value of a field, which is in no other row."""
    if field.choices:
        return next(iter(field.choices))[0]
    some = uuid.uuid4()
    make = next(make for kinds, make in MADE if isinstance(field, kinds))
    return make(some, field)
