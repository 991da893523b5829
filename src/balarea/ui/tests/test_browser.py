"""The browser check itself finds the faults that it should find."""

import pytest
from tests import browser

BAD = """<!doctype html><html lang="id"><title>x</title><main><h1>x</h1>
<p style="color:#707070">Five to one</p><img src="/x.png">
<a href="#a" style="font-size:9px">one</a><br><a href="#b" style="font-size:9px">two</a>
"""


@pytest.mark.parametrize("script", [True, False])
def test_sees_pale_text_small_targets_and_nameless_pictures(
    open_page: browser.OpenPage, *, script: bool
) -> None:
    page = open_page(script=script)
    page.set_content(BAD)
    faults = {fault["id"] for fault in browser.violations(page)}
    assert faults >= {"color-contrast-enhanced", "image-alt", "target-size"}


def test_sees_a_page_that_is_wider_than_its_window(
    open_page: browser.OpenPage,
) -> None:
    page = open_page()
    page.set_content(
        '<!doctype html><html lang="id"><title>x</title><main>'
        '<h1>x</h1><p style="width: 600px">wide</p></main>'
    )
    with pytest.raises(pytest.fail.Exception, match="wide in a window"):
        browser.check_page(page)


def test_sees_pale_text_on_a_pattern(open_page: browser.OpenPage) -> None:
    page = open_page()
    page.set_content(
        '<!doctype html><html lang="id"><title>x</title><main><h1>x</h1><p style="'
        'background: #3d0a26 linear-gradient(red, red); color: #483f4b">Pale words</p>'
    )
    faults = {fault["id"] for fault in browser.violations(page)}
    assert "color-contrast" in faults
