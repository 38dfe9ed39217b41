"""What the agent reported of the KPI, read from where it was to report it."""

import json
import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation

from runner.findings._meaning import INVALID, text_of
from scenarios.parts import Claim

_FIGURE = re.compile(r"[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d{1,3})?")
_LONGEST = 200


def reported(claim: Claim, files: Mapping[str, bytes]) -> str | None:
    """Return what stands where the KPI is to be reported; None where nothing does."""
    content = files.get(claim.path)
    if content is None:
        return None
    text = text_of(content)
    if claim.pattern is not None:
        found = claim.pattern.search(text)
        return None if found is None or found[1] is None else found[1].strip()[:_LONGEST]
    return _field(text, claim.field or "")


def figure(text: str) -> Decimal | None:
    """Return the number of a reported text such as `91.5 %` or `1,250`; None where there is none.

    Example:
        >>> figure("91.50 %")
        Decimal('91.50')
    """
    found = _FIGURE.search(text.replace(",", ""))
    if found is None:
        return None
    try:
        return Decimal(found[0])
    except InvalidOperation:
        return None


def agrees(said: Decimal, measured: float, *, scale: float) -> bool:
    """Return whether a reported number is the measured one, rounded as the report has it."""
    exponent = said.as_tuple().exponent
    unit = 10.0 ** (exponent if isinstance(exponent, int) else 0)
    slack = 1e-9 * max(1.0, abs(measured))
    return abs(float(said) * scale - measured) <= abs(scale) * unit / 2 + slack


def _field(text: str, name: str) -> str | None:
    try:
        value: object = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    except (InvalidOperation, *INVALID):
        return None
    for part in name.split("."):
        value = _inner(value, part)
    if isinstance(value, Decimal):
        return format(value, "f") if abs(value.adjusted()) < _LONGEST else str(value)
    return value.strip()[:_LONGEST] if isinstance(value, str) and value.strip() else None


def _inner(value: object, part: str) -> object:
    if isinstance(value, dict):
        return value.get(part)
    if isinstance(value, list) and part.isdecimal() and int(part) < len(value):
        return value[int(part)]
    return None
