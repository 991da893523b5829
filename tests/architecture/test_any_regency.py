"""Nothing but the mall's file says whose mall it is.

The names, code, province and time zone of the shipped mall stand in no code, template,
catalogue, stylesheet or script: they are taken from `mall.yaml`, so that another
regency needs no change of code (decision 117). Definitions name it by `{mall.…}`.
"""

import re
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pytest

from balarea.foundation import mall
from tests.architecture.source import ROOT

SHIPPED = mall.read(ROOT / "services" / "mall.yaml")
WORDS = re.compile(
    "|".join(
        [
            re.escape(SHIPPED.region.name),
            re.escape(SHIPPED.region.code),
            rf"(?<!\d){SHIPPED.region.digits}",
            re.escape(SHIPPED.region.province.id),
            re.escape(SHIPPED.region.province.en),
            re.escape(SHIPPED.payments.bank),
            rf"\b{SHIPPED.time_zone}\b",
            re.escape(SHIPPED.zone),
            "pemkab",
        ]
    ),
    re.IGNORECASE,
)
LOOKED_AT = ("src/", "script/", "bench/", "manage.py")
SUFFIXES = (".py", ".html", ".txt", ".po", ".css", ".js", ".svg", ".typ", ".sql", "")
# The names of all time zones stand in the schema, and only there.
ZONES = "src/balarea/foundation/mall.py"
# Of services: what is another region's, or a number that begins alike by chance.
IN_SERVICES = re.compile(
    r"Kota Bandung, Jawa Barat|west java samsat|'321100000001'"
    r"|Perda Provinsi Jawa Barat 9/2023"
    r"|Bank bjb \(bank persepsi daerah\), en: Bank bjb"
)
# The shipped mall's own files, and hashes.
OWN = {"services/mall.yaml", "services/places.yaml", "services/versions.txt"}


def named(texts: Mapping[str, str]) -> Iterator[str]:
    """Each line that names the shipped mall, with its file."""
    for path, text in texts.items():
        for number, line in enumerate(text.splitlines(), start=1):
            said = IN_SERVICES.sub("", line) if path.startswith("services/") else line
            if path == ZONES:
                said = re.sub(rf"\b{SHIPPED.time_zone}\b|{SHIPPED.zone}", "", said)
                said = said.replace(SHIPPED.region.code, "")  # an example of a code
            if match := WORDS.search(said):
                yield f"{path}:{number}: {match[0]}"


def files(folders: Iterable[str]) -> dict[str, str]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", *folders],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\0")
    return {
        path: (ROOT / path).read_text("utf-8")
        for path in listed
        if path
        and "tests" not in Path(path).parts
        and (Path(path).suffix in SUFFIXES or path.startswith("services/"))
        and Path(path).suffix != ".gz"
        and (ROOT / path).exists()
    }


def test_no_code_template_catalogue_or_script_names_the_shipped_mall() -> None:
    texts = files(LOOKED_AT)
    assert len(texts) > 700
    assert not list(named(texts))


def test_no_service_names_its_region_but_by_a_placeholder() -> None:
    texts = {p: t for p, t in files(["services/"]).items() if p not in OWN}
    assert len(texts) > 400
    assert not list(named(texts))


@pytest.mark.parametrize(
    ("path", "planted"),
    [
        ("src/balarea/ui/templates/500.html", "<small>MPP Sumedang</small>"),
        ("src/balarea/ui/locale/id/LC_MESSAGES/django.po", 'msgstr "di SUMEDANG"'),
        ("src/balarea/app/views.py", 'hour = f"{at:%H.%M} WIB"'),
        ("src/balarea/app/queries.py", "AT TIME ZONE 'Asia/Jakarta'"),
        ("src/balarea/app/rules.py", 'is_own = nik.startswith("3211")'),
        ("src/balarea/app/rules.py", 'code = "32.11.18"'),
        ("src/balarea/app/rules.py", "# by the Pemkab"),
        ("script/server", "echo 'West Java'"),
        (ZONES, 'PLACE = "Sumedang"'),
        ("services/DKC/DKC-016.yaml", "number_format: 3211-LU-{sequence}"),
        ("services/BPN/BPN-001.yaml", "en: Sumedang land office"),
    ],
)
def test_finds_a_planted_name(path: str, planted: str) -> None:
    assert next(iter(named({path: f"first\n{planted}\n"}))).startswith(f"{path}:2: ")


@pytest.mark.parametrize(
    ("path", "fine"),
    [
        ("services/DKC/DKC-016.yaml", "number_format: '{mall.code}-LU-{sequence}'"),
        ("src/balarea/app/rules.py", "total = 132110"),
        ("src/balarea/app/rules.py", "# with a wibble"),
        (ZONES, '"WIB": "Asia/Jakarta",'),
    ],
)
def test_lets_other_words_pass(path: str, fine: str) -> None:
    assert not list(named({path: fine}))
