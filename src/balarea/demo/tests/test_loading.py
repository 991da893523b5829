"""A demonstration is filled once, with an application in each state."""

import datetime as dt
import io
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from balarea.applications import models
from balarea.catalogue import definition as engine
from balarea.catalogue import operations
from balarea.catalogue import testing as catalogue_testing
from balarea.demo import cast, loading
from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM


def publish() -> None:
    """Publish the services and the bundle that are played, with all agencies."""
    folder, every = Path(settings.BALAREA_SERVICES_DIR), catalogue_testing.shipped()
    [birth] = [one for one in engine.load_bundles(folder) if one.code == cast.BIRTH]
    codes = {*catalogue_testing.ARRANGED, cast.BY_RULES.service}
    codes |= {one.code for one in birth.services} | {one.code for one in birth.later}
    operations.publish(
        definitions=[every[code] for code in sorted(codes)],
        agencies=engine.load_agencies(folder),
        bundles=[birth],
        by=SYSTEM,
        at=clock.now(),
    )


@pytest.mark.django_db
def test_a_demonstration_is_filled_once(
    keys_and_files: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    at: dt.datetime,
) -> None:
    some = [scene for scene in cast.SCENES if scene.service.startswith("DKC-0")]
    monkeypatch.setattr(cast, "SCENES", tuple(some))
    for command in ("make_signer", "make_payment_keys"):
        call_command(command, verbosity=0, stdout=io.StringIO())
    publish()
    with override_settings(DATA=tmp_path):
        card = loading.load(at)
        assert loading.load(at) == card
    assert set(card["tracking"]) >= {"RECEIVED", "RETURNED", "ISSUED", "REVOKED"}
    assert set(card["accounts"]) >= {*cast.ROLES, *cast.CITIZENS}
    holders = models.Application.objects.exclude(holder_index=None)
    people = holders.values("holder_index").distinct().count()
    assert people >= min(len(cast.APPLICANTS), holders.count()) // 2
