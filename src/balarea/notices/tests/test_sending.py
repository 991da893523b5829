"""Real SMTP on loopback: what is sent, what is tried again, and what never leaks."""

import datetime as dt
import email
import email.policy
import io
import logging
from collections.abc import Callable
from typing import Any

import pytest

from balarea.foundation.operation import SYSTEM
from balarea.notices import models, operations, queries, tasks
from balarea.notices.providers import demo
from balarea.notices.rules import State, Step
from balarea.notices.tests.conftest import (
    CODE,
    MAILBOX,
    NAME,
    PHONE,
    Post,
    Relay,
    jobs,
    through,
)
from balarea.vault import queries as vault

pytestmark = pytest.mark.django_db

HIDDEN = {"reference": "7K3M9QXAC", "secret": "ACDEFGHJKM", "name": NAME}


def run(message: models.Message) -> models.Message:
    """What a worker does with the message's job."""
    tasks.send(message=str(message.id))
    message.refresh_from_db()
    return message


def read(text: str) -> Any:
    return email.message_from_string(text, policy=email.policy.default)


def test_a_mail_arrives_with_its_subject_its_link_and_its_own_id(
    post: Post, relay: Relay
) -> None:
    message = run(post(hidden=HIDDEN))
    assert message.state == State.SENT
    [letter] = [read(text) for text in relay.letters]
    assert letter["To"] == MAILBOX
    assert letter["Message-ID"].startswith(f"<{message.id}@")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert "7K3-M9Q-XAC" in letter["Subject"]
    assert "/lacak/7K3M9QXAC/ACDEFGHJKM/" in letter.get_content()


def test_the_recipient_is_opened_for_sending_and_that_is_on_record(
    post: Post, relay: Relay
) -> None:
    message = run(post(hidden=HIDDEN))
    [access] = vault.accesses(message.recipient.key_id)
    assert (access.purpose, access.actor_kind) == ("NOTIFY", "SYSTEM")


def test_a_relay_that_is_away_is_tried_again_later(post: Post, settings: Any) -> None:
    through(settings, 1)  # no server listens there
    message = run(post())
    assert (message.state, message.attempts) == (State.QUEUED, 1)
    last = queries.deliveries(message)[-1]
    assert (last.step, last.fault) == (Step.DEFERRED, "ConnectionRefusedError")
    again = jobs()[-1]
    assert again["args"] == {"message": str(message.id)}
    assert again["scheduled_at"] == message.next_at > message.at


def test_a_relay_that_stays_away_ends_in_a_failure_that_officers_see(
    post: Post, settings: Any, at: dt.datetime
) -> None:
    message = post()
    for _ in range(8):
        through(settings, 1)  # the breaker's pause is over at each try
        message = run(message)
    assert (message.state, message.attempts) == (State.FAILED, 8)
    assert list(queries.failed({"DPM": ()})) == [message]
    assert len(jobs()) == 8


def test_a_refused_mailbox_is_given_up_at_once(post: Post, relay: Relay) -> None:
    relay.answers["RCPT"] = "550 no such mailbox <line>"
    message = run(post())
    last = queries.deliveries(message)[-1]
    assert (message.state, message.attempts) == (State.FAILED, 1)
    assert last.fault == "SMTPRecipientsRefused"


def test_a_full_mailbox_is_tried_again(post: Post, relay: Relay) -> None:
    relay.answers["RCPT"] = "452 full <line>"
    assert run(post()).state == State.QUEUED
    del relay.answers["RCPT"]
    assert run(models.Message.objects.get()).state == State.SENT


def test_a_crash_between_sending_and_committing_sends_the_same_letter_again(
    post: Post, relay: Relay, monkeypatch: pytest.MonkeyPatch, at: dt.datetime
) -> None:
    message = post()

    class Crash(BaseException):
        """The worker is killed: no handler of ours sees it."""

    def die(*_: object, **__: object) -> None:
        raise Crash

    with monkeypatch.context() as patched:
        patched.setattr(operations, "_record", die)
        with pytest.raises(Crash):
            tasks.send(message=str(message.id))
    message.refresh_from_db()
    assert message.state == State.QUEUED  # nothing of the try was committed
    assert run(message).state == State.SENT
    first, second = (read(text)["Message-ID"] for text in relay.letters)
    assert first == second


def test_a_letter_that_can_not_be_written_is_tried_and_given_up_never_lost(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: object) -> None:
        raise KeyError(f"{MAILBOX} {CODE}")

    monkeypatch.setattr("balarea.notices.rendering.write", broken)
    message = post(kind="CODE")
    for _ in range(3):
        message = run(message)
    assert message.state == State.FAILED
    assert {d.fault for d in queries.deliveries(message)} == {"", "KeyError"}


def test_a_recipient_may_lie_beside_its_code_in_one_seal(
    post: Post, relay: Relay
) -> None:
    both = f'{{"address": "{MAILBOX}", "code": "{CODE}"}}'
    message = post(kind="CODE", address=both, channel="EMAIL", params={})
    message = post(
        kind="CODE",
        address=both,
        channel="EMAIL",
        params={},
        hidden={"address": MAILBOX, "code": CODE},
    )
    run(message)
    [letter] = [read(text) for text in relay.letters]
    assert letter["To"] == MAILBOX
    assert CODE in letter.get_content()


def test_a_header_can_not_be_smuggled_in(post: Post, relay: Relay) -> None:
    message = run(post(address="rina@contoh.id\nBcc: all@contoh.id"))
    assert message.state == State.FAILED
    assert relay.letters == []


@pytest.mark.parametrize("outcome", ["sent", "away", "refused", "demo"])
def test_no_phone_no_name_and_no_code_lies_in_the_clear(
    post: Post,
    relay: Relay,
    settings: Any,
    outcome: str,
    dump: Callable[..., str],
    capfd: pytest.CaptureFixture[str],
) -> None:
    log_lines = io.StringIO()
    handler = logging.StreamHandler(log_lines)
    root = logging.getLogger()
    root.addHandler(handler)
    level = root.level
    root.setLevel(logging.DEBUG)
    hidden = {"code": CODE, "name": NAME}
    try:
        if outcome == "demo":
            settings.BALAREA_NOTICE_PROVIDERS = {"EMAIL": "demo", "PHONE": "demo"}
            run(post(kind="CODE", address=PHONE, hidden=hidden))
        elif outcome == "away":
            through(settings, 1)
        elif outcome == "refused":
            relay.answers["RCPT"] = "550 no such mailbox <line>"
        run(post(kind="CODE", hidden=hidden))
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
    out, err = capfd.readouterr()
    everything = dump("") + log_lines.getvalue() + out + err
    assert "notices.send" in everything
    for canary in (PHONE, PHONE.lstrip("+"), MAILBOX, CODE, NAME):
        assert canary not in everything
        assert canary.encode().hex() not in everything


def test_the_demo_mailbox_opens_by_address_newest_first(
    post: Post, settings: Any, at: dt.datetime
) -> None:
    run(post(address=PHONE, hidden=HIDDEN))
    run(post(kind="CODE", address=PHONE, hidden={"code": CODE}))
    run(post())
    letters = operations.read_shown(address=f" {PHONE} ", limit=10, by=SYSTEM, at=at)
    assert [shown.message.kind for shown in letters] == ["CODE", "RECEIVED"]
    assert CODE in letters[0].text
    assert len(operations.read_shown(address="", limit=10, by=SYSTEM, at=at)) == 3
    assert demo.index_of(PHONE) != demo.index_of(MAILBOX)
