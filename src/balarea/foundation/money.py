"""Money is whole rupiah, an ``int``; no cents, no floats."""

MAX_RUPIAH = 10**15  # far above any tariff; refuses overflow and mischief


def format_rupiah(amount: int) -> str:
    """``150000`` → ``Rp150.000`` (Indonesian grouping, as on receipts)."""
    return f"Rp{amount:,}".replace(",", ".")
