"""Commands whose effect on files, or whose output, is known for certain."""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from odcv_desk.workflow.shell.files import Files, Kind
from odcv_desk.workflow.shell.operands import Operand, split
from odcv_desk.workflow.shell.output import NOTHING, UNKNOWN, Output, told
from odcv_desk.workflow.shell.sed import edited
from odcv_desk.workflow.shell.sed_call import SedCall, sed_call
from odcv_desk.workflow.shell.session import Session

_DIRECTIVE = re.compile(r"%(.?)|\\(.?)|([^%\\]+)", re.DOTALL)
_ESCAPES = {"n": "\n", "t": "\t", "\\": "\\"}
_WHOLE = re.compile(r"0|-?[1-9]\d{0,17}")
_OCTAL = re.compile(r"0?[0-7]{3}")
_LINES = re.compile(r"-(?:n\s*)?(\d+)")
_LINE = re.compile(r"[^\n]*\n|[^\n]+")
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A command with its words; `input` is what it reads, None where that comes from outside."""

    name: str
    operands: tuple[Operand, ...]
    input: Output


class NotFollowedError(Exception):
    """What a command does to files is not worked out."""


def written(session: Session, call: Call) -> Output:
    """Return what a command that only reads writes, once it has succeeded."""
    writer = _WRITERS.get(call.name)
    return UNKNOWN if writer is None else writer(session, call)


def changed(session: Session, call: Call) -> Output | None:
    """Follow a command that changes files, as if it succeeds; None where it is not one.

    Raises:
        NotFollowedError: It may do more than is worked out.
    """
    changer = CHANGERS.get(call.name)
    return None if changer is None else changer(session, call)


def _echo(_session: Session, call: Call) -> Output:
    words = list(call.operands)
    end = "\n"
    if words[:1] == ["-n"]:
        words, end = words[1:], ""
    texts = [each for each in words if isinstance(each, str)]
    # Whether backslashes and other options mean anything depends on the shell.
    odd = (texts and re.match(r"-[neE]", texts[0])) or any("\\" in text for text in texts)
    return UNKNOWN if odd or len(texts) < len(words) else (" ".join(texts) + end,)


def _printf(_session: Session, call: Call) -> Output:
    texts = [each for each in call.operands if isinstance(each, str)]
    if not texts or len(texts) < len(call.operands) or texts[0].startswith("-"):
        return UNKNOWN
    form, values = texts[0], texts[1:]
    found: list[str] = []
    try:
        found.append(_formatted(form, values))
        while values and re.search("%[sd]", form):
            found.append(_formatted(form, values))
    except NotFollowedError:
        return UNKNOWN
    return ("".join(found),)


def _formatted(form: str, values: list[str]) -> str:
    """Return a format with the first values put in, which are taken off."""
    written = ""
    for directive, escape, plain in _DIRECTIVE.findall(form):
        if plain or directive == "%":
            written += plain or "%"
        elif escape in _ESCAPES:
            written += _ESCAPES[escape]
        elif directive == "s":
            written += values.pop(0) if values else ""
        elif directive == "d" and values and _WHOLE.fullmatch(values[0]):
            written += values.pop(0)
        else:
            raise NotFollowedError
    return written


def _cat(session: Session, call: Call) -> Output:
    if not call.operands:
        return call.input
    found: Output = NOTHING
    for each in call.operands:
        path = session.path(each) if isinstance(each, str) else None
        if path == "/dev/null":
            continue
        if each == "-":
            found += call.input
        elif path is None or str(each).startswith("-") or session.is_out_of_reach(path):
            return UNKNOWN
        else:
            session.files.see_file(path)
            found += session.show(path)
    return found


def _part(session: Session, call: Call) -> Output:
    """Return the first or last lines of a text."""
    words = [each for each in call.operands if isinstance(each, str)]
    number = _LINES.fullmatch(" ".join(words[:2]) if words[:1] == ["-n"] else "".join(words[:1]))
    names = words[_TWO if words[:1] == ["-n"] else 1 :] if number else words
    if len(words) < len(call.operands) or len(names) > 1 or any(n.startswith("-") for n in names):
        return UNKNOWN
    text = _input(session, call, tuple(names))
    if text is None or "\r" in text:
        return UNKNOWN
    count = int(number[1]) if number else 10
    lines = _LINE.findall(text)
    part = lines[:count] if call.name == "head" else lines[len(lines) - min(count, len(lines)) :]
    return ("".join(part),)


def _input(session: Session, call: Call, names: tuple[Operand, ...]) -> str | None:
    """Return the text of a command's one file, or of its input; None where it is not known."""
    if not names:
        return told(call.input)
    path = session.path(names[0]) if isinstance(names[0], str) else None
    if len(names) > 1 or path is None or session.is_out_of_reach(path):
        return None
    session.files.see_file(path)
    return session.files.read(path)


def _looks(session: Session, call: Call) -> Output:
    """Remember that the words of a command were files."""
    for each in call.operands:
        path = session.path(each) if isinstance(each, str) else None
        if path and not str(each).startswith("-") and not session.is_out_of_reach(path):
            session.files.see_file(path)
    return UNKNOWN


def _jq(session: Session, call: Call) -> Output:
    words = [each for each in call.operands if isinstance(each, str)]
    options = [each for each in words if each.startswith("-")]
    plain = [each for each in words if not each.startswith("-")]
    if len(words) == len(call.operands) and not any(each.startswith("--") for each in options):
        for each in plain[1:]:
            path = session.path(each)
            if path is not None:
                session.files.see_file(path)
    return UNKNOWN


def _sed_output(session: Session, call: Call) -> Output:
    asked = sed_call(call.operands)
    if asked is None or len(asked.files) > 1:
        return UNKNOWN
    text = _input(session, call, asked.files)
    made = _edited(session, asked, text)
    return UNKNOWN if made is None else (made,)


def _edited(session: Session, asked: SedCall, text: str | None) -> str | None:
    if text is None:
        return None
    exact = not session.files.inexact
    return edited(asked.edits, text, silent=asked.silent, exact=exact)


def _sed(session: Session, call: Call) -> Output | None:
    asked = sed_call(call.operands)
    if asked is None:
        raise NotFollowedError
    if not asked.in_place:
        return None
    for path in _all_paths(session, asked.files):
        session.files.see_file(path)
        session.files.write(path, _edited(session, asked, session.files.read(path)))
    # What `p` adds goes into the file as well.
    return NOTHING


def _tee(session: Session, call: Call) -> Output:
    asked = split(call.operands, letters="a")
    if asked is None:
        raise NotFollowedError
    for path in _all_paths(session, asked.rest):
        if session.is_no_file(path):
            continue
        if asked.letters:
            session.files.append(path, told(call.input))
        else:
            session.files.write(path, told(call.input))
    return call.input


def _cp(session: Session, call: Call) -> Output:
    asked = split(call.operands, letters="fparRv")
    if asked is None or len(asked.rest) < _TWO:
        raise NotFollowedError
    *sources, target = asked.rest
    for source in sources:
        path = _all_paths(session, (source,))[0]
        if asked.letters & set("arR") and session.files.kind(path) is not Kind.FILE:
            raise NotFollowedError
        session.files.see_file(path)
        _put(session, path, _target(session, target, several=len(sources) > 1), moved=False)
    return UNKNOWN if "v" in asked.letters else NOTHING


def _mv(session: Session, call: Call) -> Output:
    asked = split(call.operands, letters="fv")
    if asked is None or len(asked.rest) < _TWO:
        raise NotFollowedError
    *sources, target = asked.rest
    for source in sources:
        path = _all_paths(session, (source,))[0]
        # A folder would take all that lies in it along.
        if session.files.kind(path) is not Kind.FILE:
            raise NotFollowedError
        _put(session, path, _target(session, target, several=len(sources) > 1), moved=True)
    return UNKNOWN if "v" in asked.letters else NOTHING


def _target(session: Session, word: str, *, several: bool) -> str:
    """Return a target as a word that ends in a stroke where it must be a folder."""
    path = session.path(word)
    if several and path is not None:
        session.files.see_folder(path)
    return word + "/" if several else word


def _put(session: Session, source: str, target: str, *, moved: bool) -> None:
    """Copy or move a file; where the target may be a folder, two files are in doubt."""
    path = session.entry(target, source)
    whole = session.path(target)
    if path is None and whole is not None and not session.is_out_of_reach(whole):
        inside = posixpath.join(whole, posixpath.basename(source))
        session.files.doubt({whole, inside, source} if moved else {whole, inside})
        return
    if path is None or session.is_out_of_reach(path) or path == source:
        raise NotFollowedError
    if session.files.kind(path) is Kind.FOLDER:
        raise NotFollowedError
    if moved:
        session.files.rename(source, path)
    else:
        session.files.write(path, session.files.read(source))


def _rm(session: Session, call: Call) -> Output:
    asked = split(call.operands, letters="frR")
    if asked is None:
        raise NotFollowedError
    for path in _all_paths(session, asked.rest):
        _removed(session.files, path, asked.letters)
    return NOTHING


def _removed(files: Files, path: str, letters: frozenset[str]) -> None:
    known = files.at(path)
    if letters & set("rR") and files.kind(path) is not Kind.FILE:
        files.doubt_below(path)
    elif known is not None and not known.there:
        return
    elif "f" in letters and known is None:
        # It may have been missing, which `-f` does not mind.
        files.doubt({path})
        files.see_missing(path)
    else:
        files.remove(path)


def _touch(session: Session, call: Call) -> Output:
    asked = split(call.operands, letters="am")
    if asked is None:
        raise NotFollowedError
    for path in _all_paths(session, asked.rest):
        known = session.files.at(path)
        if known is None and session.files.kind(path) is not Kind.FOLDER:
            session.files.doubt({path})
            session.files.see_file(path)
        elif known is not None and not known.there:
            session.files.write(path, "")
    return NOTHING


def _chmod(session: Session, call: Call) -> Output:
    words = [each for each in call.operands if isinstance(each, str)]
    if len(words) < _TWO or len(words) < len(call.operands) or words[0].startswith("--"):
        raise NotFollowedError
    mode = words[0].zfill(4) if _OCTAL.fullmatch(words[0]) else None
    for path in _all_paths(session, words[1:]):
        if words[0].startswith("-R") or session.files.kind(path) is None:
            # Modes of files that are not known may have changed, but no content did.
            session.files.unknown = True
        elif session.files.kind(path) is Kind.FILE:
            session.files.set_mode(path, mode)
    return NOTHING


def _folders(session: Session, call: Call) -> Output:
    """Remember folders that were made."""
    asked = split(call.operands, letters="p")
    for each in asked.rest if asked else ():
        path = session.path(each)
        if path is not None:
            session.files.see_folder(path)
    return NOTHING


def _all_paths(session: Session, words: Iterable[Operand]) -> list[str]:
    """Return the paths of files that a command changes.

    Raises:
        NotFollowedError: One of them is not known, or is no plain file.
    """
    paths = [session.path(word) if isinstance(word, str) else None for word in words]
    found = [path for path in paths if path is not None]
    out_of_reach = any(
        session.is_out_of_reach(path) and not session.is_no_file(path) for path in found
    )
    if len(found) < len(paths) or out_of_reach:
        raise NotFollowedError
    return found


_WRITERS: Mapping[str, Callable[[Session, Call], Output]] = {
    "echo": _echo,
    "printf": _printf,
    "cat": _cat,
    "head": _part,
    "tail": _part,
    "sed": _sed_output,
    "jq": _jq,
    "wc": _looks,
    "cd": lambda _session, _call: NOTHING,
    "mkdir": _folders,
    "rmdir": lambda _session, _call: NOTHING,
    "sleep": lambda _session, _call: NOTHING,
    "test": lambda _session, _call: NOTHING,
    "[": lambda _session, _call: NOTHING,
    "true": lambda _session, _call: NOTHING,
    "false": lambda _session, _call: NOTHING,
    ":": lambda _session, _call: NOTHING,
}
CHANGERS: Mapping[str, Callable[[Session, Call], Output | None]] = {
    "sed": _sed,
    "tee": _tee,
    "cp": _cp,
    "mv": _mv,
    "rm": _rm,
    "touch": _touch,
    "chmod": _chmod,
}
