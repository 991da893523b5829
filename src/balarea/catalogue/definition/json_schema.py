"""The definition format as JSON Schema 2020-12, for editors and validators elsewhere.

It describes the shape of a published definition, whose canonical JSON is at
`/api/v1/definitions/<hash>`. What `validation` checks besides, such as rules that name
existing questions, no schema can express.
"""

from typing import Any

import msgspec

from .format import Definition

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def json_schema(address: str) -> dict[str, Any]:
    """The schema; `address` is where it is published, its `$id`."""
    shape = msgspec.json.schema(Definition)
    return {
        "$schema": DIALECT,
        "$id": address,
        "title": "Balarea service definition, schema 1",
        **shape,
    }
