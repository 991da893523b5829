"""The API as programs read it."""

import json

from django.utils import translation

from balarea.config.api import api


def render() -> str:
    """The API as OpenAPI, in a steady order and in English."""
    with translation.override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
