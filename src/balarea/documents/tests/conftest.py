import pytest
from django.conf import settings

from balarea.documents.providers import authority
from balarea.foundation import clock


@pytest.fixture(scope="session", autouse=True)
def _signer(keys_and_files: object) -> None:
    """Make the demo signer in the tests' key folder."""
    authority.make(settings.BALAREA_KEYS_DIR, at=clock.now())
