"""The words around what was searched for."""

import re

from odcv_desk.store.fulltext import terms

_BEFORE = 60
_LENGTH = 200
_GAP = re.compile(r"\s+")


def snippet(text: str, query: str) -> str:
    """Return one line of a text around the first term of a query that it holds."""
    place = min((at for at in (_find(text, term) for term in terms(query)) if at >= 0), default=0)
    start = max(place - _BEFORE, 0)
    end = start + _LENGTH
    line = _GAP.sub(" ", text[start:end]).strip()
    return ("… " if start else "") + line + (" …" if end < len(text) else "")


def _find(text: str, term: str) -> int:
    words = re.findall(r"\w+", term)
    pattern = r"\W+".join(re.escape(word) for word in words)
    found = re.search(pattern, text, re.IGNORECASE) if words else None
    return found.start() if found else -1
