"""Money: whole rupiah as ``int``, without cents or floats."""

MAX_RUPIAH = 10**15  # far above any tariff


def format_rupiah(amount: int) -> str:
    """``150000`` → ``Rp150.000`` (Indonesian grouping, as on receipts)."""
    return f"Rp{amount:,}".replace(",", ".")
