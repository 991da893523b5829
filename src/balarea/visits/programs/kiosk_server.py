"""The address that a kiosk's browser opens: the mall's pages, or its own.

Only pages of the kiosk are passed on, so that nobody browses further on it. A number is
asked of the mall first; if it doesn't answer, a leased one is given out for the same
form, and the mall later sees by the form's key that it is one visitor.
"""

import secrets
import urllib.parse
from http import HTTPStatus
from pathlib import Path
from typing import ClassVar

from balarea.transparency.programs.http_limits import Handler, Refused
from balarea.visits.programs.kiosk_mall import Response, Unreachable
from balarea.visits.programs.kiosk_numbers import NoNumber
from balarea.visits.programs.kiosk_pages import CLEARS_AFTER, END, Pages
from balarea.visits.programs.kiosk_work import Work

HOME, TAKE = "/kios/", "/kios/nomor/"
LOCAL = "/kios/lokal/"
PASSED = ("/kios/", "/static/")
STYLE = Path(__file__).parents[1] / "static" / "visits" / "kiosk.css"
HTML = "text/html; charset=utf-8"
POLICY = (
    "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


class KioskHandler(Handler):
    """Answers one request of the kiosk's browser; see `handler`."""

    work: ClassVar[Work]

    def do_GET(self) -> None:
        path, _, query = self.path.partition("?")
        if path.startswith(LOCAL) or path == END:
            self._own(path, query)
        elif not path.startswith(PASSED):
            self._redirect(HOME)  # a link of the mall's own pages leads nowhere else
        elif not self._pass_on("GET", b""):
            self._own(path, query)

    def do_POST(self) -> None:
        try:
            body = self.body()
        except Refused as refusal:
            self.close_connection = True
            self.answer(refusal.status, f"{refusal}\n".encode())
            return
        if self.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            self.answer(HTTPStatus.FORBIDDEN, b"not from a page of this kiosk\n")
            return
        fields = dict(urllib.parse.parse_qsl(body.decode("utf-8", "replace")))
        if self.path == f"{LOCAL}cetak/":
            self._print_again(fields.get("secret", ""))
        elif not self.path.startswith(PASSED):
            self.answer(HTTPStatus.NOT_FOUND, b"only the kiosk's pages are here\n")
        elif not self._pass_on("POST", body):
            self._own_form(fields)

    def _pass_on(self, method: str, body: bytes) -> bool:
        """Whether the mall answered."""
        if not self.work.is_reachable:
            return False
        try:
            answer = self.work.mall.forward(method, self.path, dict(self.headers), body)
        except Unreachable as error:
            self.work.lose(str(error))
            return False
        if method == "POST" and answer.status in {302, 303}:
            self.work.print_soon()
        if answer.status >= HTTPStatus.BAD_REQUEST and not answer.header("Refresh"):
            answer.headers.append(("Refresh", f"{CLEARS_AFTER}; url={END}"))
        self._respond(answer)
        return True

    def _own(self, path: str, query: str) -> None:
        fields = dict(urllib.parse.parse_qsl(query))
        if language := fields.get("bahasa"):
            self.work.mall.set_language(language)
            self._redirect(path)
            return
        if path == END:
            self.work.mall.forget_visitor()
            self._redirect(HOME)
        elif path == f"{LOCAL}kiosk.css":
            self.answer(HTTPStatus.OK, STYLE.read_bytes(), "text/css")
        else:
            page = self._page(path.strip("/").split("/")[1:], fields)
            self._show(page or self._home(self._pages()))

    def _page(self, place: list[str], fields: dict[str, str]) -> str | None:
        """The page at an address below `/kios/`; None for the first one."""
        pages = self._pages()
        match place:
            case ["lokal", secret] if ticket := self.work.numbers.by_secret(secret):
                state, _ = self.work.numbers.print_state(ticket["id"])
                return pages.ticket(ticket, state)
            case ["instansi", code]:
                return pages.agency(urllib.parse.unquote(code))
            case ["cari"]:
                return pages.results(fields.get("q", ""))
            case ["layanan", code]:
                form_key = secrets.token_urlsafe(16)
                return pages.service(urllib.parse.unquote(code), form_key)
            case ["datang"]:
                return pages.refusal("code_away")
        return None

    def _own_form(self, fields: dict[str, str]) -> None:
        """A form of the mall, or of this program, which the mall didn't take."""
        pages = self._pages()
        if self.path.partition("?")[0] != TAKE or self.work.is_refused:
            code = "NO_LEASE" if self.work.is_refused else "code_away"
            self._show(pages.refusal(code))
            return
        try:
            ticket = self.work.numbers.issue(
                service=fields.get("service", ""),
                priority=fields.get("priority", ""),
                language=pages.language,
                form_key=fields.get("form_key", ""),
            )
        except NoNumber as refusal:
            self._show(pages.refusal(str(refusal)))
            return
        except OSError:
            self._show(pages.refusal("DISK_FULL"))
            return
        self.work.print_local(ticket)
        self._redirect(f"{LOCAL}{ticket['secret']}/")

    def _print_again(self, secret: str) -> None:
        if ticket := self.work.numbers.by_secret(secret):
            self.work.print_local(ticket, again=True)
            self._redirect(f"{LOCAL}{secret}/")
        else:
            self._redirect(HOME)

    def _pages(self) -> Pages:
        return Pages(self.work.numbers.state.catalogue, self.work.mall.language())

    def _home(self, pages: Pages) -> str:
        if self.work.is_refused or not self.work.numbers.state.catalogue:
            return pages.refusal("NO_LEASE")
        return pages.home()

    def _show(self, page: str) -> None:
        headers = [
            ("Content-Type", HTML),
            ("Cache-Control", "no-store"),
            ("Content-Security-Policy", POLICY),
            ("X-Content-Type-Options", "nosniff"),
            ("Refresh", f"{CLEARS_AFTER}; url={END}"),
        ]
        self._respond(Response(HTTPStatus.OK, headers, page.encode()))

    def _redirect(self, address: str) -> None:
        self._respond(Response(303, [("Location", address)], b""))

    def _respond(self, answer: Response) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers:
            self.send_header(name, value)
        if answer.status != HTTPStatus.NOT_MODIFIED:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)


def handler(work: Work) -> type[Handler]:
    """The addresses of one kiosk."""
    return type("BoundKioskHandler", (KioskHandler,), {"work": work})
