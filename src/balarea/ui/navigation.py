"""The entries of the menus. An entry whose app isn't installed is left out."""

import enum
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache

from django.conf import settings
from django.urls import Resolver404, get_urlconf, resolve
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Item:
    """An entry of a menu.

    Attributes:
        key: officers open it by "g" and this key; empty for none.
        actions: shown to officers with a grant for one of these; empty for everybody.
    """

    address: str
    name: str | Promise = field(compare=False)  # hashing would translate it
    icon: str
    key: str = ""
    actions: frozenset[str] = frozenset()


class Group(enum.Enum):
    """A part of the officers' menu, by what people do there; in the menu's order."""

    TODAY = _("Today’s work")
    FRONT_DESK = _("Front desk")
    OVERSIGHT = _("Oversight")
    MALL = _("The mall")


CITIZEN = (
    Item("/layanan/", _("Services"), "list"),
    Item("/lacak/", _("Track"), "route"),
    Item("/verifikasi/", _("Verify"), "seal"),
    Item("/akun/", _("Account"), "person"),
)
FOOT = (
    Item("/layanan/", _("All services"), "list"),
    Item("/antrean/", _("Queues"), "clock"),
    Item("/lacak/", _("Track an application"), "route"),
    Item("/verifikasi/", _("Verify a document"), "seal"),
    Item("/pengumuman/", _("Announced applications"), "bell"),
    Item("/transparansi/", _("Transparency"), "eye"),
    Item("/privasi/", _("Privacy"), "lock"),
    Item("/petugas/", _("For officers"), "desk"),
)
_DECIDE, _OVERSEE = frozenset({"DECIDE"}), frozenset({"OVERSEE"})
_VIEW = frozenset({"READ", "OVERSEE"})
_WORK = frozenset(
    {
        "READ",
        "VERIFY",
        "INSPECT",
        "DECIDE",
        "COUNTERSIGN",
        "HAND_OVER",
        "SERVE",
        "RECEIVE",
        "REVOKE",
        "DECIDE_OBJECTION",
        "DECIDE_APPEAL",
        "ASSIGN",
    }
)
_ASSIGN = frozenset({"ASSIGN"})
_HAND_OVER, _ADVISE = frozenset({"HAND_OVER"}), frozenset({"ADVISE"})
_RECEIVE = frozenset({"RECEIVE"})
_CALL = frozenset({"CALL"})
_LATE = frozenset({"DECIDE", "OVERSEE"})
_OBJECTIONS = frozenset({"DECIDE_OBJECTION", "DECIDE_APPEAL", "OVERSEE"})
_REVOKE = frozenset({"REVOKE"})
_ASSIST = frozenset({"ASSIST"})
_MANAGE = frozenset({"MANAGE"})
_FLOOR = frozenset({"MANAGE", "OVERSEE"})
OFFICER = (
    Item("/petugas/", _("Worklist"), "list", "d", _WORK),
    Item("/petugas/loket/", _("Front desk"), "desk", "o", _RECEIVE),
    Item("/petugas/loket/panggil/", _("Calling visitors"), "bell", "z", _CALL),
    Item("/petugas/lantai/", _("Live floor"), "eye", "1", _FLOOR),
    Item("/petugas/desa/", _("Village office"), "house", "v", _ASSIST),
    Item("/petugas/keputusan/", _("To decide"), "seal", "k", _DECIDE),
    Item("/petugas/peninjauan/", _("To review"), "check", "r", _DECIDE),
    Item("/petugas/serah/", _("Hand out papers"), "document", "h", _RECEIVE),
    Item("/petugas/tagihan/", _("Fees at the desk"), "money", "u", _RECEIVE),
    Item("/petugas/keberatan/", _("Objections"), "person", "e", _OBJECTIONS),
    Item("/petugas/sesudah-terbit/", _("After the issue"), "document", "n", _DECIDE),
    Item("/petugas/tindakan/", _("Revoking, suspending"), "seal", "c", _REVOKE),
    Item("/petugas/diserahkan/", _("Handed over"), "route", "s", _HAND_OVER),
    Item("/petugas/beban/", _("Load"), "person", "w", _ASSIGN | _MANAGE),
    Item("/petugas/pertimbangan/", _("Advice"), "hand", "i", _ADVISE),
    Item("/petugas/angka/", _("Figures"), "clock", "f", _OVERSEE),
    Item("/petugas/lampau/", _("Passed deadlines"), "clock", "j", _LATE),
    Item("/petugas/nama/", _("Names asked for"), "eye", "x", _OVERSEE),
    Item("/petugas/akses-tertutup/", _("Covert openings"), "lock", "q", _OVERSEE),
    Item("/petugas/layanan/", _("Service standards"), "book", "l"),
    Item("/petugas/pesan/", _("Messages"), "bell", "p", _VIEW),
    Item("/petugas/pembayaran/", _("Payments"), "money", "b", _DECIDE),
    Item("/petugas/kelola/", _("Management"), "person", "m", _MANAGE),
    Item("/transparansi/", _("Public log"), "eye", "t"),
    Item("/petugas/absen/", _("Absence"), "clock", "y", _WORK),
    Item("/petugas/akun/", _("My account"), "person", "a"),
)

# Where an entry of the officers' menu stands; today's work has all that isn't here.
GROUPS = {
    Group.FRONT_DESK: (
        "/petugas/loket/",
        "/petugas/loket/panggil/",
        "/petugas/lantai/",
        "/petugas/desa/",
        "/petugas/serah/",
        "/petugas/tagihan/",
    ),
    Group.OVERSIGHT: (
        "/petugas/beban/",
        "/petugas/angka/",
        "/petugas/lampau/",
        "/petugas/perantara/",
        "/petugas/nama/",
        "/petugas/akses-tertutup/",
        "/petugas/pesan/",
        "/petugas/pembayaran/",
        "/transparansi/",
    ),
    Group.MALL: (
        "/petugas/kelola/",
        "/petugas/layanan/",
        "/petugas/absen/",
        "/petugas/akun/",
    ),
}
_GROUP_OF = {address: group for group, every in GROUPS.items() for address in every}


def grouped(items: Iterable[Item]) -> list[tuple[Group, list[Item]]]:
    """The items under their headings; a heading without any is left out."""
    members: dict[Group, list[Item]] = {group: [] for group in Group}
    for item in items:
        members[_GROUP_OF.get(item.address, Group.TODAY)].append(item)
    return [(group, listed) for group, listed in members.items() if listed]


def closest(path: str) -> str:
    """The longest address of a menu at or under which a page lies; may be empty."""
    addresses = (item.address for item in (*CITIZEN, *OFFICER))
    return max((one for one in addresses if path.startswith(one)), key=len, default="")


def available_items(items: tuple[Item, ...]) -> tuple[Item, ...]:
    """The items whose address has a view."""
    return _available(items, get_urlconf() or settings.ROOT_URLCONF)


@cache
def _available(items: tuple[Item, ...], urlconf: str) -> tuple[Item, ...]:
    return tuple(item for item in items if _resolves(item.address, urlconf))


def _resolves(address: str, urlconf: str) -> bool:
    try:
        resolve(address, urlconf)
    except Resolver404:
        return False
    return True
