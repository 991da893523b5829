"""Numbers go on without the mall, each once, whatever happens to the machine."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from balarea.transparency.programs import clock
from balarea.visits.programs import kiosk_clock, kiosk_numbers, kiosk_signing
from balarea.visits.programs.kiosk_journal import DamagedJournal, Journal
from balarea.visits.programs.kiosk_numbers import NoNumber, Numbers
from balarea.visits.programs.kiosk_state import Lease, UnreadableState

KEY = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
AT = 1_796_000_000
LEASE = Lease("L1", "DKC-KTP", "B-K1-", 1, 3, "2026-11-30", AT, AT + 6 * 3600)
CATALOGUE = {"services": {"DKC-001": {"queue": "DKC-KTP"}}}


@dataclasses.dataclass
class Machine:
    """A kiosk's machine: its clocks, and whether it was started anew."""

    wall: int = AT
    elapsed: float = 100.0
    boot: str = "first start"

    def pass_time(self, seconds: int) -> None:
        self.wall += seconds
        self.elapsed += seconds


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    machine = Machine()
    made = kiosk_clock.KioskClock

    def of_machine(latest: int, anchor: kiosk_clock.Anchor | None) -> Any:
        return made(
            latest,
            anchor,
            wall=lambda: machine.wall,
            elapsed=lambda: machine.elapsed,
            boot=machine.boot,
        )

    monkeypatch.setattr(kiosk_numbers, "KioskClock", of_machine)
    return machine


def leased(folder: Path, *leases: Lease) -> Numbers:
    numbers = Numbers(folder, KEY)
    numbers.set_time(AT)
    numbers.set_catalogue(CATALOGUE)
    for lease in leases:
        numbers.add_lease(lease)
    return numbers


def issue(numbers: Numbers, form_key: str = "") -> dict[str, Any]:
    return numbers.issue(
        service="DKC-001", priority="", language="id", form_key=form_key
    )


def refusal(numbers: Numbers) -> str:
    with pytest.raises(NoNumber) as error:
        issue(numbers)
    return str(error.value)


def test_gives_each_number_once_and_says_when_they_are_used_up(
    tmp_path: Path, machine: Machine
) -> None:
    numbers = leased(tmp_path, LEASE)
    labels = [issue(numbers)["label"] for _ in range(3)]
    assert labels == ["B-K1-001", "B-K1-002", "B-K1-003"]
    assert refusal(numbers) == kiosk_numbers.USED_UP
    numbers.add_lease(dataclasses.replace(LEASE, id="L2", first=4, last=9))
    numbers.add_lease(dataclasses.replace(LEASE, id="L2", first=4, last=9))
    assert (issue(numbers)["number"], numbers.remaining("DKC-KTP")) == (4, 5)


def test_a_second_tap_gives_the_same_ticket(tmp_path: Path, machine: Machine) -> None:
    numbers = leased(tmp_path, LEASE)
    assert issue(numbers, "form") == issue(numbers, "form")
    assert issue(numbers, "next")["number"] == 2
    assert issue(Numbers(tmp_path, KEY), "form")["number"] == 1


def test_signs_a_ticket_so_that_no_field_of_it_can_be_changed(
    tmp_path: Path, machine: Machine
) -> None:
    issue(leased(tmp_path, LEASE))
    _, (ticket,) = Numbers(tmp_path, KEY).not_uploaded(50)
    public = KEY.public_key().public_bytes_raw()
    assert "secret" not in ticket
    data = kiosk_signing.ticket_bytes(ticket)
    assert kiosk_signing.is_signed(public, ticket["signature"], data)
    for name in set(ticket) - {"signature"}:
        forged = kiosk_signing.ticket_bytes(ticket | {name: "0"})
        assert not kiosk_signing.is_signed(public, ticket["signature"], forged)
    assert not kiosk_signing.is_signed(public, "no hex", data)


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, 2_000))
def test_gives_no_number_twice_wherever_the_power_goes(
    tmp_path_factory: pytest.TempPathFactory, cut: int
) -> None:
    """A shown ticket was synced: only bytes that were never shown can be lost."""
    folder = tmp_path_factory.mktemp("kiosk")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "seconds", lambda: AT)
        numbers = leased(folder, dataclasses.replace(LEASE, last=40))
        shown = [issue(numbers)["number"] for _ in range(3)]
        issue(numbers)
        path = folder / "tickets.jsonl"
        whole = path.read_bytes()
        third = len(b"\n".join(whole.split(b"\n")[:3])) + 1
        path.write_bytes(whole[: min(len(whole), third + cut)])
        again = Numbers(folder, KEY)
        after = [issue(again)["number"] for _ in range(3)]
    assert len(set(shown + after)) == 6
    lines = path.read_bytes().decode().splitlines()
    assert all(json.loads(line) for line in lines)


def test_refuses_to_go_on_with_a_file_that_was_damaged(tmp_path: Path) -> None:
    (tmp_path / "tickets.jsonl").write_bytes(b'{"number":1}\nxx\n{"number":2}\n')
    with pytest.raises(DamagedJournal, match="line 2"):
        Journal(tmp_path)
    (tmp_path / "state.json").write_text('{"9": {}}')
    with pytest.raises(UnreadableState, match="Move it away"):
        Numbers(tmp_path, KEY)


def test_a_full_disk_gives_no_number_and_leaves_no_half_line(
    tmp_path: Path, machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = leased(tmp_path, LEASE)
    issue(numbers)
    before = (tmp_path / "tickets.jsonl").read_bytes()

    def fail(_descriptor: int) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", fail)
        with pytest.raises(OSError, match="no space"):
            issue(numbers)
    assert (tmp_path / "tickets.jsonl").read_bytes() == before
    assert issue(numbers)["number"] == 2


def test_a_clock_that_is_set_back_changes_no_time_of_a_ticket(
    tmp_path: Path, machine: Machine
) -> None:
    numbers = leased(tmp_path, LEASE)
    machine.pass_time(600)
    assert issue(numbers)["claimed_at"] == AT + 600
    machine.wall = 0  # while it runs, and when the program is started again
    machine.elapsed += 5
    assert issue(numbers)["claimed_at"] == AT + 605
    numbers = Numbers(tmp_path, KEY)
    machine.elapsed += 5
    assert issue(numbers)["claimed_at"] == AT + 610


def test_gives_no_number_after_a_start_with_an_impossible_clock(
    tmp_path: Path, machine: Machine
) -> None:
    leased(tmp_path, LEASE)
    machine.boot, machine.elapsed, machine.wall = "second start", 3.0, 0
    numbers = Numbers(tmp_path, KEY)
    assert refusal(numbers) == kiosk_numbers.CLOCK_WRONG
    numbers.set_time(AT + 60)
    assert issue(numbers)["claimed_at"] == AT + 60


def test_numbers_of_a_day_end_with_it(tmp_path: Path, machine: Machine) -> None:
    numbers = leased(tmp_path, LEASE)
    issue(numbers)
    machine.pass_time(7 * 3600 + 1)
    assert refusal(numbers) == kiosk_numbers.DAY_OVER
    numbers.end_day()
    assert numbers.state.leases  # its ticket isn't uploaded yet
    numbers.set_uploaded(numbers.not_uploaded(50)[0])
    numbers.end_day()
    assert (numbers.state.leases, numbers.tickets()) == ([], [])
    assert len((tmp_path / "tickets-2026-11-30.jsonl").read_text().splitlines()) == 1
    assert refusal(numbers) == kiosk_numbers.NO_LEASE


def test_sends_again_only_what_the_mall_has_not_taken_over(
    tmp_path: Path, machine: Machine
) -> None:
    numbers = leased(tmp_path, LEASE)
    first = issue(numbers)
    numbers.note_print(first["id"], 0, kiosk_numbers.SENT)
    numbers.note_print(first["id"], 0, kiosk_numbers.FAILED)
    assert numbers.print_state(first["id"]) == ("FAILED", 1)
    size, lines = numbers.not_uploaded(50)
    assert len(lines) == 3
    issue(numbers)
    numbers.set_uploaded(size)
    _, (second,) = Numbers(tmp_path, KEY).not_uploaded(50)
    assert second["number"] == 2
