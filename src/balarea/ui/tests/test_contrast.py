"""The contrast of every pair of text and background colours of the stylesheet."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[1] / "static" / "ui" / "ui.css").read_text()
BLOCK = re.compile(r'\[data-theme="(light|dark)"\] \{(.+?)\}', re.DOTALL)
TOKEN = re.compile(r"--([\w-]+): (#[0-9a-f]{3,6});")

# Text, and the backgrounds under it.
PAIRS = [
    *((ink, ground) for ink in ("ink", "soft") for ground in ("paper", "surface")),
    *((ink, "sunken") for ink in ("ink", "soft")),
    *((tone, ground) for tone in ("brand", "bad") for ground in ("paper", "surface")),
    *(("brand-over", ground) for ground in ("paper", "surface", "tint")),
    *((tone, f"{tone}-bg") for tone in ("ok", "info", "warn", "bad")),
    *(("ink", f"{tone}-bg") for tone in ("ok", "info", "warn", "bad")),
    ("ink", "tint"),
    ("brand", "tint"),
    ("on-here", "here"),
    ("on-brand", "brand"),
    ("on-brand", "brand-over"),
]
# Edges of fields must be seen (WCAG 1.4.11); 3:1.
EDGES = [("edge", "paper"), ("edge", "surface"), ("brand", "surface")]
NIGHT = [("on-night", "night"), ("on-night", "night-2"), ("crown", "night")]


def tokens(theme: str) -> dict[str, str]:
    blocks = dict(BLOCK.findall(CSS))
    return dict(TOKEN.findall(blocks[theme])) | dict(
        TOKEN.findall(CSS[CSS.index("--night:") - 6 :][:400])
    )


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4
        for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("text", "ground"), PAIRS + NIGHT)
def test_text_stands_out_seven_to_one(theme: str, text: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[text], colours[ground]) >= 7


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_can_be_seen(theme: str, edge: str, ground: str) -> None:
    colours = tokens(theme)
    assert contrast(colours[edge], colours[ground]) >= 3


def test_dusk_by_the_system_is_the_dusk_of_the_gallery() -> None:
    match = re.search(r":root:not\(\[data-theme\]\) \{(.+?)\}", CSS, re.DOTALL)
    assert match
    by_system = dict(TOKEN.findall(match[1]))
    assert by_system == {
        name: value for name, value in tokens("dark").items() if name in by_system
    }
    assert set(by_system) == set(TOKEN_NAMES)


TOKEN_NAMES = [name for name, _ in TOKEN.findall(dict(BLOCK.findall(CSS))["dark"])]
