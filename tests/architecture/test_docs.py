"""Documents are complete: reasons of dependencies, locks, links, decisions."""

import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from tests.architecture.source import ROOT, SRC, tracked

# Folders of a developer's machine.
PRIVATE = re.compile(r"(?<![\w.~:/-])/(?:home|root|Users|work|workspace)/[\w.-]+")
DECISION = re.compile(r"\bdecisions? (\d{1,4})\b", re.IGNORECASE)
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX|HACK)[:(]")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)")
IMAGE = re.compile(r"!\[[^\]]*\]\((?!https?:)([^)\s]+)\)")
TEXTS = (".py", ".html", ".css", ".js", ".md", ".yaml", ".yml", ".toml", ".typ", ".po")


def private_places(text: str) -> list[str]:
    return [match.group() for match in PRIVATE.finditer(text)]


def bare_dependencies(pyproject: str) -> Iterator[str]:
    """Dependencies without their reason beside them."""
    is_inside = False
    for line in pyproject.splitlines():
        if re.match(r"(dependencies|dev) = \[", line):
            is_inside = True
        elif line.startswith("]"):
            is_inside = False
        elif is_inside and '"' in line and not re.search(r",\s*# \w.{4,}", line):
            yield line.strip()


def unlocked(lock: str) -> list[str]:
    """Requirements without an exact version and a hash."""
    entries = re.split(r"\n(?=[A-Za-z0-9])", lock)
    return [
        entry.splitlines()[0]
        for entry in entries
        if re.match(r"[A-Za-z0-9]", entry)
        and not ("==" in entry and "--hash=sha256:" in entry)
    ]


def locked_names(lock: str) -> set[str]:
    return {
        name.lower().replace("_", "-")
        for name in re.findall(r"^([\w.-]+)==", lock, re.M)
    }


def text_files() -> Iterator[tuple[Path, str]]:
    this = Path(__file__).relative_to(ROOT)  # it contains examples of the faults
    for path in tracked():
        if path == this:
            continue
        if path.suffix in TEXTS or path.parts[0] == "script":
            yield path, (ROOT / path).read_text(encoding="utf-8")


def documents() -> list[Path]:
    return list(tracked(".md"))


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_no_file_names_a_folder_of_a_developers_machine() -> None:
    wrong = [
        f"{p}: {', '.join(f)}" for p, t in text_files() if (f := private_places(t))
    ]
    assert not wrong


def test_nothing_is_marked_as_unfinished() -> None:
    assert not [str(path) for path, text in text_files() if UNFINISHED.search(text)]


def test_every_dependency_has_its_reason_beside_it() -> None:
    assert not list(bare_dependencies(read("pyproject.toml")))


@pytest.mark.parametrize("name", ["runtime", "dev"])
def test_every_requirement_is_locked_with_hashes(name: str) -> None:
    assert not unlocked(read(f"requirements/{name}.txt"))


def test_the_lock_holds_every_dependency() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    wanted = {
        re.split(r"[\[<>=~! ]", text)[0].lower()
        for text in project["project"]["dependencies"]
    }
    assert not wanted - locked_names(read("requirements/runtime.txt"))


@pytest.mark.parametrize("path", documents(), ids=str)
def test_every_link_and_picture_of_a_paper_is_there(path: Path) -> None:
    text = re.sub(
        r"```.*?```", "", (ROOT / path).read_text(encoding="utf-8"), flags=re.S
    )
    targets = [*LINK.findall(text), *IMAGE.findall(text)]
    missing = [t for t in targets if not (ROOT / path.parent / t).exists()]
    assert not missing


def test_decisions_have_numbers_of_their_own_and_stand_in_the_index() -> None:
    decisions = [p.name for p in tracked(".md") if p.parts[:2] == ("docs", "decisions")]
    numbered = [name for name in decisions if name != "README.md"]
    numbers = [name[:4] for name in numbered]
    index = read("docs/decisions/README.md")
    assert all(re.match(r"\d{4}-[a-z0-9-]+\.md", name) for name in numbered)
    assert len(numbers) == len(set(numbers))
    assert not [name for name in numbered if f"({name})" not in index]


def decided() -> set[str]:
    folder = ROOT / "docs" / "decisions"
    return {path.name[:4] for path in folder.glob("[0-9]*.md")}


def unwritten_decisions(text: str, numbers: set[str]) -> list[str]:
    named = (number.zfill(4) for number in DECISION.findall(text))
    return [number for number in named if number not in numbers]


def test_every_decision_that_the_code_names_is_written() -> None:
    numbers = decided()
    assert not [
        f"{path}: {', '.join(missing)}"
        for path, text in text_files()
        if path.parts[0] in {"src", "bench", "script"}
        and (missing := unwritten_decisions(text, numbers))
    ]


def missing_parts(decision: str) -> list[str]:
    """The parts that a decision record lacks: its status, or one of its headings."""
    status = decision.split("\n")[2:3]
    has_status = bool(status) and status[0].startswith(("Accepted, ", "Replaced by "))
    headings = ("## Context", "## Decision")
    return [
        *([] if has_status else ["status"]),
        *(heading for heading in headings if f"\n{heading}" not in decision),
    ]


def test_every_decision_states_its_status_context_and_decision() -> None:
    assert not [
        f"{path}: {', '.join(missing)}"
        for path in documents()
        if path.parts[:2] == ("docs", "decisions") and path.name != "README.md"
        if (missing := missing_parts(read(str(path))))
    ]


def test_every_app_is_on_the_map() -> None:
    text = read("docs/architecture.md")
    apps = sorted(p.name for p in SRC.iterdir() if (p / "__init__.py").exists())
    assert not [app for app in apps if f"`{app}`" not in text]


def drawn_layers(document: str) -> set[tuple[str, str]]:
    """The arrows of the map's diagram, ``a & b --> c`` taken apart."""
    arrows: set[tuple[str, str]] = set()
    for line in document.partition("```mermaid")[2].partition("```")[0].splitlines():
        steps = [
            [app.strip() for app in step.split("&")]
            for step in line.split("-->")
            if "-->" in line
        ]
        for above, below in pairwise(steps):
            arrows |= {(a, b) for a in above for b in below}
    return arrows


def enforced_layers(pyproject: str) -> set[tuple[str, str]]:
    """The same arrows from the enforced contract, without the apps in brackets."""
    contracts = tomllib.loads(pyproject)["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c["id"] == "layers")
    built = [
        [app for step in layer.split("|") if "(" not in (app := step.strip())]
        for layer in layers
    ]
    return {
        (above, below)
        for upper, lower in pairwise(built)
        for above in upper
        for below in lower
    }


def test_the_map_draws_the_layers_that_are_enforced() -> None:
    assert drawn_layers(read("docs/architecture.md")) == enforced_layers(
        read("pyproject.toml")
    )


def test_every_setting_stands_in_the_handbook() -> None:
    handbook = read("docs/id/pemasangan.md")
    settings = {
        name
        for path, text in text_files()
        if path.suffix == ".py"
        and path.parts[:1] == ("src",)
        and "tests" not in path.parts
        for name in re.findall(r"environ[\w.(\[\s]*[\"'](BALAREA_\w+)", text)
    }
    documented = set(re.findall(r"`(BALAREA_\w+)`", handbook))
    assert settings - documented - FOR_TESTS == set()


# Read by settings so that parallel test runs have separate databases.
FOR_TESTS = {"BALAREA_TEST_DATABASE"}


def test_the_readme_names_the_two_commands_and_the_pictures_exist() -> None:
    text = read("README.md")
    assert "script/server\n" in text
    assert "script/test\n" in text
    assert len(IMAGE.findall(text)) >= 2


def test_publiccode_says_what_the_standard_asks_for() -> None:
    card = yaml.safe_load(read("publiccode.yml"))
    assert {
        "publiccodeYmlVersion",
        "name",
        "url",
        "platforms",
        "developmentStatus",
        "softwareType",
        "description",
        "legal",
        "maintenance",
        "localisation",
    } <= card.keys()
    assert card["legal"]["license"] == "EUPL-1.2"
    for language in card["description"].values():
        assert len(language["shortDescription"]) <= 150
        assert 150 <= len(language["longDescription"]) <= 10_000
        assert language["features"]


def test_the_licence_is_whole() -> None:
    text = read("LICENSE")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    assert "15.Applicable Law" in text
    assert "LiLiQ-R+" in text


def test_a_fault_is_found() -> None:
    assert private_places("see /home/ani/project")
    assert private_places("in /root/x")
    assert list(bare_dependencies('dependencies = [\n  "django>=6",\n]'))
    assert unlocked("django==6.1 \\\n    # via x\npytz==1 \\\n --hash=sha256:00\n") == [
        "django==6.1 \\"
    ]
    assert UNFINISHED.search("# TODO: later")
    assert unwritten_decisions("(decision 71)", {"0070"}) == ["0071"]
    assert missing_parts("# 1. A\n\n## Context\n\n## Decision\n") == ["status"]
    assert missing_parts("# 1. A\n\nAccepted, May 2026\n\n## Context\n") == [
        "## Decision"
    ]


def test_what_is_right_is_left_alone() -> None:
    assert not private_places(
        "/permohonan/ and https://example.org/home/x and ~/.cache"
    )
    assert not list(
        bare_dependencies('dependencies = [\n  "a>=6",  # the reason why\n]')
    )
