"""The mall's own static files: its mark, and the stylesheet in its colours."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import override_settings

from balarea.foundation import colours, mall
from balarea.ui.finders import STYLESHEET, MallFinder, in_colours
from balarea.ui.tests.test_contrast import BLOCK, CSS, TOKEN, tokens

ROOT = Path(settings.BALAREA_SERVICES_DIR).parent
OTHER = mall.read(ROOT / "tests" / "malls" / "contoh-utara" / "mall.yaml")


def whole(colour: str) -> str:
    """`#fff` as `#ffffff`."""
    digits = colour.removeprefix("#")
    return f"#{''.join(d * 2 for d in digits)}" if len(digits) == 3 else colour


@pytest.mark.parametrize("light", ["light", "dark"])
def test_colours_are_checked_on_the_grounds_that_the_stylesheet_has(light: str) -> None:
    shipped = tokens(light)
    checked = {**colours.GROUNDS[light], **colours.INKS[light]}
    assert {name: whole(shipped[name]) for name in checked} == checked


def test_the_shipped_mall_has_the_colours_of_the_stylesheet() -> None:
    own = settings.BALAREA_MALL.colours
    for light in ("light", "dark"):
        expected = {name: whole(c) for name, c in tokens(light).items()}
        assert own.tokens(light).items() <= expected.items()
        assert own.masthead_tokens().items() <= expected.items()


def test_every_theme_gets_the_colours_of_another_mall() -> None:
    css = in_colours(CSS, OTHER.colours)
    blocks = dict(BLOCK.findall(css))
    for light in ("light", "dark"):
        declared = dict(TOKEN.findall(blocks[light]))
        assert OTHER.colours.tokens(light).items() <= declared.items()
    by_system = re.search(r":root:not\(\[data-theme\]\) \{(.+?)\}", css, re.DOTALL)
    assert by_system
    assert (
        OTHER.colours.tokens("dark").items()
        <= dict(TOKEN.findall(by_system[1])).items()
    )
    for name, colour in OTHER.colours.masthead_tokens().items():
        assert f"--{name}: {colour};" in css
    shipped = settings.BALAREA_MALL.colours
    for colour in (
        shipped.light.brand,
        shipped.masthead.night,
        shipped.masthead.accent,
    ):
        assert colour.removeprefix("#") not in css
    # Nothing else is changed: back again, it is the stylesheet that is shipped.
    assert in_colours(css, shipped) == in_colours(CSS, shipped)


def test_refuses_a_stylesheet_without_the_places_of_its_colours() -> None:
    with pytest.raises(ValueError, match="brand-over"):
        in_colours(CSS.replace("--brand-over:", "--over:"), OTHER.colours)


def test_gathers_the_mark_and_the_stylesheet_in_its_colours() -> None:
    with override_settings(BALAREA_MALL=OTHER):
        gathered: dict[str, bytes] = {}
        for name, storage in MallFinder().list([]):
            with storage.open(name) as file:
                gathered[f"{storage.prefix}/{name}"] = file.read()
        assert finders.find("mall/mark.png") == OTHER.mark
        assert finders.find("mall/mark.svg") is None
    assert gathered.keys() == {"mall/mark.png", "ui/ui.css"}
    assert gathered["mall/mark.png"] == Path(OTHER.mark).read_bytes()
    assert OTHER.colours.light.brand.encode() in gathered["ui/ui.css"]


def test_the_shipped_mark_is_found_and_the_stylesheet_as_it_lies() -> None:
    assert finders.find("mall/mark.svg") == settings.BALAREA_MALL.mark
    assert finders.find("ui/ui.css") == str(STYLESHEET)
