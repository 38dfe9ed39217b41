"""Programs of awk, looked at for whether they only read."""

import re

_RUNS = re.compile(r"\b(?:system|getline|close|fflush|include|load)\b|[@|]")
_LONGEST = 10_000
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_JOINED = re.compile(r"(,|\\|&&|\|\|)[ \t]*\n")
_PRINTS = re.compile(r"\bprintf?\b[^;{}\n]*>")


def only_reads(program: str) -> bool:
    """Return whether a program is sure to write to its output at most.

    A `>` after a `print` may lead into a file; wherever else it stands it compares.
    """
    if len(program) > _LONGEST:
        return False
    bare = _STRING.sub('""', program)
    # A quote within a pattern would shift where texts begin, so then texts are not taken out;
    # and a remark may hide that a line goes on.
    text = program if "/" in bare else bare
    text = text.replace(">=", " ")
    text = text.replace("\n", " ") if "#" in text else _JOINED.sub(r"\1 ", text)
    return not _RUNS.search(text.replace("||", " ")) and not _PRINTS.search(text)
