"""The browser check itself finds the faults that it should find."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from time import sleep

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


class SlowBody(BaseHTTPRequestHandler):
    """A page whose body comes a while after its headers."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.flush()
        if self.path == "/wide":
            sleep(0.5)
            self.wfile.write(b'<!doctype html><html lang="id"><title>x</title>')
            self.wfile.flush()
            sleep(0.5)
            self.wfile.write(b'<main><p style="width: 600px">wide</p></main>')
        else:
            self.wfile.write(b'<!doctype html><a href="/wide">wide</a>')

    def log_message(self, format: str, *args: object) -> None:
        """Print nothing."""


@pytest.fixture
def slow_site() -> Iterator[str]:
    with ThreadingHTTPServer(("localhost", 0), SlowBody) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


def test_waits_for_the_page_that_a_click_opens(
    open_page: browser.OpenPage, slow_site: str
) -> None:
    page = open_page(base=slow_site)
    page.goto("/")
    page.locator("a").click()
    assert browser.too_wide(page), "what came last was not waited for"
