"""The mall's own colours, and whether text in them can be read (WCAG 2, 1.4.3).

The stylesheet's other colours are the same in every mall; those that carry text or lie
under it stand here as `GROUNDS` and `INKS`, and a test compares them with it.
"""

import re
from collections.abc import Iterator, Mapping

from balarea.foundation.texts import Shape

LEAST = 4.5
# Under text in both lights: pages, cards, and sunken areas.
GROUNDS: Mapping[str, Mapping[str, str]] = {
    "light": {"paper": "#f3f5f0", "surface": "#ffffff", "sunken": "#e7ebe4"},
    "dark": {"paper": "#17101a", "surface": "#221a26", "sunken": "#2c2330"},
}
# Text that may stand on `tint`.
INKS: Mapping[str, Mapping[str, str]] = {
    "light": {"ink": "#1f1722", "soft": "#483f4b"},
    "dark": {"ink": "#f6f0f5", "soft": "#d3c8d2"},
}
WHITE = "#ffffff"
_COLOUR = re.compile(r"#[0-9a-f]{6}")


class Theme(Shape, frozen=True):
    """The colours of one light: links and buttons, pressed, their text, soft areas."""

    brand: str
    brand_over: str
    on_brand: str
    tint: str


class Masthead(Shape, frozen=True):
    """The head and the foot of each page, the same in both lights."""

    night: str
    night_deep: str
    text: str
    accent: str


class Colours(Shape, frozen=True):
    """The colours of a mall, each as `#rrggbb` in small letters."""

    light: Theme
    dark: Theme
    masthead: Masthead

    def tokens(self, light: str) -> dict[str, str]:
        """The custom properties of the stylesheet for `light` or `dark`."""
        theme: Theme = getattr(self, light)
        return {
            "brand": theme.brand,
            "brand-over": theme.brand_over,
            "on-brand": theme.on_brand,
            "tint": theme.tint,
        }

    def masthead_tokens(self) -> dict[str, str]:
        return {
            "night": self.masthead.night,
            "night-2": self.masthead.night_deep,
            "on-night": self.masthead.text,
            "crown": self.masthead.accent,
        }


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb`, 0 to 1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def defects(colours: Colours) -> Iterator[tuple[str, str]]:
    """Key and message for what is no colour, or can't be read on its ground."""
    wrong = [
        (f"{part}.{name}", value)
        for part in ("light", "dark", "masthead")
        for name, value in _values(getattr(colours, part))
        if not _COLOUR.fullmatch(value)
    ]
    for key, value in wrong:
        yield key, f"{value!r} is no colour such as #6b1140, in small letters"
    if wrong:
        return
    for key, ink, name, ground in _pairs(colours):
        if (ratio := contrast(ink, ground)) < LEAST:
            yield (
                key,
                f"has a contrast of {ratio:.2f} with {name} {ground}, and text needs"
                f" {LEAST}: take one that is {_further(ink, ground)}",
            )


def _values(part: Shape) -> Iterator[tuple[str, str]]:
    for name in part.__struct_fields__:
        yield name, getattr(part, name)


def _pairs(colours: Colours) -> Iterator[tuple[str, str, str, str]]:
    """Key, its colour, and the name and colour of what it is seen with."""
    for light, grounds in GROUNDS.items():
        theme: Theme = getattr(colours, light)
        for name in ("brand", "brand_over"):
            ink = getattr(theme, name)
            for ground, value in {**grounds, "tint": theme.tint}.items():
                yield f"{light}.{name}", ink, ground, value
            yield f"{light}.on_brand", theme.on_brand, name, ink
        for name, ink in INKS[light].items():
            yield f"{light}.tint", theme.tint, name, ink
    head = colours.masthead
    for name in ("text", "accent"):
        for ground in ("night", "night_deep"):
            value = getattr(head, ground)
            yield f"masthead.{name}", getattr(head, name), ground, value
    # Codes to scan and the words below them are dark on white paper.
    yield "masthead.night_deep", head.night_deep, "white paper", WHITE


def _further(ink: str, ground: str) -> str:
    return "lighter" if luminance(ink) > luminance(ground) else "darker"
