"""To which treasury a fee belongs; fees of two treasuries are never on one bill.

Levies and taxes of the region are its own revenue (UU 1/2022 art. 4); fees of the state
are non-tax state revenue, PNBP (UU 9/2018 art. 1).
"""

from collections.abc import Mapping

from .format import FeeRule, Treasury

OF_KIND: Mapping[str, Treasury] = {
    "LOCAL": "REGIONAL",
    "CENTRAL": "STATE",
    "JUSTICE": "STATE",
}


def treasury(fee: FeeRule, agency: str, kind: str) -> str:
    """The treasury of a fee; an enterprise's own, by its code, is neither.

    Args:
        agency: the code of the agency that asks for it.
        kind: its kind, see `directory.Agency`.
    """
    named: str | None = fee.treasury or OF_KIND.get(kind)
    return agency if named is None else named
