"""What lies under `/transparansi/log/`: the published files and nothing else."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from balarea.transparency.publishing.log_files import LogFiles, is_published
from balarea.transparency.tlog import tiles
from balarea.transparency.tlog.tiles import ENTRIES, Tile

NOTE = "mall.example/log\n{}\nAAAA\n\n— mall.example/log AAAA\n"


@pytest.fixture
def files(tmp_path: Path, settings: Any) -> LogFiles:
    """A log of 300 entries is published, one of 310 written."""
    settings.BALAREA_LOG_DIR = tmp_path
    files = LogFiles(tmp_path)
    files.prepare()
    hashes = b"h" * 32
    files.write_tiles(
        [
            (Tile(0, 0), hashes * 256),
            (Tile(0, 1, 44), hashes * 44),
            (Tile(0, 1, 54), hashes * 54),
            (Tile(1, 0, 1), hashes),
            (Tile(ENTRIES, 0), tiles.bundle([b"entry"] * 256)),
            (Tile(ENTRIES, 1, 44), tiles.bundle([b"entry"] * 44)),
        ]
    )
    files.write_checkpoint(NOTE.format(300).encode())
    return files


def test_serves_published_files_with_headers_for_caches(
    client: Client, files: LogFiles
) -> None:
    note = client.get("/transparansi/log/checkpoint")
    assert note.content == files.checkpoint()
    assert note.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert note.headers["Cache-Control"] == "public, max-age=2"
    for path, size in {
        "tile/0/000": 8192,
        "tile/0/001.p/44": 44 * 32,
        "tile/0/000.p/17": 17 * 32,  # cut from the full one
        "tile/1/000.p/1": 32,
        "tile/entries/000": 256 * 7,
        "tile/entries/000.p/3": 21,
    }.items():
        response = client.get(f"/transparansi/log/{path}")
        assert (response.status_code, len(response.content)) == (200, size), path
        assert response.headers["Content-Type"] == "application/octet-stream"
        assert "immutable" in response.headers["Cache-Control"]
        assert "Vary" not in response.headers
        assert not response.cookies
    assert client.head("/transparansi/log/checkpoint").status_code == 200
    assert client.post("/transparansi/log/checkpoint").status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/001.p/54",  # written, but not published yet
        "tile/0/001",
        "tile/0/001.p/45",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/00/000",
        "tile/0/0",
        "tile/0/x000/000",
        "tile/64/000",
        "tile/entries/002",
        "tile/0/../../checkpoint",
        "tile/%2e%2e/checkpoint",
        "tile/",
        "",
        "checkpoint/",
        ".checkpoint.new",
        "state",
    ],
)
def test_what_is_not_published_is_not_found(
    client: Client, files: LogFiles, path: str
) -> None:
    response = client.get(f"/transparansi/log/{path}")
    assert response.status_code == 404
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Content-Type"].startswith("text/plain")


def test_an_empty_log_serves_nothing(client: Client, files: LogFiles) -> None:
    files.write_checkpoint(NOTE.format(0).encode())
    assert client.get("/transparansi/log/tile/0/000").status_code == 404
    (files.folder / "checkpoint").unlink()
    assert client.get("/transparansi/log/checkpoint").status_code == 404


def test_files_are_replaced_whole_and_readable_by_a_web_server(
    files: LogFiles,
) -> None:
    assert files.read_tile(Tile(0, 1, 44)) == b"h" * 32 * 44
    (files.folder / "tile" / ".000.new").write_bytes(b"half")
    files.prepare()
    assert not list(files.folder.rglob(".*"))
    for path in files.folder.rglob("*"):
        assert path.stat().st_mode & 0o777 == (0o755 if path.is_dir() else 0o644)
    assert is_published(Tile(0, 0, 255), 300)
    assert not is_published(Tile(2, 0, 1), 300)
