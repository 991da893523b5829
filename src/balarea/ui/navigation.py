"""The ways through the house, by address. A place that isn't built yet is left out."""

from dataclasses import dataclass
from functools import cache

from django.conf import settings
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Place:
    address: str
    name: str | Promise
    icon: str
    key: str = ""  # officers go there with "g", then this key
    # What a grant must allow, one of them, or there is nothing behind the entry.
    actions: frozenset[str] = frozenset()


CITIZEN = (
    Place("/layanan/", _("Services"), "list"),
    Place("/lacak/", _("Track"), "route"),
    Place("/verifikasi/", _("Verify"), "seal"),
    Place("/akun/", _("Account"), "person"),
)
FOOT = (
    Place("/layanan/", _("All services"), "list"),
    Place("/lacak/", _("Track an application"), "route"),
    Place("/verifikasi/", _("Verify a document"), "seal"),
    Place("/transparansi/", _("Transparency"), "eye"),
    Place("/privasi/", _("Privacy"), "lock"),
    Place("/petugas/", _("For officers"), "desk"),
)
_DECIDE, _OVERSEE = frozenset({"DECIDE"}), frozenset({"OVERSEE"})
_LOOK = frozenset({"READ", "OVERSEE"})
_WORK = frozenset({"READ", "VERIFY", "INSPECT", "DECIDE", "COUNTERSIGN", "REVOKE"})
OFFICER = (
    Place("/petugas/", _("Worklist"), "list", "d", _WORK),
    Place("/petugas/keputusan/", _("To decide"), "seal", "k", _DECIDE),
    Place("/petugas/angka/", _("Figures"), "clock", "f", _OVERSEE),
    Place("/petugas/layanan/", _("Service standards"), "book", "l"),
    Place("/petugas/pesan/", _("Messages"), "bell", "p", _LOOK),
    Place("/petugas/pembayaran/", _("Payments"), "money", "b", _DECIDE),
    Place("/transparansi/", _("Public log"), "eye", "t"),
    Place("/petugas/akun/", _("My account"), "person", "a"),
)


def open_places(places: tuple[Place, ...]) -> tuple[Place, ...]:
    """Those whose address leads somewhere."""
    return _open(places, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _open(places: tuple[Place, ...], urlconf: str) -> tuple[Place, ...]:
    return tuple(place for place in places if _leads(place.address, urlconf))


def _leads(address: str, urlconf: str) -> bool:
    try:
        resolve(address, urlconf)
    except Resolver404:
        return False
    return True
