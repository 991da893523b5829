"""How a kiosk is, for the manager."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balarea.visits.kiosk_rules import AWAY_AFTER, PrinterState
from balarea.visits.queries import kiosks

if TYPE_CHECKING:
    from balarea.visits.models import Kiosk

_PRINTERS: Mapping[str, tuple[str | Promise, str]] = {
    PrinterState.OK: (_("prints"), "ok"),
    PrinterState.LOW: (_("paper ends soon"), "warn"),
    PrinterState.NO_PAPER: (_("no paper"), "bad"),
    PrinterState.AWAY: (_("printer doesn’t answer"), "bad"),
    PrinterState.UNKNOWN: (_("printer says nothing"), "warn"),
}


@dataclasses.dataclass(frozen=True, slots=True)
class Row:
    """A kiosk in the list; `kind` is that of the tag."""

    kiosk: "Kiosk"
    state: str | Promise
    kind: str
    seen_at: dt.datetime | None


def row(kiosk: "Kiosk", at: dt.datetime) -> Row:
    state, kind = _state(kiosk, at)
    return Row(kiosk, state, kind, kiosks.seen_at(kiosk))


def _state(kiosk: "Kiosk", at: dt.datetime) -> tuple[str | Promise, str]:
    if not kiosk.is_active:
        return _("not in use"), ""
    if kiosk.public_key is None:
        return _("a browser alone"), ""
    if (seen_at := kiosks.seen_at(kiosk)) is None:
        return _("not heard from yet"), "warn"
    if at - seen_at > AWAY_AFTER:
        return _("away"), "bad"
    return _PRINTERS.get(kiosk.printer, _PRINTERS[PrinterState.UNKNOWN])
