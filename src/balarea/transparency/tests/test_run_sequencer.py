"""The command that runs the sequencer: it waits for what is missing, and never ends."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from balarea.foundation import clock
from balarea.foundation.operation import SYSTEM
from balarea.transparency import queries
from balarea.transparency.management.commands import run_sequencer
from balarea.transparency.management.commands.run_sequencer import Command
from balarea.transparency.publishing.sequencer import Sequencer
from balarea.transparency.tests.published import append, read, signing


@pytest.mark.django_db(transaction=True)
def test_goes_on_once_what_was_missing_is_back(
    tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.BALAREA_LOG_DIR = tmp_path / "log"
    settings.BALAREA_SIGNER_SOCKET = tmp_path / "signer.sock"
    settings.BALAREA_LOG_WITNESSES = settings.BALAREA_LOG_POLICY = ""
    errors = io.StringIO()
    command = Command(stderr=errors)
    command.prepare()
    assert command.step() == run_sequencer.RETRY, "no signer yet"
    with signing(tmp_path):
        append(count=3, by=SYSTEM, at=clock.now())
        assert command.step() == run_sequencer.PERIOD
        assert len(read(tmp_path)) == 3
    append(count=1, by=SYSTEM, at=clock.now())
    assert command.step() == run_sequencer.RETRY
    summary = queries.log_summary()
    assert summary
    assert summary.fault == "SIGNER_AWAY"

    def lost(_: Sequencer) -> bool:
        raise OperationalError("the connection is lost")

    def broken(_: Sequencer) -> bool:
        raise ZeroDivisionError

    with signing(tmp_path):
        for fault, pause in (
            (lost, run_sequencer.RETRY),
            (broken, run_sequencer.RETRY_HISTORY),
        ):
            with monkeypatch.context() as patch:
                patch.setattr(Sequencer, "run_round", fault)
                assert command.step() == pause
        settings.BALAREA_LOG_POLICY = str(tmp_path / "gone")
        assert command.step() == run_sequencer.RETRY_HISTORY
        settings.BALAREA_LOG_POLICY = ""
        assert command.step() == run_sequencer.PERIOD
    assert len(read(tmp_path)) == 4
    assert errors.getvalue().count("SIGNER_AWAY") == 2
