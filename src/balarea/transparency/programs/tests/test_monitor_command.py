"""`balarea monitor` with an address alone."""

from pathlib import Path

import pytest

from balarea.transparency.programs import clock, monitor
from balarea.transparency.programs.tests.sample_log import KEY, SampleLog
from balarea.transparency.programs.tests.test_monitor import AT, A, leaf


def test_begins_with_the_mall_s_own_policy_and_remembers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    log, own = SampleLog([leaf(AT)]), f"log {KEY.vkey}\nquorum none\n"

    class Site:
        """The mall's address and the log's below it."""

        def __init__(self, url: str) -> None:
            self.url = url

        def read(self, path: str, limit: int) -> bytes:
            if self.url == "https://mall.example/":
                assert path == "verifikasi/aturan-saksi.txt"
                return own.encode()
            return log.read(path, limit)

    monkeypatch.setattr(monitor, "HttpSource", Site)
    monkeypatch.setattr(clock, "seconds", lambda: AT)
    url = "https://mall.example/transparansi/log"
    arguments = [url, "--once", "--folder", str(tmp_path / "new"), "--lang", "en"]
    assert monitor.main(arguments) == monitor.WELL
    assert "taken from the mall itself" in capsys.readouterr().out
    stored = tmp_path / "new" / "policy.txt"
    assert stored.read_text() == own
    # A key that the mall names later isn't believed
    own = f"log {A.vkey}\nquorum none\n"
    assert monitor.main(arguments) == monitor.WELL
    assert "taken from" not in capsys.readouterr().out
    assert KEY.vkey in stored.read_text()
