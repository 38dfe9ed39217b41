"""Hostile text made harmless in each language that we write."""

import html
import unicodedata

_LATEX = str.maketrans(
    {
        "\\": r"\textbackslash{}",
        "&": r"\&",
        "%": r"\%",
        "$": r"\$",
        "#": r"\#",
        "_": r"\_",
        "{": r"\{",
        "}": r"\}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        "<": r"\textless{}",
        ">": r"\textgreater{}",
        "|": r"\textbar{}",
        '"': r"\textquotedbl{}",
    }
)
_MARKDOWN = str.maketrans(
    {character: f"\\{character}" for character in "\\`*_[]|~$"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;"}
)
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})


def plain(text: str) -> str:
    r"""Return a text on one line, with every control or bidi character spelt out, such as `\n`."""
    if text.isprintable():
        return text
    return "".join(
        character.encode("unicode_escape").decode()
        if unicodedata.category(character) in _INVISIBLE
        else character
        for character in text
    )


def latex(text: str) -> str:
    r"""Return a text that LaTeX prints as it is, also after a `\\` that looks for `[` or `*`."""
    escaped = plain(text).translate(_LATEX)
    return f"{{}}{escaped}" if escaped.startswith(("[", "*")) else escaped


def markdown(text: str) -> str:
    """Return a text that Markdown shows as it is, in a table too."""
    return plain(text).translate(_MARKDOWN)


def html_text(text: str) -> str:
    """Return a text that HTML shows as it is, between tags and in quoted attributes."""
    return html.escape(plain(text))
