"""Every address has a name, and a door that asks who comes."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

from balarea.people import doors

DOORS = {"citizen_required": "citizen", "officer_required": "officer"}

# Where anybody may come in, and why.
PUBLIC = {
    r"": "front page",
    r"layanan/.*": "the service catalogue",
    r"lacak/.*": "tracking by reference and secret",
    r"lanjut/": "resuming a draft by its code",
    r"permohonan/baru/.*": "what a service needs, before anybody signs in",
    r"verifikasi/.*": "verification of documents",
    r"transparansi/.*": "the public log",
    r"privasi/": "what happens to personal data",
    r"masuk/.*": "signing in",
    r"keluar/": "signing out",
    r"petugas/masuk/.*": "officers signing in",
    r"petugas/keluar/": "officers signing out",
    r"bahasa/.*": "choosing a language",
    r"api/v1/.*": "the open interface; its own sweep tests it",
    r"pembayaran/.*": "providers call back, signed",
    r"peraga/.*": "the demonstration",
    r"(robots\.txt|favicon\.ico|sehat/|\.well-known/.*)": "for programs",
}


@dataclass(frozen=True)
class Address:
    route: str
    name: str
    callback: Callable[..., Any]


def walk(
    patterns: list[URLPattern | URLResolver], route: str = "", space: str = ""
) -> Iterator[Address]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from walk(pattern.url_patterns, here, inner)
        else:
            name = f"{space}{pattern.name}" if pattern.name else ""
            yield Address(here.replace("^", ""), name, pattern.callback)


def addresses() -> list[Address]:
    return list(walk(get_resolver().url_patterns))


def doors_of(callback: Callable[..., Any]) -> set[str]:
    """Which doors a view goes through, seen by the wrappers around it."""
    found: set[str] = set()
    step: Any = callback
    if view_class := getattr(callback, "view_class", None):
        step = view_class.dispatch
    while step is not None:
        made_by = getattr(getattr(step, "__code__", None), "co_qualname", "")
        if door := DOORS.get(made_by.split(".")[0]):
            found.add(door)
        step = getattr(step, "__wrapped__", None)
    return found


def wanted(route: str) -> str:
    """Whose door an address needs; empty for the public."""
    if any(re.fullmatch(public, route) for public in PUBLIC):
        return ""
    return "officer" if route.startswith("petugas/") else "citizen"


def wrong_doors(found: list[Address]) -> list[str]:
    return [
        f"/{address.route} needs the {need} door"
        for address in found
        if (need := wanted(address.route)) and need not in doors_of(address.callback)
    ]


def test_every_address_has_a_name() -> None:
    assert not [f"/{a.route}" for a in addresses() if not a.name]


def test_no_two_addresses_share_a_name() -> None:
    names = [(a.name, a.route) for a in addresses() if a.name]
    twice = {name for name, _ in names if [n for n, _ in names].count(name) > 1}
    assert not {n for n in twice if n.split(":")[0] not in {"api", "api-v1"}}


def test_every_address_has_its_door() -> None:
    assert not wrong_doors(addresses())


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("route", "callback", "is_right"),
    [
        ("permohonan/", page, False),
        ("permohonan/", doors.citizen_required(page), True),
        ("petugas/", page, False),
        ("petugas/", doors.citizen_required(page), False),
        ("petugas/", doors.officer_required(page), True),
        ("petugas/masuk/", page, True),
        ("layanan/<str:code>/", page, True),
        ("something-new/", page, False),
    ],
)
def test_a_missing_door_is_found(
    route: str, callback: Callable[..., Any], is_right: bool
) -> None:
    assert bool(wrong_doors([Address(route, "x", callback)])) is not is_right
