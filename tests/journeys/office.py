"""An officer at a screen, with a mouse: finds a case, and takes the step that waits."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balarea.catalogue import definition as engine
from balarea.demo import cast
from balarea.foundation import clock
from tests.browser import check_page

from .malls import Mall
from .people import follow, path_of, press
from .web import app_code

if TYPE_CHECKING:
    from playwright.sync_api import Page

REASONS = "Semua persyaratan sudah diperiksa satu per satu di meja ini."
NUMBER_THERE = "S-77/2026"
REPORT = "Lokasi dikunjungi. Ukuran dan letaknya sesuai dengan permohonan."
# Loaded, and inside the panel of its requirement.
IS_WHOLE = """async picture => {
  picture.loading = "eager";
  await picture.decode();
  const panel = picture.closest(".panel").getBoundingClientRect();
  return picture.getBoundingClientRect().right <= panel.right;
}"""
# Who takes a step of a service, or gives the advice that it asks for.
type Office = Callable[[str, "engine.Definition | engine.Advice"], "OfficerBrowser"]


def login_of(step: str, agency: str) -> str:
    """Who of an agency's officers takes this step."""
    part = next(p for p in cast.PARTS if step in p.actions)
    return f"{agency.lower()}.{part.login}"


@dataclass
class OfficerBrowser:
    """Somebody of an agency, and their window."""

    mall: Mall
    page: "Page"
    login: str

    def sign_in(self) -> None:
        """Password, then the code of the authenticator app."""
        page = self.page
        page.goto("/petugas/masuk/")
        page.fill("#f-login", self.login)
        page.fill("#f-password", self.mall.accounts[self.login]["password"])
        press(page, "Lanjut")
        page.fill("#f-code", app_code(self.mall, self.login))
        press(page, "Masuk")
        assert path_of(page) == "/petugas/", page.url

    def lists(self, reference: str, queue: str = "/petugas/") -> bool:
        """Whether the case stands among what waits here, on any page of the list."""
        self.page.goto(queue)
        while not self.page.locator("tr.work a", has_text=reference).count():
            if not self.page.locator('[data-key="n"]').count():
                return False
            follow(self.page, '[data-key="n"]')
        return True

    def opens(self, reference: str) -> None:
        """By the number that somebody at the window reads out."""
        if path_of(self.page) != "/petugas/":
            self.page.goto("/petugas/")
        self.page.fill("#f-q", reference)
        press(self.page, "Cari")
        assert reference in self.page.inner_text(".head"), self.page.url

    def advises(
        self,
        asking: engine.Advice,
        reference: str,
        outcome: str = "AGREES",
        **more: str,
    ) -> None:
        """What another agency asks, by its list; `more` are further fields."""
        assert self.lists(reference, "/petugas/pertimbangan/")
        follow(self.page, f'tr.work a:has-text("{reference}")')
        today = f"{clock.today(clock.now()):%d-%m-%Y}"
        for question in asking.questions:
            if question.type == "YES_NO":
                self.page.check(f'[name="{question.id}"][value="YES"]')
            elif question.required:
                self.page.fill(f'[name="{question.id}"]', today)
        self.page.check(f'[name="outcome"][value="{outcome}"]')
        for name, value in more.items():
            if name == "unmet":
                self.page.check(f'[name="unmet"][value="{value}"]')
            else:
                self.page.fill(f'[name="{name}"]', value)
        press(self.page, "Beri pertimbangan ini")

    def is_offered(self, action: str) -> bool:
        """Whether the case that is open has this button for them."""
        return self.page.locator(f'[name="action"][value="{action}"]').count() > 0

    def takes(self, step: str, reference: str) -> None:
        """The step that the definition asks for, as well as can be."""
        self.opens(reference)
        {
            "VERIFY": self._accepts,
            "INSPECT": self._inspects,
            "DECIDE": self._decides,
            "COUNTERSIGN": self._countersigns,
            "HAND_OVER": self._hands_over,
            "SERVE": self._serves,
        }[step]()
        assert path_of(self.page) == "/petugas/", self.page.inner_text("main")
        assert self.page.get_by_role("status").count() == 1

    def returns(self, defects: dict[str, str]) -> None:
        """Mark these, say what is wrong with each; the rest is in order.

        Once the list is whole it is looked over, and only then sent.
        """
        self.marks(defects)
        self._sends("return")
        if path_of(self.page).endswith("/kembalikan/"):
            check_page(self.page)
            self._sends("send_return")

    def marks(self, defects: dict[str, str]) -> None:
        """Every requirement on the page that is open, those in `defects` as such."""
        panels = self.page.locator("main .check")
        for mark in panels.locator('[value="MET"]').all():
            requirement = (mark.get_attribute("name") or "").removeprefix("mark-")
            if requirement not in defects:
                mark.check()
                continue
            self.page.check(f'[name="mark-{requirement}"][value="DEFECT"]')
            # Choosing it opens the place for what is wrong.
            self.page.fill(f'[name="text-{requirement}"]', defects[requirement])

    def keeps(self, defects: dict[str, str]) -> None:
        """Put the marks and their words aside for later."""
        self.marks(defects)
        self._sends("keep")

    def refuses(self, reference: str, reasons: str, unmet: str = "") -> None:
        """Say no, and why; `unmet` is the requirement that fails."""
        self.opens(reference)
        self.page.check('[name="outcome"][value="REFUSED"]')
        if unmet:
            self.page.check(f'[name="mark-{unmet}"][value="DEFECT"]')
        self.page.fill('[name="reasons"]', reasons)
        self._sends("decide")

    def sends_back(self, reference: str, note: str) -> None:
        """Not agree with what somebody else proposed."""
        self.opens(reference)
        self.page.check('[name="agrees"][value="NO"]')
        self.page.fill('[name="note"]', note)
        self._sends("countersign")

    def finds_otherwise(self, reference: str, report: str) -> None:
        """A visit that doesn't find what the application says."""
        self.opens(reference)
        self.page.check('[name="is_met"][value="NO"]')
        self.page.fill('[name="report"]', report)
        self._sends("inspect")

    def proposes(self, reference: str, kind: str, ground: str, reason: str) -> None:
        """To put the document out of force; a second officer decides on it."""
        self.opens(reference)
        follow(self.page, 'a[href$="/tindakan/baru/"]')
        self.page.check(f'[name="kind"][value="{kind}"]')
        self.page.select_option("#f-ground", ground)
        self.page.fill("#f-reason", reason)
        press(self.page, "Catat usulan")
        assert not self.page.url.endswith("/baru/"), self.page.inner_text("main")

    def approves(self, reference: str, reasons: str) -> None:
        """What somebody else proposed about a document, by the list of these."""
        assert self.lists(reference, "/petugas/tindakan/")
        follow(self.page, f'tr.work a:has-text("{reference}")')
        self.page.check('[name="outcome"][value="APPROVED"]')
        self.page.fill("#f-reasons", reasons)
        press(self.page, "Catat keputusan")

    def message(self) -> str:
        """What the page says of what was done, or why it wasn't."""
        messages = "main [role=status]:not([data-part]), main [role=alert]"
        return self.page.locator(messages).inner_text()

    def _accepts(self) -> None:
        """Look at every picture, mark every requirement, accept."""
        for closed in self.page.locator("main .check .peek > summary").all():
            closed.click()
        for picture in self.page.locator("main .check .peek img").all():
            assert picture.evaluate(IS_WHOLE), "a picture is not to be seen as a whole"
        for mark in self.page.locator('main [name^="mark-"][value="MET"]').all():
            mark.check()
        self._sends("accept")

    def _inspects(self) -> None:
        """A visit today; the page offers its day."""
        self.page.check('[name="is_met"][value="YES"]')
        self.page.fill('[name="report"]', REPORT)
        self._sends("inspect")

    def _decides(self) -> None:
        if self.page.locator('[name="done_on"]').count():  # an act has its day
            today = clock.today(clock.now())
            self.page.fill('[name="done_on"]', f"{today:%d-%m-%Y}")
        self.page.check('[name="outcome"][value="GRANTED"]')
        self.page.fill('[name="reasons"]', REASONS)
        self._sends("decide")

    def scans(self, address: str) -> None:
        """The QR code that somebody shows at the desk."""
        self.page.goto(address)

    def _serves(self) -> None:
        self.page.check('[name="is_done"][value="YES"]')
        self._sends("serve")

    def _hands_over(self) -> None:
        self.page.fill('[name="number"]', NUMBER_THERE)
        self._sends("hand_over")

    def learns_the_outcome(self, reference: str, text: str) -> None:
        """What another register decided, as it wrote to the agency."""
        self.opens(reference)
        self.page.check('[name="outcome"][value="GRANTED"]')
        self.page.fill('[name="reasons"]', text)
        self._sends("record_outcome")

    def _countersigns(self) -> None:
        self.page.check('[name="agrees"][value="YES"]')
        self._sends("countersign")

    def _sends(self, action: str) -> None:
        with self.page.expect_navigation():
            self.page.click(f'button[name="action"][value="{action}"]')
