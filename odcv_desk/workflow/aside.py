"""Write a file beside its place and move it there when it is whole."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from odcv_desk.domain.errors import ExportError


def write_aside(out: Path, write: Callable[[Path], object]) -> Path:
    """Write a file without ever harming what is there, and return its path.

    Args:
        out: Where the file is to be; folders that lack are made.
        write: Writes the file at the path that it is given.

    Raises:
        ExportError: The place cannot be written.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".odcv-", dir=out.parent) as aside:
            fresh = Path(aside) / f"fresh{out.suffix.lower()}"
            write(fresh)
            fresh.replace(out)
    except OSError as fault:
        raise ExportError(
            f"{out}: {(fault.strerror or str(fault)).lower()}",
            hint="Name a place that you may write to.",
        ) from fault
    return out


def named_form(out: Path, forms: tuple[str, ...], what: str) -> str:
    """Return the ending of a place, in small letters.

    Raises:
        ExportError: It is none of `forms`.
    """
    form = out.suffix.lower()
    if form not in forms:
        *others, last = forms
        hint = f"Name a {', '.join(others)} or {last} file."
        raise ExportError(f"{out}: no such form of {what}", hint=hint)
    return form
