"""Take pictures of the running mall: two for the README, or every page to look at.

script/screenshots                  docs/images/*.png
script/screenshots --all DIR        every page, phone and desktop, light and dark
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
DESKTOP = (1280, 800)
PHONE = (390, 844)
type Scheme = Literal["light", "dark"]

# For the README: picture, page of the mall, size of the window.
README = {
    "service": ("service", DESKTOP),
    "tracking": ("tracking", DESKTOP),
}


def running_mall(data: str) -> dict[str, Any]:
    """What `script/demo --json` says of the mall that runs now."""
    command = [str(ROOT / "script" / "demo"), "--json"]
    if data:
        command += ["--data", data]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr.strip() or "Start the mall first: script/server")
    mall: dict[str, Any] = json.loads(done.stdout)
    return mall


def pages(mall: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """(name, address) of every page that the mall names; PDFs are no pages."""
    for name, address in mall["pages"].items():
        if isinstance(address, str) and not address.endswith(".pdf"):
            yield name, urljoin(mall["base"], address)
    for state, address in mall.get("tracking", {}).items():
        yield f"tracking-{state.lower()}", urljoin(mall["base"], address)


def address_of(mall: Mapping[str, Any], name: str) -> str:
    """A page by its name; `tracking` is an application that is well on its way."""
    base: str = mall["base"]
    if name != "tracking":
        return urljoin(base, str(mall["pages"][name]))
    tracking: dict[str, str] = mall["tracking"]
    wanted = ("TO_DECIDE", "TO_INSPECT", "RECEIVED", *tracking)
    return urljoin(base, next(tracking[state] for state in wanted if state in tracking))


def take(
    browser: Browser,
    address: str,
    path: Path,
    size: tuple[int, int],
    *,
    scheme: Scheme = "light",
    is_whole: bool = False,
) -> None:
    """One picture of one address."""
    page = browser.new_page(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        reduced_motion="reduce",
        locale="id-ID",
    )
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        sys.exit(f"{address} answers {answer.status if answer else 'nothing'}")
    page.screenshot(path=path, full_page=is_whole, animations="disabled")
    page.close()


def for_readme(browser: Browser, mall: Mapping[str, Any]) -> None:
    IMAGES.mkdir(exist_ok=True)
    for name, (page, size) in README.items():
        take(browser, address_of(mall, page), IMAGES / f"{name}.png", size)


def of_everything(browser: Browser, mall: Mapping[str, Any], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    looks: tuple[tuple[str, tuple[int, int], Scheme], ...] = (
        ("phone", PHONE, "light"),
        ("phone-dark", PHONE, "dark"),
        ("desktop", DESKTOP, "light"),
        ("desktop-dark", DESKTOP, "dark"),
    )
    for name, address in pages(mall):
        for look, size, scheme in looks:
            path = folder / f"{name}-{look}.png"
            take(browser, address, path, size, scheme=scheme, is_whole=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/screenshots", description=__doc__)
    parser.add_argument("--data", default=os.environ.get("BALAREA_DATA", ""))
    parser.add_argument("--all", type=Path, metavar="DIR", dest="folder")
    options = parser.parse_args()
    mall = running_mall(options.data)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ["BALAREA_CHROMIUM"], args=["--no-sandbox"]
        )
        if options.folder:
            of_everything(browser, mall, options.folder)
        else:
            for_readme(browser, mall)
        browser.close()


if __name__ == "__main__":
    main()
