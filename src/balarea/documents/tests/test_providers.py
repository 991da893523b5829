"""Signers are registered in one table, and a setting chooses one of them."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from balarea.documents import operations, providers, testing
from balarea.documents.providers import base
from balarea.foundation.operation import SYSTEM


class Stamp:
    """A minimal signer, as a new provider would be."""

    def sign(self, pdf: bytes, *, seal: base.Seal, at: dt.datetime) -> bytes:
        return pdf + b"% signed by Stamp\n"

    def validity(self) -> base.Validity:
        return base.Validity(
            dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
            dt.datetime(2100, 1, 1, tzinfo=dt.UTC),
        )

    def roots(self) -> Sequence[str]:
        return []


@pytest.mark.parametrize("name", providers.SIGNERS)
def test_every_signer_of_the_table_follows_the_interface(name: str) -> None:
    signer: Any = import_string(providers.SIGNERS[name])
    for method in ("sign", "validity", "roots"):
        assert callable(getattr(signer, method))


@pytest.mark.django_db
def test_a_signer_in_the_table_signs_once_the_setting_names_it(
    monkeypatch: pytest.MonkeyPatch, settings: Any, at: dt.datetime
) -> None:
    path = f"{__name__}.Stamp"
    monkeypatch.setattr(providers, "SIGNERS", {**providers.SIGNERS, "stamp": path})
    settings.BALAREA_SIGNER = "stamp"
    document = testing.prepared(at=at)
    issued = operations.issue(document=document.id, by=SYSTEM, at=at)
    assert testing.content_of(issued, at=at).endswith(b"% signed by Stamp\n")


def test_refuses_a_signer_that_is_not_in_the_table(settings: Any) -> None:
    settings.BALAREA_SIGNER = "nobody"
    with pytest.raises(ImproperlyConfigured, match="demo"):
        providers.signer()
