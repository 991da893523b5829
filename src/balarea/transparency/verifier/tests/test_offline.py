"""The verifier that is one HTML file, opened from disk in Chromium."""

import base64
from pathlib import Path

from tests.browser import OpenPage

from balarea.transparency.verifier import offline
from balarea.transparency.verifier.tests import samples, tamperings

CHECK = """async (cases) => {
  const bytes = (text) => Uint8Array.from(atob(text), (one) => one.charCodeAt(0));
  const texts = new TextDecoder();
  const codes = [];
  for (const [content, policy] of cases) {
    codes.push((await check(bytes(content), texts.decode(bytes(policy)))).code);
  }
  return codes;
}"""


def test_the_file_checks_receipts_from_disk_and_loads_nothing(
    open_page: OpenPage, tmp_path: Path
) -> None:
    file, receipt = tmp_path / offline.NAME, tmp_path / "bukti.pdf"
    file.write_text(offline.page(samples.POLICY.decode()), "utf-8")
    receipt.write_bytes(samples.pdf_receipt())
    page, loaded = open_page(), []
    page.on("request", lambda request: loaded.append(request.url))
    page.goto(file.as_uri())

    every = tamperings.every()
    cases = [
        [base64.b64encode(part).decode() for part in (case.content, case.policy)]
        for case in every
    ]
    codes = page.evaluate(CHECK, cases)
    assert {one.name: code for one, code in zip(every, codes, strict=True)} == {
        one.name: one.code for one in every
    }

    page.get_by_label("Berkas bukti").set_input_files(receipt)
    page.get_by_text("Permohonan diterima").wait_for()
    assert "fact.files = 3" in page.locator("#result").inner_text()
    page.get_by_label("Atau teks dari kode QR").fill(samples.qr_text()[:-3])
    page.get_by_role("button", name="Periksa teks").press("Enter")
    page.get_by_text("MALFORMED_QR").wait_for()
    page.get_by_role("button", name="English").press("Enter")
    page.get_by_text("Scan the code again").wait_for()
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 360
    assert loaded == [file.as_uri()]
