"""What comes out of a printer, and what is said of it."""

import socket
from pathlib import Path

import pytest
import zxingcpp

from balarea.visits.programs import kiosk_printer, kiosk_ticket
from balarea.visits.programs.kiosk_numbers import FAILED, PRINTED, UNKNOWN
from balarea.visits.programs.kiosk_printer import Printer, Status
from balarea.visits.programs.kiosk_ticket import TicketText
from balarea.visits.programs.tests.virtual_printer import VirtualPrinter, listening

TEXT = TicketText(
    mall="Mal Pelayanan Publik Contoh",
    heading="Nomor antrean",
    label="B-K1-001",
    service="Pembuatan KTP-el baru – usia 17 tahun",
    agency="Dinas Kependudukan dan Pencatatan Sipil",
    place="Zona B",
    taken="Senin, 30 November 2026, 10.15",
    waiting="7 orang di depan Anda. Perkiraan 20–35 menit.",
    passing="Yang boleh mendahului: prioritas yang mengambil nomor dalam 60 menit.",
    bring_title="Siapkan:",
    bring=("Kartu keluarga asli", "Surat pengantar “RT/RW” jika KTP hilang " * 2),
    qr="https://contoh.go.id/kios/tiket/Zb3kqW0d2mJx7Yp1sVt8LQ/",
    qr_note="Pindai untuk melihat giliran Anda",
)


@pytest.fixture
def machine() -> VirtualPrinter:
    return VirtualPrinter()


def over_network(port: int) -> Printer:
    return kiosk_printer.parse(f"network:127.0.0.1:{port}")


def test_prints_a_ticket_that_a_person_and_a_phone_can_read(
    machine: VirtualPrinter,
) -> None:
    with listening(machine) as port:
        assert over_network(port).print(kiosk_ticket.compose(TEXT)) == PRINTED
    (ticket,) = machine.tickets
    number = ticket.line("B-K1-001")
    assert (number.size, number.is_bold, number.align) == (6, True, 1)
    assert number.size * len(number.text) <= kiosk_ticket.COLUMNS
    assert "Pembuatan KTP-el baru - usia 17 tahun" in ticket.lines
    assert '- Surat pengantar "RT/RW" jika KTP hilang Surat' in ticket.lines
    assert all(len(x) <= kiosk_ticket.COLUMNS for x in ticket.lines)
    picture = ticket.drawn()
    assert picture.width == 576
    (code,) = zxingcpp.read_barcodes(picture)
    assert code.text == TEXT.qr
    assert not any("SALINAN" in line for line in ticket.lines)


def test_marks_a_reprint_as_a_copy_in_white_on_black(machine: VirtualPrinter) -> None:
    copy = TicketText(mall="Mal", heading="Nomor", label="B012", copy_mark="SALINAN")
    machine.feed(kiosk_ticket.compose(copy))
    (ticket,) = machine.tickets
    assert ticket.line("SALINAN").is_inverse
    assert ticket.line("B012").size == 8
    assert not ticket.line("Nomor").is_inverse


@pytest.mark.parametrize("text", ["日本", "Ж", "é ñ"])
def test_prints_one_character_for_each_that_it_lacks(
    machine: VirtualPrinter, text: str
) -> None:
    named = TicketText(mall="Mal", heading="Nomor", label="B1", service=text)
    machine.feed(kiosk_ticket.compose(named))
    assert len(machine.tickets[0].lines[-1]) == len(text)


def test_sends_nothing_to_a_printer_without_paper_or_with_its_cover_open(
    machine: VirtualPrinter,
) -> None:
    content = kiosk_ticket.compose(TEXT)
    with listening(machine) as port:
        printer = over_network(port)
        machine.paper_lines = 0
        assert printer.status() == Status("READY", "OUT")
        assert printer.print(content) == FAILED
        machine.paper_lines, machine.is_offline = None, True
        assert printer.status() == Status("OFFLINE", "OK")
        assert printer.print(content) == FAILED
        machine.is_offline, machine.is_low = False, True
        assert printer.status() == Status("READY", "LOW")
        assert machine.tickets == []
        assert printer.print(content) == PRINTED


def test_says_failed_when_the_paper_ends_in_the_middle(
    machine: VirtualPrinter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kiosk_printer, "DONE_SECONDS", 0.2)
    machine.paper_lines = 4
    with listening(machine) as port:
        assert over_network(port).print(kiosk_ticket.compose(TEXT)) == FAILED
    assert machine.tickets == []


def test_says_unknown_when_the_printer_does_not_answer(
    machine: VirtualPrinter, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(kiosk_printer, "DONE_SECONDS", 0.1)
    monkeypatch.setattr(kiosk_printer, "ANSWER_SECONDS", 0.1)
    machine.is_silent = True
    content = kiosk_ticket.compose(TEXT)
    with listening(machine) as port:
        printer = over_network(port)
        assert printer.status() == Status("UNKNOWN", "UNKNOWN")
        assert printer.print(content) == UNKNOWN
    assert len(machine.tickets) == 1
    device = tmp_path / "lp0"
    assert kiosk_printer.parse(f"file:{device}").print(content) == UNKNOWN
    assert content in device.read_bytes()


def test_says_failed_when_there_is_no_printer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    gone = over_network(port)
    assert gone.status() == Status("OFFLINE", "UNKNOWN")
    assert gone.print(b"x") == FAILED
    assert kiosk_printer.parse("none").print(b"x") == FAILED
    usb = kiosk_printer.parse("usb:04b8:0202")
    assert (usb.exists, usb.print(b"x")) == (True, FAILED)


@pytest.mark.parametrize("text", ["", "printer", "usb:1", "network:", "none:x"])
def test_refuses_a_printer_that_it_does_not_understand(text: str) -> None:
    with pytest.raises(ValueError, match="isn't a printer"):
        kiosk_printer.parse(text)
