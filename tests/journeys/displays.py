"""How a page is looked at: in both languages, at both widths, by day and by night."""

from typing import TYPE_CHECKING, NamedTuple

from tests.browser import DESK, PHONE

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page


class Display(NamedTuple):
    width: int
    is_dark: bool


# Both widths in both languages; every colour pair is tested elsewhere for itself.
DISPLAYS = {
    "id": (Display(PHONE, False), Display(DESK, False)),
    "en": (Display(DESK, True), Display(PHONE, True)),
}


class Size(NamedTuple):
    """A window's width, and the size of plain text that its owner has chosen."""

    width: int
    text: int


# Between phone and desk, and a phone whose owner reads letters twice as large: nothing
# may have to be scrolled sideways there either.
PLAIN = Size(DESK, 16)
SIZES = (Size(640, 16), Size(1024, 16), Size(PHONE, 32))


def resize(page: "Page", devtools: "CDPSession", size: Size) -> None:
    """Turn the window to a width and a size of text, as the browser's settings do."""
    fonts = {"standard": size.text, "fixed": size.text * 13 // 16}
    devtools.send("Page.setFontSizes", {"fontSizes": fonts})
    page.set_viewport_size({"width": size.width, "height": 800})


def turn(page: "Page", look: Display) -> None:
    """Turn the window to a width and a light; no script of ours depends on either."""
    page.set_viewport_size({"width": look.width, "height": 800})
    page.emulate_media(color_scheme="dark" if look.is_dark else "light")
