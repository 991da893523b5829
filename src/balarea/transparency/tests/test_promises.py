"""Promises that the log will have an entry."""

import pytest

from balarea.transparency.receipts import promises
from balarea.transparency.tlog.notes import KeyType, SigningKey
from balarea.transparency.verifier.tests import samples

KEY = SigningKey(
    promises.key_name(samples.ORIGIN), KeyType.ED25519, samples.seed("janji")
)
LEAF = samples.leaf()
PROMISE = promises.LogPromise(
    samples.ORIGIN, LEAF.tag, LEAF.commitment, samples.TIME + promises.SECONDS
)


def test_says_which_leaf_is_promised_by_when() -> None:
    opened = promises.opened(promises.signed(PROMISE, KEY), KEY.verifier)
    assert opened == PROMISE
    assert opened.is_about(LEAF)
    assert not opened.is_about(samples.leaf(tag=b"\0" * 32))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"by 17", b"by 18"),
        (b"\nby", b"\ntag AA==\nby"),
        (samples.ORIGIN.encode() + b"\ntag", b"lain.example/log\ntag"),
        (b"promise/v1", b"promise/v2"),
        (b"tag ", b"tag  "),
    ],
)
def test_refuses_a_promise_that_was_changed(old: bytes, new: bytes) -> None:
    signed = promises.signed(PROMISE, KEY)
    changed = signed.replace(old, new)
    assert changed != signed
    with pytest.raises(promises.InvalidPromise):
        promises.opened(changed, KEY.verifier)


def test_refuses_what_a_key_signed_that_is_of_another_log() -> None:
    other = SigningKey("lain.example/janji", KeyType.ED25519, samples.seed("janji"))
    with pytest.raises(promises.InvalidPromise):
        promises.opened(promises.signed(PROMISE, other), other.verifier)
    short = promises.LogPromise(samples.ORIGIN, b"x", LEAF.commitment, 1)
    with pytest.raises(promises.InvalidPromise):
        promises.opened(promises.signed(short, KEY), KEY.verifier)


def test_a_promise_is_read_from_the_text_of_its_code() -> None:
    signed = promises.signed(PROMISE, KEY)
    text = promises.qr_of(signed)
    assert text.isascii()
    assert text == text.upper()  # the QR code's alphanumeric mode
    for data in (text.encode(), f"{text}\r\n".encode()):
        assert promises.is_promise(data)
        assert promises.opened(data, KEY.verifier) == PROMISE
    assert promises.is_promise(signed)
    assert not promises.is_promise(samples.receipt())
    for wrong in (text[:-3], text.lower(), text.replace("BLP1:", "BLP1:é")):
        with pytest.raises(promises.InvalidPromise):
            promises.opened(wrong.encode(), KEY.verifier)
