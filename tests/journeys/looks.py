"""How a page is looked at: in both languages, at both widths, by day and by night."""

from typing import TYPE_CHECKING, NamedTuple

from tests.browser import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import Page


class Look(NamedTuple):
    width: int
    is_dark: bool


# Both widths in both languages; every colour pair is tested elsewhere for itself.
LOOKS = {
    "id": (Look(PHONE, False), Look(DESK, False)),
    "en": (Look(DESK, True), Look(PHONE, True)),
}


def turn(page: "Page", look: Look) -> None:
    """Turn the window to a width and a light; no script of ours depends on either."""
    page.set_viewport_size({"width": look.width, "height": 800})
    page.emulate_media(color_scheme="dark" if look.is_dark else "light")
