"""Every address has a name and, unless it is public, requires a sign-in."""

import re
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse

from balarea.config.generated_docs import addresses as served
from balarea.config.generated_docs.addresses import (
    Address as Address,  # journeys use them too
)
from balarea.people import auth

# Public addresses, and why.
PUBLIC = {
    r"": "front page",
    r"layanan/.*": "the service catalogue",
    r"skema/.*": "open data, and the schema of definitions",
    r"lacak/.*": "tracking by reference and secret",
    r"layar/.*": "boards of the waiting area",
    r"pindai/.*": "photos by a link that a computer shows for ten minutes",
    r"antrean/ketepatan/(data\.csv)?": "how well waiting times were estimated",
    r"kios/.*": "kiosks in the building, which give numbers by their own key",
    r"mandiri/": "printing one's paper again by reference and secret",
    r"pengumuman/([^/]+/)?": "applications that others may object to",
    r"lanjut/": "resuming a draft by its code",
    r"permohonan/baru/.*": "what a service needs, before anybody signs in",
    r"verifikasi/.*": "verification of documents",
    r"transparansi/.*": "the public log",
    r"antrean/.*": "queues; a visit by the secret in its address",
    r"masuk/.*": "signing in",
    r"keluar/": "signing out",
    r"petugas/masuk/.*": "officers signing in",
    r"api/v1/.*": "the open interface, and providers' signed callbacks",
    r"peraga/.*": "the demonstration",
    r"favicon\.ico": "the sign of the mall",
    r"robots\.txt": "what search engines may list",
    r"sitemap\.xml": "the pages that search engines may list",
    r"\.well-known/security\.txt": "where weaknesses are reported",
}


def addresses() -> list[Address]:
    return served.every()


def wanted(route: str) -> str:
    """The sign-in that an address needs; empty for the public."""
    if any(re.fullmatch(public, route) for public in PUBLIC):
        return ""
    return "officer" if route.startswith("petugas/") else "citizen"


def unused(public: Iterable[str], routes: Iterable[str]) -> list[str]:
    """Public patterns without an address: a later one there would need no sign-in."""
    listed = list(routes)
    return [p for p in public if not any(re.fullmatch(p, route) for route in listed)]


def unguarded(listed: list[Address]) -> list[str]:
    return [
        f"/{address.route} needs the {need} check"
        for address in listed
        if (need := wanted(address.route))
        and need not in auth.required_sign_ins(address.callback)
    ]


def test_every_address_has_a_name() -> None:
    assert not [f"/{a.route}" for a in addresses() if not a.name]


def test_no_two_addresses_share_a_name() -> None:
    names = [(a.name, a.route) for a in addresses() if a.name]
    twice = {name for name, _ in names if [n for n, _ in names].count(name) > 1}
    assert not {n for n in twice if n.split(":")[0] not in {"api", "api-v1"}}


def test_every_address_checks_who_comes() -> None:
    assert not unguarded(addresses())


def test_every_public_pattern_opens_something() -> None:
    assert not unused(PUBLIC, [address.route for address in addresses()])


def test_a_public_pattern_that_opens_nothing_is_found() -> None:
    assert unused(["lacak/.*", "privasi/"], ["lacak/", "masuk/"]) == ["privasi/"]


def page(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


@pytest.mark.parametrize(
    ("route", "callback", "is_right"),
    [
        ("permohonan/", page, False),
        ("permohonan/", auth.citizen_required(page), True),
        ("petugas/", page, False),
        ("petugas/", auth.citizen_required(page), False),
        ("petugas/", auth.officer_required(page), True),
        ("petugas/masuk/", page, True),
        ("layanan/<str:code>/", page, True),
        ("something-new/", page, False),
    ],
)
def test_a_missing_check_is_found(
    route: str, callback: Callable[..., Any], is_right: bool
) -> None:
    assert bool(unguarded([Address(route, "x", callback)])) is not is_right
