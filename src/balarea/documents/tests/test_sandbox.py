"""The child that examines files: its environment, its limits, and a failed start."""

import io
import os
import sys
from pathlib import Path

import pytest
from django.test import Client

from balarea.documents import errors, intake, sandbox, testing, uploads
from balarea.documents.intake import Reason, Rejected
from balarea.documents.sandbox import __main__ as child
from balarea.documents.tests import sandbox_jobs


@pytest.fixture
def no_python(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The exit status of a loader that doesn't find Python's library."""
    script = tmp_path / "python"
    script.write_text("#!/bin/sh\nexit 127\n")
    script.chmod(0o700)
    monkeypatch.setattr(sys, "executable", str(script))


@pytest.fixture
def more_jobs(monkeypatch: pytest.MonkeyPatch) -> None:
    """The child's limits as they are, around jobs that only tests have."""
    monkeypatch.setattr(sandbox, "_PROGRAM", sandbox_jobs.__name__)


@pytest.mark.usefixtures("more_jobs")
def test_the_child_has_no_environment_and_no_way_past_its_memory(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BALAREA_SECRET_KEY", "do-not-tell")
    facts, _ = sandbox.run("probe", b"")
    assert "BALAREA_SECRET_KEY" not in facts["environment"]
    with pytest.raises(sandbox.Broken):
        sandbox.run("swell", b"")
    assert os.environ["BALAREA_SECRET_KEY"] == "do-not-tell"


def test_the_child_finds_the_library_of_its_python(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", str(tmp_path))
    facts, _ = sandbox.run("probe", b"")
    assert "LD_LIBRARY_PATH" in facts["environment"]


def reason_of_check() -> Reason:
    with pytest.raises(Rejected) as refused:
        intake.check(testing.pdf())
    return refused.value.reason


@pytest.mark.usefixtures("no_python")
def test_a_child_that_does_not_start_is_an_installation_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert reason_of_check() is Reason.NOT_CHECKED
    assert "does not start" in caplog.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]


@pytest.mark.django_db
@pytest.mark.usefixtures("no_python")
def test_an_installation_fault_is_not_blamed_on_the_file() -> None:
    with pytest.raises(errors.FileNotChecked) as refused:
        uploads.examine(testing.pdf())
    assert refused.value.status == 503
    file = io.BytesIO(testing.pdf())
    page = Client().post("/verifikasi/berkas/", {"berkas": file})
    assert page.status_code == 503
    assert "Kesalahan ada pada kami" in page.content.decode()


def test_a_missing_python_is_an_installation_fault(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert reason_of_check() is Reason.NOT_CHECKED
    assert "does not start" in caplog.text


@pytest.mark.usefixtures("more_jobs")
def test_a_missing_library_is_an_installation_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with pytest.raises(sandbox.NotStarted):
        sandbox.run("lack", b"")
    assert "library" in caplog.text


def test_the_child_has_only_the_jobs_that_are_needed() -> None:
    assert set(child.JOBS) == {"intake", "pages", "scan", "signatures", "probe"}


@pytest.mark.parametrize("job", ["swell", "lack", sandbox_jobs.__name__, "os", ""])
def test_no_other_job_or_module_can_be_run(job: str) -> None:
    with pytest.raises(sandbox.Broken):
        sandbox.run(job, b"")
