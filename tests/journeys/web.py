"""The mall without a browser's picture: the same pages and forms, by plain requests.

For the parts of a journey that another journey shows in the browser.
"""

import html
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import pyotp

from balarea.catalogue import definition as engine

from . import people, sample_files
from .malls import Mall

if TYPE_CHECKING:
    from playwright.sync_api import APIRequestContext, APIResponse

HIDDEN = re.compile(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">')
MARK = re.compile(r'name="mark-(\w+)" value="MET"')
REF = re.compile(r'class="ref">([^<]+)<')
type Form = Mapping[str, str | Sequence[str]]


def hidden(page: str) -> dict[str, str]:
    """What the last form of a page carries unseen."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page)}


@dataclass
class Web:
    """One visitor's requests, with the cookies of one browser."""

    mall: Mall
    request: "APIRequestContext"

    def get(self, path: str, status: int = 200) -> str:
        answer = self.request.get(path)
        assert answer.status == status, f"{path}: {answer.status}"
        return answer.text()

    @cached_property
    def token(self) -> str:
        return hidden(self.get("/masuk/"))["csrfmiddlewaretoken"]

    def post(self, path: str, form: Form, status: int = 302) -> "APIResponse":
        """Send a form; 302 is what a saved one answers."""
        answer = self.request.post(
            path,
            # Encoded here: Playwright's own forms hold one value a name.
            data=urlencode({"csrfmiddlewaretoken": self.token, **form}, doseq=True),
            headers={"Content-Type": "application/x-www-form-urlencoded"},
            max_redirects=0,
        )
        if answer.status == 303 and status >= 400:  # a refusal has a page of its own
            answer = self.request.get(answer.headers["location"])
        assert answer.status == status, f"{path}: {answer.status} {errors_on(answer)}"
        return answer


def errors_on(answer: "APIResponse") -> str:
    """What a page says of what went wrong."""
    match = re.search(r'class="errors".*?</div>', answer.text(), re.DOTALL)
    return " ".join(re.sub(r"<[^>]*>", " ", match[0]).split()) if match else ""


@dataclass
class Citizen(Web):
    """Somebody who applies."""

    person: people.Person

    @cached_property
    def token(self) -> str:
        return hidden(self.get("/lanjut/"))["csrfmiddlewaretoken"]

    def sign_in(self) -> None:
        if self.person.nik:  # the demo's own people are on its card
            self.mall.canaries.update(self.person.secrets)
        people.wait_for_another_code(self.mall, self.person)
        people.forget_codes(self.mall, self.request, self.person.phone)
        self.post("/masuk/", {"contact": self.person.phone})
        code = people.read_code(self.mall, self.request, self.person.phone)
        self.post("/masuk/kode/", {"code": code})
        del self.token  # it was renewed

    def begin(self, code: str) -> str:
        """A new draft; returns the path of its case."""
        path = f"/permohonan/baru/{code}/"
        answer = self.post(path, hidden(self.get(path)))
        return answer.headers["location"]

    def fill(self, case: str, of: engine.Definition) -> None:
        """Every page and every file that the definition's first example has."""
        raw, example = people.answers(of, self.person), people.example(of)
        for page in of.pages:
            if example.expect.pages and page.id not in example.expect.pages:
                continue
            answers = people.of_page(page, raw)
            self.post(f"{case}isi/{page.id}/", answers)
        for requirement, number in example.evidence.items():
            for _ in range(number):
                self.attach(case, of, requirement)

    def attach(self, case: str, of: engine.Definition, requirement: str) -> None:
        file = sample_files.photograph(of, requirement, self.person)
        answer = self.request.post(
            f"{case}berkas/{requirement}/",
            multipart={
                "csrfmiddlewaretoken": self.token,
                "file": sample_files.payload(file),
            },
            max_redirects=0,
        )
        assert answer.status == 302, f"{requirement}: {errors_on(answer)}"

    def submit(self, case: str) -> str:
        """File it; returns the reference on the receipt."""
        page = self.get(f"{case}periksa/")
        assert 'name="seen_as"' in page, "something is still missing"
        answer = self.post(f"{case}periksa/", hidden(page))
        assert answer.headers["location"] == f"{case}tanda-terima/"
        return self.reference(case)

    def reference(self, case: str) -> str:
        return str(REF.findall(self.get(f"{case}tanda-terima/"))[0])

    def file(self, code: str) -> str:
        """Begin, fill in and file; returns the path of the case."""
        case = self.begin(code)
        self.fill(case, people.definition(code))
        self.submit(case)
        return case


@dataclass
class Officer(Web):
    """Somebody at a desk of the mall, by the name that the demo gives them."""

    name: str

    def sign_in(self) -> None:
        account = self.mall.accounts[self.name]
        credentials = {"login": account["login"], "password": account["password"]}
        self.post("/petugas/masuk/", credentials)
        del self.token
        self.post("/petugas/masuk/kode/", {"code": app_code(self.mall, self.name)})
        del self.token

    @staticmethod
    def desk_of(case: str) -> str:
        return f"/petugas{case}"

    def act(
        self, case: str, action: str, form: Form, status: int = 302
    ) -> "APIResponse":
        """Open the case, then press one of its buttons."""
        desk = self.desk_of(case)
        sent = {**hidden(self.get(desk)), **form, "action": action}
        return self.post(f"{desk}langkah/", sent, status)

    def accept(self, case: str) -> None:
        """Every requirement is in order."""
        marks = set(MARK.findall(self.get(self.desk_of(case))))
        self.act(case, "accept", {f"mark-{mark}": "MET" for mark in marks})

    def decide(self, case: str, outcome: str = "GRANTED") -> None:
        reasons = "Semua persyaratan sudah diperiksa satu per satu di meja ini."
        self.act(case, "decide", {"outcome": outcome, "reasons": reasons})


def app_code(mall: Mall, name: str) -> str:
    """The code that the officer's app shows now; a demonstration takes it again."""
    return pyotp.TOTP(mall.accounts[name]["totp_secret"]).now()
