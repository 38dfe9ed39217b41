"""Numbers of things in words."""


def amount(number: int, one: str, several: str = "") -> str:
    """Return `1 run`, `2,400 runs`; the plural takes an s where none is given."""
    word = one if number == 1 else several or f"{one}s"
    return f"{number:,} {word}"
