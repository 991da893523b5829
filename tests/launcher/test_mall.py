"""The mall itself by its one command: a database of its own, demo, web and jobs."""

import contextlib
import json
import re
import select
import signal
import socket
import sys
from pathlib import Path

from balarea.config.launcher.processes import is_alive
from tests.children import ask_until, run_to_end

from .demonstration import CitizenBrowser, Mall

STEPS = ["Making the tables of the database", "Gathering the static files"]
STEPS += ["Publishing the service definitions", "Setting up queues and desks"]
STEPS += ["Filling the demonstration"]


def lines_of(mall: Mall, name: str) -> list[dict[str, str]]:
    """The log of a program, which has to be one line of JSON an event."""
    text = (mall.path / "logs" / name).read_text()
    return [json.loads(line) for line in text.splitlines()]


def test_tells_the_steps_of_its_first_start_and_keeps_work_through_a_kill(
    demonstration: Mall,
) -> None:
    mall = demonstration
    steps = [line for line in mall.printed.splitlines() if line.endswith(" …")]
    if len(mall.runs) == 1:
        assert steps == [f"  {step} …" for step in STEPS]
    mall.ensure_open()
    browser = CitizenBrowser(mall)
    case = browser.begin_a_draft()
    assert re.fullmatch(r"/permohonan/[0-9a-f-]{36}/", case)
    mall.kill()

    mall.open()

    # The session and the draft: nobody else may see that page.
    browser.get(case)
    assert browser.at == case


def test_an_outsider_follows_its_log_which_three_witnesses_cosign(
    demonstration: Mall, tmp_path: Path
) -> None:
    mall = demonstration
    mall.ensure_open()
    command: list[str | Path] = [
        *(sys.executable, "-m", "balarea", "monitor", "--once", "--lang", "en"),
        *("--policy", mall.path / "log-policy.txt", "--folder", tmp_path / "monitor"),
        f"http://127.0.0.1:{mall.port}/transparansi/log",
    ]
    reports: list[str] = []

    def is_in_order() -> bool:
        run = run_to_end(command)
        reports.append(run.stdout + run.stderr)
        return run.returncode == 0

    ask_until(is_in_order)  # the log begins within seconds
    assert re.search(r"^Entries: [1-9]", reports[-1], re.MULTILINE), reports[-1]
    assert reports[-1].count("/simulasi/") == 3


def test_slow_phones_hold_up_nobody_and_nothing_is_left_after_them(
    demonstration: Mall,
) -> None:
    mall = demonstration
    mall.ensure_open()
    head = (
        "POST /masuk/ HTTP/1.1\r\nHost: localhost\r\nContent-Length: 900000\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n\r\nkontak=08"
    )
    with contextlib.ExitStack() as slow:
        phones = [
            slow.enter_context(socket.create_connection(("127.0.0.1", mall.port)))
            for _ in range(40)  # many more than there are threads that work
        ]
        for phone in phones:
            phone.sendall(head.encode())
        assert CitizenBrowser(mall).get("/layanan/")
        answered, _, _ = select.select(phones, [], [], 0)
        assert answered == [], "the page waited until the phones were given up"
        assert CitizenBrowser(mall).begin_a_draft()
        living = mall.living()
        assert len(living) >= 4  # the database, web with its workers, jobs
        mall.stop(signal.SIGTERM)
    assert mall.living() == []
    assert not any(map(is_alive, living))
    # Granian had to kill the workers whose phones still sent, and logged it as JSON.
    events = [line["event"] for line in lines_of(mall, "web.log")]
    assert any(event.startswith("Killing worker-") for event in events), events
    lines_of(mall, "jobs.log")


def test_opens_with_the_keys_of_its_own_data_only(demonstration: Mall) -> None:
    mall = demonstration
    if mall.living():
        mall.stop()
    keys, away = mall.path / "keys", mall.path.with_name("keys-away")
    keys.rename(away)
    assert f"{keys} lacks index, kek, " in mall.refused()
    assert not keys.exists(), "no new keys for data that they don't open"
    assert mall.living() == []

    away.rename(keys)
    mall.open(BALAREA_DRAWS="1")  # for `test_mall_draws`
    assert CitizenBrowser(mall).begin_a_draft()
