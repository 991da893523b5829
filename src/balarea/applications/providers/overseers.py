"""The overseers whose values draw officers: programs of other offices, asked by jobs.

Their program: `balarea.programs.overseer`. The mall has their public keys only.
"""

import json
import logging
import urllib.error
import urllib.request
from typing import NamedTuple

from django.conf import settings

from balarea.transparency.draw import ecvrf

log = logging.getLogger(__name__)
TIMEOUT = 5  # seconds
_MAX_ANSWER = 4096  # bytes


class Overseer(NamedTuple):
    """Who holds one of the two keys; `address` is that of their program."""

    name: str
    public_key: bytes
    address: str


class InvalidSetting(ValueError):
    message = "BALAREA_OVERSEERS: expected name=key in hex@address, not %r"


def overseers() -> list[Overseer]:
    """Both of the mall, in the order that the beacon uses; empty where none are set.

    Raises:
        InvalidSetting: `BALAREA_OVERSEERS` can't be read, or doesn't name two.
    """
    parsed = [_parsed(text) for text in settings.BALAREA_OVERSEERS]
    if parsed and (len(parsed) != 2 or parsed[0].public_key == parsed[1].public_key):
        raise InvalidSetting("BALAREA_OVERSEERS: two overseers with a key each")
    return parsed


def _parsed(text: str) -> Overseer:
    name, _, rest = text.strip().partition("=")
    key, _, address = rest.partition("@")
    try:
        public_key = bytes.fromhex(key)
    except ValueError:
        public_key = b""
    is_web = address.startswith(("http://", "https://"))
    if not name or len(public_key) != ecvrf.KEY_SIZE or not is_web:
        raise InvalidSetting(InvalidSetting.message % text)
    return Overseer(name, public_key, address.rstrip("/"))


def prove(overseer: Overseer, leaf: bytes, log_proof: str) -> bytes | None:
    """The overseer's proof for a leaf of the log; None where they don't answer.

    What they answer is not checked here.
    """
    body = json.dumps({"leaf": leaf.hex(), "log_proof": log_proof}).encode()
    request = urllib.request.Request(  # noqa: S310 - a setting, http or https only
        f"{overseer.address}/prove",
        data=body,
        headers={"Content-Type": "application/json"},
    )
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT) as response:  # noqa: S310
            answer = json.loads(response.read(_MAX_ANSWER))
        return bytes.fromhex(answer["proof"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        log.warning("overseer %s gave no proof: %s", overseer.name, error)
        return None
