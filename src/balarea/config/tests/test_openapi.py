from pathlib import Path

from django.conf import settings

from balarea.config.management.commands.openapi import description


def test_the_written_api_is_the_one_that_answers() -> None:
    path = Path(settings.ROOT) / "docs" / "openapi.json"
    assert path.read_text("utf-8") == description(), "run script/manage openapi"
