"""Changelog, package and publiccode.yml name the same released version."""

import re
import tomllib
from itertools import pairwise

import yaml

from tests.architecture.source import ROOT

RELEASE = re.compile(r"^## \[(\d+)\.(\d+)\.(\d+)\] - (\d{4}-\d{2}-\d{2})$", re.M)
HEADING = re.compile(r"^## .+$", re.M)
SECTIONS = {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def releases(changelog: str) -> list[tuple[tuple[int, ...], str]]:
    """Version and day of each release, in the order of the file."""
    return [
        (tuple(map(int, match.groups()[:3])), match[4])
        for match in RELEASE.finditer(changelog)
    ]


def faults(changelog: str) -> list[str]:
    """Headings that aren't in Keep a Changelog, and releases out of order."""
    headings = HEADING.findall(changelog)
    wrong = [h for h in headings[1:] if not RELEASE.fullmatch(h)]
    if headings[:1] != ["## [Unreleased]"]:
        wrong.append("no [Unreleased] on top")
    sections = re.findall(r"^### (.+)$", changelog, re.M)
    wrong += [section for section in sections if section not in SECTIONS]
    for (newer, day), (older, earlier) in pairwise(releases(changelog)):
        if newer <= older or day < earlier:
            wrong.append(f"{newer} above {older}")
    return wrong


def test_the_changelog_keeps_its_form() -> None:
    assert faults((ROOT / "CHANGELOG.md").read_text(encoding="utf-8")) == []


def test_the_newest_release_is_the_version_everywhere() -> None:
    version, day = releases((ROOT / "CHANGELOG.md").read_text(encoding="utf-8"))[0]
    named = ".".join(map(str, version))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    card = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert project["project"]["version"] == named
    assert card["softwareVersion"] == named
    assert card["releaseDate"] == day


def test_a_fault_in_a_changelog_is_found() -> None:
    right = "## [Unreleased]\n## [0.2.0] - 2026-02-01\n## [0.1.0] - 2026-01-01\n"
    assert faults(right) == []
    assert faults(right.replace("0.2.0", "0.0.9")) == ["(0, 0, 9) above (0, 1, 0)"]
    assert faults(right + "### Mended\n") == ["Mended"]
    assert faults("## Next\n") == ["no [Unreleased] on top"]
