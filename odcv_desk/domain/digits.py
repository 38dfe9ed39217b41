"""Figures with a fixed number of decimals, as every text of the desk writes them."""


def digits(value: float, places: int, *, sign: bool = False) -> str:
    """Return a number with so many decimals; what rounds to nothing is 0.00, never -0.00.

    Args:
        value: The number.
        places: How many decimals.
        sign: Say of a number above nothing that it is: `+0.10`.
    """
    said = f"{value:+.{places}f}" if sign else f"{value:.{places}f}"
    return said if said.strip("+-0.") else said.lstrip("+-")


def between(low: float, high: float, places: int) -> str:
    """Return two ends in words, `0.10 to 0.25`; as one number where they print the same."""
    first, last = digits(low, places), digits(high, places)
    return first if first == last else f"{first} to {last}"
