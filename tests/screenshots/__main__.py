"""Take pictures of the running mall: two for the README, or every page to look at.

script/screenshots                  docs/images/*.png
script/screenshots --all DIR        every page, as everybody who sees it: on a phone
                                    by day in Indonesian, at a desk by night in English
"""

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urljoin

import django
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
IMAGES = ROOT / "docs" / "images"
DESKTOP = (1280, 800)
PHONE = (360, 800)
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


def of_everything(browser: Browser, data: str, folder: Path) -> None:
    """Every page that the journeys find, in two looks."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "balarea.config.settings")
    django.setup()
    from tests.journeys import malls, places  # they read the definitions of services

    folder.mkdir(parents=True, exist_ok=True)
    mall = malls.running(Path(data or ROOT / ".data"), os.environ)
    everybody = places.Everybody(mall, browser)
    looks: tuple[tuple[str, tuple[int, int], Scheme, str], ...] = (
        ("phone", PHONE, "light", "id"),
        ("desk", DESKTOP, "dark", "en"),
    )
    taken: set[str] = set()
    for role in places.ROLES:
        web, pages = everybody(role)
        for look, size, scheme, language in looks:
            context = browser.new_context(
                base_url=mall.base,
                storage_state=web.request.storage_state(),
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,
                reduced_motion="reduce",
            )
            context.add_cookies(
                [{"name": "bahasa", "value": language, "url": mall.base}]
            )
            for number, place in enumerate(pages):
                if place.name in taken and not place.is_of_a_case:
                    continue
                page = context.new_page()
                page.goto(place.path)
                name = re.sub(r"\W+", "-", f"{role or 'anybody'}-{place.name}")
                path = folder / f"{name}-{number:03}-{look}.png"
                page.screenshot(path=path, full_page=True, animations="disabled")
                page.close()
            context.close()
        taken |= {place.name for place in pages}


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
            of_everything(browser, options.data, options.folder)
        else:
            for_readme(browser, mall)
        browser.close()


if __name__ == "__main__":
    main()
