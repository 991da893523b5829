"""A second mall, of a regency in another time zone, is started and walked.

It is no demonstration, as a real one's first start, which is also the quickest.
"""

import datetime as dt
import html
import json
import os
import re
import sys
import urllib.request
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from balarea.foundation import languages, mall
from tests.children import run_to_end
from tests.launcher.conftest import free_port
from tests.launcher.demonstration import Mall
from tests.launcher.machine import ROOT

FILE = Path(__file__).with_name("contoh-utara") / "mall.yaml"
# What names the first mall, and must be nowhere in the second one.
FIRST_MALL = re.compile(
    r"sumedang|\bWIB\b|jawa barat|west java|\b3211|#6b1140|#3d0a26", re.IGNORECASE
)
START = ("/", "/layanan/", "/masuk/", "/petugas/", "/verifikasi/", "/transparansi/")
# Each kind of page is walked; of services, those whose texts name the region.
SERVICES = ("DKC-013", "KOP-006", "DKS-004", "BPN-001", "PAS-002", "SMT-007")
LINK = re.compile(r'href="(/[^"#]*)"')
MOST = 60


@pytest.fixture(scope="module")
def utara(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mall]:
    names = [name for name in ("PATH", "HOME") if name in os.environ]
    environment = {name: os.environ[name] for name in names} | {"BALAREA_DEMO": "0"}
    path = tmp_path_factory.mktemp("utara") / "data"
    started = Mall(path, free_port(), environment)
    try:
        started.open(BALAREA_MALL=str(FILE))
        yield started
    finally:
        started.clear_away()


def fetch(started: Mall, path: str, language: str = "id") -> tuple[str, str]:
    """The media type and the text of a page."""
    address = f"http://127.0.0.1:{started.port}{path}"
    request = urllib.request.Request(address, headers={"Cookie": f"bahasa={language}"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers.get_content_type(), answer.read().decode()


@pytest.fixture(scope="module")
def filed(utara: Mall) -> dict[str, Any]:
    """One application, led by operations from the draft to its paper.

    Nothing but the data folder tells the program whose mall it is.
    """
    launcher = [sys.executable, "-m", "balarea.config.launcher", "with-database"]
    program = [sys.executable, "-m", "tests.malls.filing"]
    done = run_to_end(
        [*launcher, "--data", str(utara.path), "--", *program],
        env={**utara.environment, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"},
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_no_page_names_the_first_mall(utara: Mall, filed: dict[str, Any]) -> None:
    services = [f"/layanan/{code}/" for code in SERVICES]
    checks = [f"/layanan/{code}/cek/" for code in SERVICES]
    own = [filed["path"], filed["verification"]]
    todo = deque([*START, *services, *checks, *own, "/api/v1/catalogue.jsonld"])
    seen: set[str] = set()
    while todo and len(seen) < MOST:
        path = todo.popleft()
        if path in seen or path.startswith("/static/"):
            continue
        seen.add(path)
        kind, text = fetch(utara, path)
        match = FIRST_MALL.search(text)
        assert not match, f"{path}: {text[match.start() - 60 : match.end() + 60]}"
        if kind == "text/html":
            assert "Contoh Utara" in text, path
            todo.extend(html.unescape(link) for link in LINK.findall(text))
    assert len(seen) == MOST


def test_no_page_in_english_names_the_first_mall(utara: Mall) -> None:
    for path in (*START, *(f"/layanan/{code}/" for code in SERVICES)):
        _, text = fetch(utara, path, "en")
        assert 'lang="en"' in text
        assert "Public Service Mall of Contoh Utara" in text, path
        assert not FIRST_MALL.search(text), path


def test_the_front_page_has_its_own_name_mark_and_colours(utara: Mall) -> None:
    _, page = fetch(utara, "/")
    assert "Situs resmi Mal Pelayanan Publik Kabupaten Contoh Utara." in page
    assert "08.30–15.30 WITA" in page
    assert 'name="theme-color" content="#083344"' in page
    assert "Basa Sunda" not in page
    [stylesheet] = set(re.findall(r"/static/ui/ui\.[0-9a-f]+\.css", page))
    _, css = fetch(utara, stylesheet)
    assert "--brand: #0b4f6c" in css
    assert "--brand: #9ad6ee" in css
    [mark] = set(re.findall(r"/static/mall/mark\.[0-9a-f]{12}\.png", page))
    with urllib.request.urlopen(f"http://127.0.0.1:{utara.port}{mark}") as answer:
        assert answer.read() == FILE.with_name("mark.png").read_bytes()
        assert answer.headers["Content-Type"] == "image/png"
        assert "immutable" in answer.headers["Cache-Control"]


def test_its_services_name_its_places_and_what_it_says_otherwise(utara: Mall) -> None:
    _, definition = fetch(utara, "/api/v1/services/KOP-006")
    service = json.loads(definition)
    _, whole = fetch(utara, f"/api/v1/definitions/{service['definition']}")
    assert "Pasar Ikan Contoh Utara" in whole
    assert "Perbup Contoh Utara" in whole
    _, page = fetch(utara, "/layanan/DKC-013/")
    assert "Contoh Utara" in page


def test_an_application_gets_its_paper_in_its_own_time(filed: dict[str, Any]) -> None:
    # 16.30 UTC is 00.30 of the next day in Makassar, and 23.30 of the same in Jakarta.
    day = dt.date.fromisoformat(filed["filed_on"])
    assert day == dt.date.fromisoformat(filed["utc_day"]) + dt.timedelta(days=1)
    assert filed["zone"] == "Asia/Makassar"
    assert languages.long_date(day, "id") in filed["receipt"]
    assert re.search(r"00\.\d\d WITA", filed["receipt"])
    assert "MAL PELAYANAN PUBLIK KABUPATEN CONTOH UTARA" in filed["paper"]
    assert "Kota Contoh, " in filed["paper"]
    assert "Mal Pelayanan Publik Contoh Utara" in filed["letter"]
    assert filed["issuer"] == "Mal Pelayanan Publik Contoh Utara"
    assert filed["payee"] == ["MPP CONTOH UTARA", "KOTA CONTOH"]
    for name in ("paper", "receipt", "letter"):
        assert not FIRST_MALL.search(filed[name]), name


def test_its_data_folder_refuses_the_file_of_another_region(utara: Mall) -> None:
    remembered = json.loads((utara.path / "mall.json").read_text())
    assert remembered == {"file": str(FILE), "region": mall.read(FILE).region.code}
    done = run_to_end(
        [sys.executable, "-m", "balarea.config.launcher", "with-database"]
        + ["--data", str(utara.path), "--", "true"],
        env={
            **utara.environment,
            "PYTHONPATH": str(ROOT / "src"),
            "BALAREA_MALL": str(ROOT / "services" / "mall.yaml"),
        },
    )
    assert done.returncode == 1
    assert "is of the mall of region 99.01" in done.stderr
    assert "name its own file in BALAREA_MALL" in done.stderr
