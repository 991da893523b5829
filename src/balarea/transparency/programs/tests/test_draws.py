"""`balarea draws audit` reads draws and log, and its exit status says what it found."""

import json
import re
from pathlib import Path

import pytest

from balarea.transparency.draw import audit
from balarea.transparency.draw.tests.test_audit import Story, story_of_three
from balarea.transparency.programs import draws
from balarea.transparency.programs.log_source import Missing
from balarea.transparency.programs.tests.sample_log import KEY, SampleLog


class Site:
    """A mall's public files: pages of draws by their path, and its log."""

    def __init__(self, export: audit.Export, story: Story) -> None:
        self.log = SampleLog(story.entries)
        first = audit.Export(export.rosters, export.draws[:2], "ab" * 16)
        rest = audit.Export(export.rosters, export.draws[2:])
        self.pages = {
            draws.DRAWS: audit.write_export(first),
            f"{draws.DRAWS}?sesudah={'ab' * 16}": audit.write_export(rest),
        }

    def read(self, path: str, limit: int) -> bytes:
        if path not in self.pages:
            raise Missing(path)
        return self.pages[path].encode()[:limit]


def test_reads_every_page_of_draws_and_every_leaf_of_the_log(tmp_path: Path) -> None:
    export, story = story_of_three()
    site = Site(export, story)
    log = draws.read_log(site.log, [KEY.verifier], tmp_path)
    report = audit.audit(draws.read_draws(site), log, allows_simulated=True)
    assert (report.is_clean, report.recomputed, report.waiting) == (True, 2, 1)
    assert draws.report_lines(report)[-1].startswith("Semua cocok.")


def test_has_a_sentence_for_whatever_an_audit_can_find() -> None:
    source = Path(audit.__file__).read_text()
    codes = set(re.findall(r'Discrepancy\(\s*"([A-Z_]+)"', source))
    assert codes == set(draws.SENTENCES)


@pytest.mark.parametrize("is_changed", [False, True])
def test_says_by_its_exit_status_whether_a_file_holds(
    tmp_path: Path, is_changed: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads(audit.write_export(story_of_three()[0]))
    content["draws"] = content["draws"][:2]  # the third is of long ago, and waits
    if is_changed:
        content["draws"][0]["officer"] = "0" * 32
    path = tmp_path / "undian.json"
    path.write_text(json.dumps(content))
    arguments = ["audit", str(path), "--simulated"]
    assert draws.main(arguments) == (draws.ALARM if is_changed else 0)
    output = capsys.readouterr().out
    assert ("OTHER_OFFICER" in output) == is_changed
    assert "simulated rounds" in output


def test_refuses_what_it_cannot_read_and_a_log_of_unknown_keys(tmp_path: Path) -> None:
    path = tmp_path / "undian.json"
    path.write_text("{}")
    assert draws.main(["audit", str(path)]) == draws.UNUSABLE
    assert draws.main(["audit", "http://mall.example/"]) == draws.UNUSABLE
