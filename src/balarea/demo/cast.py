"""The people and applications of a demonstration, all invented.

Their NIKs begin with 9999, a region that doesn't exist. Their phone numbers begin with
0812-0000, a block to which the demonstration sends nothing.
"""

import dataclasses
from collections.abc import Collection
from typing import NamedTuple

from balarea.people.rules import Action, Role

CITIZENS = {
    "citizen": ("Siti Rahayu", "+6281200000001"),
    "citizen2": ("Asep Hidayat", "+6281200000002"),
}
APPLICANTS = (
    "Siti Rahayu",
    "Asep Hidayat",
    "Neng Wulan",
    "Dadang Suryana",
    "Euis Komalasari",
    "Ujang Permana",
    "Rina Marlina",
    "Cecep Gunawan",
    "Iis Aisyah",
    "Tatang Kusnadi",
    "Lilis Sukaesih",
    "Yayat Ruhiyat",
)


@dataclasses.dataclass(frozen=True, slots=True)
class Part:
    """A role that has one officer in each agency whose services take such a step.

    Without `step` every agency has one.
    """

    login: str
    position: str
    english: str
    role: Role
    actions: frozenset[Action]
    step: str = ""


VERIFIER = Part(
    "petugas",
    "Petugas verifikasi",
    "Verification officer",
    Role.VERIFIER,
    frozenset(
        {
            Action.READ,
            Action.VERIFY,
            Action.INSPECT,
            Action.SERVE,
            Action.RECEIVE,
            Action.ADVISE,
            Action.CALL,
        }
    ),
)
REVIEWER = Part(
    "penelaah",
    "Penelaah",
    "Reviewer",
    Role.VERIFIER,
    frozenset(
        {
            Action.READ,
            Action.VERIFY,
            Action.DECIDE,
            Action.HAND_OVER,
            Action.REVOKE,  # so that three can: whoever decides on an objection too
        }
    ),
)
HEAD = Part(
    "kepala",
    "Kepala",
    "Head",
    Role.HEAD,
    frozenset(
        {
            Action.READ,
            Action.DECIDE,
            Action.COUNTERSIGN,
            Action.REVOKE,
            Action.ASSIGN,
            Action.OVERSEE,
            Action.DECIDE_OBJECTION,
        }
    ),
    "DECIDE",
)
# Countersigns what the head proposes, because a decision needs two signers.
DEPUTY = Part(
    "sekretaris",
    "Sekretaris",
    "Secretary",
    Role.HEAD,
    frozenset({Action.READ, Action.COUNTERSIGN, Action.REVOKE}),
    "COUNTERSIGN",
)
OVERSEERS = (
    (
        "mpp.manajer",
        ("Manajer Mal Pelayanan Publik", "Public service mall manager"),
        Role.MANAGER,
    ),
    # Confirms what the manager proposes, and the other way round.
    (
        "mpp.wakil",
        ("Wakil Manajer Mal Pelayanan Publik", "Deputy mall manager"),
        Role.MANAGER,
    ),
    (
        "mpp.pengawas",
        ("Pengawas Inspektorat", "Inspectorate auditor"),
        Role.AUDITOR,
    ),
)
PROPOSED_WHY = "Rekan yang biasa menyerahkan berkas cuti sampai akhir bulan."
# Takes in for every agency at the mall's one front desk, bundles included.
FRONT_DESK = (
    "mpp.loket",
    ("Petugas loket terpadu", "Front desk officer for all agencies"),
    Role.FRONT_OFFICER,
)
PARTS = (VERIFIER, REVIEWER, HEAD, DEPUTY)
# So many villages, the first of the mall's list, have an officer of their own.
VILLAGES = 2
_GIVEN_NAMES = (
    *("Ade", "Budi", "Cucu", "Dewi", "Endang", "Fitri", "Gina", "Heri"),
    *("Imas", "Jajang", "Kokom", "Lukman", "Maman", "Nia", "Oom", "Popon"),
    *("Rudi", "Sari", "Teti", "Usep", "Vina", "Wawan", "Yuli", "Zaki"),
    *("Agus", "Bela", "Cici", "Dudi", "Elis", "Farid", "Gugun", "Hani"),
    *("Ika", "Jaka", "Kiki", "Lina", "Mimin", "Nandang", "Otong", "Pipih"),
    *("Rohmat", "Sinta", "Tini", "Udin", "Wulan", "Yayan", "Zulfa"),
)
# "Contoh" means example: two to four officers of each agency, and overseers.
OFFICER_NAMES = tuple(
    f"{given} {family}"
    for family in ("Contoh", "Contohria", "Pracontoh", "Contohwati")
    for given in _GIVEN_NAMES
)
# Actions that only some agencies' services have a step for.
_OF_SOME = frozenset({Action.HAND_OVER, Action.SERVE})


def parts_of(steps: Collection[str]) -> tuple[Part, ...]:
    """The officers of an agency whose services take these steps."""
    return tuple(part for part in PARTS if not part.step or part.step in steps)


def actions_of(part: Part, steps: Collection[str]) -> frozenset[Action]:
    """What an officer of an agency may do whose services take these steps."""
    return frozenset(a for a in part.actions if a not in _OF_SOME or a in steps)


# Role in the demonstration's card → login.
ROLES = {
    "officer": "dkc.petugas",
    "officer2": "dkc.penelaah",
    "officer_other": "dpm.petugas",
    "adviser": "put.petugas",
    "head": "dkc.kepala",
    "manager": "mpp.manajer",
    "auditor": "mpp.pengawas",
}


class Scene(NamedTuple):
    """One application that has reached `state`, begun `days_ago`."""

    service: str
    state: str
    days_ago: int


# Its fee was paid twice, so an officer has to refund a payment.
PAID_TWICE = Scene("POL-001", "COMPLETED", 7)
# Another agency's advice is waited for; of the older one its last day has passed.
ADVISED, SILENT = Scene("DPM-012", "TO_DECIDE", 4), Scene("DPM-012", "TO_DECIDE", 30)
SCENES: tuple[Scene, ...] = (
    Scene("DKC-006", "ISSUED", 9),
    Scene("DKC-004", "PREPARED", 2),
    Scene("DKC-004", "SERVED", 11),
    Scene("DKC-006", "RECEIVED", 2),
    Scene("DKC-006", "RECEIVED", 1),
    Scene("DKC-006", "TO_DECIDE", 3),
    Scene("DKC-012", "RETURNED", 4),
    Scene("DKC-012", "AMENDED", 6),
    Scene("DKC-012", "RECEIVED", 1),
    Scene("DKC-016", "TO_COUNTERSIGN", 5),
    Scene("DKC-016", "ISSUED", 14),
    Scene("POL-001", "AWAITING_FEE", 1),
    PAID_TWICE,
    Scene("BPN-001", "HANDED_OVER", 6),
    Scene("DPM-001", "HANDED_OVER", 8),
    Scene("DPM-058", "TO_INSPECT", 5),
    Scene("DPM-058", "AWAITING_LEVY", 12),
    Scene("DPM-010", "ISSUED", 25),
    Scene("DPM-010", "TO_COUNTERSIGN", 16),
    Scene("DPM-025", "REFUSED", 10),
    Scene("DPM-070", "TO_DECIDE", 4),
    Scene("DHB-007", "TO_COUNTERSIGN", 6),
    Scene("DHB-008", "TO_DECIDE", 2),
    Scene("DHB-008", "ANSWERED", 5),
    Scene("DHB-008", "CONFIRMED", 9),
    Scene("DNK-001", "ISSUED", 3),
    Scene("DSO-001", "TO_INSPECT", 4),
    Scene("KOP-006", "AWAITING_LEVY", 9),
    Scene("KPP-001", "WITHDRAWN", 6),
    Scene("KPP-001", "TO_HAND_OVER", 3),
    Scene("KPP-001", "RECEIVED", 1),
    ADVISED,
    SILENT,
)
REVOKED = Scene("DPM-070", "ISSUED", 20)
BY_RULES = Scene("DLH-001", "ISSUED", 2)
# What the bundle of a birth asks first; the child is born `BORN_DAYS_AGO`.
BIRTH, BORN_DAYS_AGO = "BIRTH", 10
BIRTH_ANSWERS = {
    "baby_age": ["UP_TO_28"],
    "one_card": ["YES"],
    "mother_insured": ["YES"],
}
# So many desks have an officer who is played; of other agencies one for each queue. The
# rest is free for whoever tries the mall.
DESKS_PLAYED = {"DKC": 4, "DPM": 3}
# Expected visitors of a queue in a day, with a history of past days; of the others so
# many, without one.
VISITORS = {"DKC-KTP": 95, "DKC-KK": 60, "DKC-AKTA": 30, "DPM": 55}
OTHER_VISITORS = 7
# Queue, where some of its visitors are sent afterwards, and how many of them.
SENT_ON = (("DKC-KTP", "DKC-KK", 0.06), ("DKC-AKTA", "DKC-KK", 0.15))
