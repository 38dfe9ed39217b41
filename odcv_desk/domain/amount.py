"""Numbers of things in words."""


def amount(number: int, one: str, several: str = "") -> str:
    """Return `1 run`, `2,400 runs`; the plural takes an s where none is given."""
    word = one if number == 1 else several or f"{one}s"
    return f"{number:,} {word}"


def dollars(usd: float) -> str:
    """Return `$1,234.50`; what is not nothing is never told as `$0.00`."""
    return "less than a cent" if 0 < usd < 0.005 else f"${usd:,.2f}"  # noqa: PLR2004 - half a cent
