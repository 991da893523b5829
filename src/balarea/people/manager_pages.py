"""The pages of a manager, as tabs; other apps put their own between them."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

START = "/petugas/kelola/"
OFFICERS = "/petugas/kelola/petugas/"
PROPOSALS = "/petugas/kelola/usulan/"
DELEGATIONS = "/petugas/kelola/pelimpahan/"
SUBSTITUTES = "/petugas/kelola/pengganti/"
AGENCIES = "/petugas/kelola/instansi/"
SITES = "/petugas/kelola/gedung/"
QUEUES = "/petugas/kelola/antrean/"
KIOSKS = "/petugas/kelola/kios/"
CLOSED_DAYS = "/petugas/kelola/hari/"
VILLAGES = "/petugas/kelola/desa/"
PAGES: tuple[tuple[str, str | Promise], ...] = (
    (START, _("To confirm")),
    (OFFICERS, _("Officers")),
    (DELEGATIONS, _("Delegations")),
    (SUBSTITUTES, _("Substitutes")),
    (AGENCIES, _("Agencies and hours")),
    (SITES, _("Buildings")),
    (QUEUES, _("Queues and desks")),
    (KIOSKS, _("Kiosks")),
    (CLOSED_DAYS, _("Closed days")),
    (VILLAGES, _("Villages")),
    (PROPOSALS, _("Proposals so far")),
)


def tabs(
    here: str, waiting: int | None = None
) -> list[tuple[str, str | Promise, int | None, bool]]:
    """The tabs, one of them current; `waiting`: how many are to be confirmed."""
    return [
        (address, label, waiting if address == START else None, address == here)
        for address, label in PAGES
    ]
