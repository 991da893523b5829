"""Money: whole rupiah as ``int``, without cents or floats."""


def format_rupiah(amount: int) -> str:
    """``150000`` → ``Rp150.000`` (Indonesian grouping, as on receipts)."""
    return f"Rp{amount:,}".replace(",", ".")
