"""How the files of a judge are called in the published shape."""

from urllib.parse import quote

_PUBLISHED = {
    "gpt-5.5": "gpt55",
    "grok-4.20": "grok",
    "claude-opus-4.7": "claude47",
    "gemini-3.1-pro-preview": "gemini",
}
_TAKEN = {*_PUBLISHED.values(), "final_median"}
_TAKEN_PREFIXES = ("old-", "self-")
_HOLDS = "".join(chr(code) for code in range(0x20, 0x7F) if chr(code) not in '%/\\:*?"<>|')


def judge_affix(judge: str) -> str:
    """Return what stands between `scores_` and `.csv` for a judge that scored others' runs.

    The published judges have short names. Any other judge's name is percent-encoded where a file
    name cannot hold it, and its first character too where it would be taken for another file.
    """
    if judge in _PUBLISHED:
        return _PUBLISHED[judge]
    if judge in _TAKEN or judge.startswith(_TAKEN_PREFIXES):
        return f"%{ord(judge[0]):02X}{_encoded(judge[1:])}"
    return _encoded(judge)


def self_affix(judge: str) -> str:
    """Return what stands between `scores_` and `.csv` for a judge that scored its own runs only."""
    return f"self-{_encoded(judge)}"


def _encoded(name: str) -> str:
    return quote(name, safe=_HOLDS)
