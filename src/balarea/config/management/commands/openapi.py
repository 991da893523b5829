import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.utils import translation

from balarea.config.api import api


def description() -> str:
    """The API as OpenAPI, in a steady order and in English."""
    with translation.override("en"):
        schema = api.get_openapi_schema(path_prefix="/api/v1/")
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


class Command(BaseCommand):
    """Write docs/openapi.json, the API as programs read it."""

    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        path = Path(settings.ROOT) / "docs" / "openapi.json"
        path.write_text(description(), encoding="utf-8")
        self.stdout.write(f"{path.relative_to(settings.ROOT)} is written.")
