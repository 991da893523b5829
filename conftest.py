"""What every test of the house may ask for."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings

from balarea.foundation import clock, ids
from balarea.foundation.operation import Actor, ActorKind
from balarea.payments.providers import keys as payment_keys
from balarea.vault import keys

pytest_plugins = ["tests.browser"]


@pytest.fixture(scope="session", autouse=True)
def plain_static() -> Iterator[None]:
    """Static files from where they lie: tests need no collectstatic."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        STORAGES={**settings.STORAGES, "staticfiles": plain},
        WHITENOISE_AUTOREFRESH=True,
        WHITENOISE_USE_FINDERS=True,
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def keys_and_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keys and sealed files of their own, away from any mall's."""
    folder = tmp_path_factory.mktemp("data")
    keys.make(folder / "keys")
    payment_keys.make(folder / "keys", "demo")
    with override_settings(
        BALAREA_KEYS_DIR=folder / "keys",
        BALAREA_FILES_DIR=folder / "files",
        BALAREA_PAYMENT_PROVIDER="demo",
        BALAREA_NOTICE_PROVIDERS={"PHONE": "demo", "EMAIL": "demo"},
        # Real passwords are hashed slowly on purpose; a test's are no secret.
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield folder


@pytest.fixture
def at() -> dt.datetime:
    """Now, once for the whole test."""
    return clock.now()


@pytest.fixture
def citizen() -> Actor:
    """Somebody who asks for a service."""
    return Actor(ActorKind.CITIZEN, ids.uuid7())
