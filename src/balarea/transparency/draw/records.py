"""What is published of rosters and draws, byte by byte.

Both documents are JSON in one canonical form, and log entries commit to their SHA-256:
`ROSTER` to the roster of a day, `DRAW_REQUESTED` to the request of a draw. Neither
names an officer but by pseudonym, nor a case at all.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from .picking import Candidate

MAX_BYTES = 1_000_000
_HEX32 = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
_CODE = re.compile(r"[A-Z_]{1,40}")


class InvalidDocument(ValueError):
    """A document is not in the one form that is accepted."""


class RosterList(NamedTuple):
    """Who may be drawn for one action of these services, and their weights."""

    action: str
    services: tuple[str, ...]
    officers: tuple[Candidate, ...]


class Roster(NamedTuple):
    """The lists of one agency for one day (ISO).

    `overseers` are both by name and public key (hex), in the order of the beacon.
    """

    agency: str
    day: str
    overseers: tuple[tuple[str, str], ...]
    lists: tuple[RosterList, ...]

    def officers(self, action: str, service: str) -> tuple[Candidate, ...]:
        """Who may be drawn; nobody where the roster has no such list."""
        for one in self.lists:
            if one.action == action and service in one.services:
                return one.officers
        return ()


class Request(NamedTuple):
    """One requested draw, before anybody can know its outcome.

    Args:
        id: 32 hex digits of its own, so that no two requests are alike.
        roster: the SHA-256 (hex) of the roster's document.
        excluded: pseudonym → commitment (hex) to the code of the reason.
        previous: the SHA-256 of the request that this one replaces, or empty.
        cause: the code of why it is replaced, or empty.
    """

    id: str
    roster: str
    action: str
    service: str
    excluded: Mapping[str, str]
    previous: str = ""
    cause: str = ""


def digest(document: str) -> str:
    """The SHA-256 (hex) that a log entry commits to."""
    return hashlib.sha256(document.encode()).hexdigest()


def exclusion_commitment(salt: bytes, code: str) -> str:
    """What a request says of why somebody is excluded; opened with the salt only."""
    text = b"balarea/excluded/v1|" + salt + code.encode()
    return hashlib.sha256(text).hexdigest()


def write_roster(roster: Roster) -> str:
    """The document of a roster; its lists and officers are put in order."""
    lists = [
        {
            "action": one.action,
            "officers": [list(officer) for officer in sorted(one.officers)],
            "services": sorted(one.services),
        }
        for one in sorted(roster.lists)
    ]
    return _canonical(
        {
            "agency": roster.agency,
            "day": roster.day,
            "lists": lists,
            "overseers": [list(one) for one in roster.overseers],
            "v": 1,
        }
    )


def read_roster(document: str) -> Roster:
    """Raises InvalidDocument unless `write_roster` would write exactly this."""
    data = _object(document, {"agency", "day", "lists", "overseers", "v"})
    try:
        lists = tuple(
            RosterList(
                _text(one["action"], _CODE),
                tuple(map(str, one["services"])),
                tuple(_candidate(*officer) for officer in one["officers"]),
            )
            for one in data["lists"]
        )
        overseers = tuple(
            (str(name), _text(key, _HASH)) for name, key in data["overseers"]
        )
    except InvalidDocument:
        raise
    except (KeyError, TypeError, ValueError) as error:
        raise InvalidDocument("a list of a roster has another form") from error
    roster = Roster(str(data["agency"]), str(data["day"]), overseers, lists)
    _check_form(document, write_roster(roster))
    return roster


def write_request(request: Request) -> str:
    """The document of a request."""
    return _canonical({**request._asdict(), "v": 1})


def read_request(document: str) -> Request:
    """Raises InvalidDocument unless `write_request` would write exactly this."""
    data = _object(document, {*Request._fields, "v"})
    excluded = data["excluded"]
    if not isinstance(excluded, dict):
        raise InvalidDocument("what is excluded is no object")
    request = Request(
        _text(data["id"], _HEX32),
        _text(data["roster"], _HASH),
        _text(data["action"], _CODE),
        str(data["service"]),
        {
            _text(name, _HEX32): _text(commitment, _HASH)
            for name, commitment in excluded.items()
        },
        _text(data["previous"], _HASH, may_be_empty=True),
        _text(data["cause"], _CODE, may_be_empty=True),
    )
    _check_form(document, write_request(request))
    return request


def candidates(roster: Roster, request: Request) -> list[Candidate]:
    """Who may be picked: the roster's list without the excluded."""
    listed = roster.officers(request.action, request.service)
    return [one for one in listed if one.pseudonym not in request.excluded]


def _canonical(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _object(document: str, names: set[str]) -> dict[str, Any]:
    if len(document) > MAX_BYTES:
        raise InvalidDocument("it is too long")
    try:
        data = json.loads(document)
    except (ValueError, RecursionError) as error:
        raise InvalidDocument("it is no JSON") from error
    if not isinstance(data, dict) or set(data) != names or data["v"] != 1:
        raise InvalidDocument("it has other members")
    return data


def _candidate(pseudonym: object, weight: object) -> Candidate:
    if not isinstance(weight, int) or isinstance(weight, bool) or weight < 1:
        raise InvalidDocument("a weight is a whole number from 1")
    return Candidate(_text(pseudonym, _HEX32), weight)


def _text(value: object, form: re.Pattern[str], *, may_be_empty: bool = False) -> str:
    if may_be_empty and value == "":
        return ""
    if not isinstance(value, str) or not form.fullmatch(value):
        raise InvalidDocument(f"{value!r} has another form")
    return value


def _check_form(document: str, written: str) -> None:
    if document != written:
        raise InvalidDocument("it is not in canonical form")
