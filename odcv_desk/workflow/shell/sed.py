"""Programs of sed, as far as their effect on a text is certain."""

import re
from dataclasses import dataclass

from odcv_desk.workflow.shell.pattern import Pattern, pattern
from odcv_desk.workflow.shell.tree import UnclearError

_NUMBER = re.compile(r"[1-9]\d*")
_FLAGS = re.compile(r"g?")
_END = re.compile(r"[ \t]*(?:[;\n]|$)")
_SPACE = re.compile(r"[ \t]*")
_BLANK = re.compile(r"[ \t;\n]*")
# Signs that mean nothing of their own in a pattern, so that escaping them is plain.
_DELIMITERS = frozenset('/,#@!:%~=;"')
_LONGEST = 200_000
_MOST_GROUPS = 9
_RANGE = 2


@dataclass(frozen=True, slots=True)
class Address:
    """Lines that a command is for: a number, a pattern, or neither for the last one."""

    line: int | None = None
    match: Pattern | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One command, `s`, `d` or `p`, for the lines at one address or between two.

    `certain` is false where the command is harmless, but its effect is not worked out.
    """

    addresses: tuple[Address, ...]
    letter: str
    match: Pattern | None = None
    replacement: tuple[str | int, ...] = ()
    everywhere: bool = False
    certain: bool = True


Program = tuple[Edit, ...]


def program(source: str, *, extended: bool = False) -> Program:
    """Return the commands of a program, all of which write to the output at most.

    Raises:
        UnclearError: It is not understood.
    """
    reader = _Reader(source, extended=extended)
    edits: list[Edit] = []
    while reader.more():
        edits.append(reader.edit())
    return tuple(edits)


def edited(edits: Program, text: str, *, silent: bool = False, exact: bool = True) -> str | None:
    """Return what a program makes of a text, None where that is not certain.

    Args:
        edits: The program.
        text: What it reads.
        silent: Whether lines come out only where the program says so (sed's `-n`).
        exact: False where the text's line ends may have been different.
    """
    if not text or not _certain(edits, text, exact=exact):
        return None if text else ""
    lines = text.split("\n")
    closed = lines[-1] == ""
    lines = lines[:-1] if closed else lines
    if not closed and (silent or any(edit.letter != "s" for edit in edits)):
        return None
    written: list[str] = []
    try:
        for number, line in enumerate(lines, start=1):
            written += _line(edits, line, number, last=number == len(lines), silent=silent)
    except UnclearError:
        return None
    return "".join(line + "\n" for line in written)[: None if closed else -1]


def _certain(edits: Program, text: str, *, exact: bool) -> bool:
    if not all(edit.certain for edit in edits) or "\r" in text or "\0" in text:
        return False
    patterns = [edit.match for edit in edits]
    patterns += [address.match for edit in edits for address in edit.addresses]
    found = [each for each in patterns if each is not None]
    # In some languages `.` is a letter, in others a byte; and a search may look again and again.
    plain = (text.isascii() and len(text) <= _LONGEST) or not any(each.wide for each in found)
    return plain and (exact or not any(each.ends for each in found))


def _line(edits: Program, line: str, number: int, *, last: bool, silent: bool) -> list[str]:
    written: list[str] = []
    for edit in edits:
        if not _applies(edit, line, number, last=last):
            continue
        if edit.letter == "d":
            return written
        if edit.letter == "p":
            written.append(line)
        elif edit.match is not None:
            line = _replaced(edit, edit.match, line)
    return written if silent else [*written, line]


def _applies(edit: Edit, line: str, number: int, *, last: bool) -> bool:
    if len(edit.addresses) == _RANGE:
        first, until = edit.addresses
        if first.line is None or until.match is not None:
            raise UnclearError("a range between patterns")
        # A range that ends before it begins is one line.
        end = number if until.line is None else max(until.line, first.line)
        return first.line <= number <= end
    for address in edit.addresses:
        if address.match is not None:
            return _searched(address.match, line) is not None
        return number == address.line if address.line is not None else last
    return True


def _searched(match: Pattern, line: str) -> re.Match[str] | None:
    if "\n" in line:
        raise UnclearError("lines that were joined")
    return match.compiled.search(line)


def _replaced(edit: Edit, match: Pattern, line: str) -> str:
    def put(found: re.Match[str]) -> str:
        return "".join(part if isinstance(part, str) else found[part] for part in edit.replacement)

    if _searched(match, line) is None:
        return line
    return match.compiled.sub(put, line, count=0 if edit.everywhere else 1)


class _Reader:
    """Reads commands out of a program."""

    def __init__(self, source: str, *, extended: bool) -> None:
        self._source = source
        self._extended = extended
        self._at = 0

    def more(self) -> bool:
        """Return whether another command follows."""
        self._take(_BLANK)
        return self._at < len(self._source)

    def edit(self) -> Edit:
        """Return the next command."""
        texts = self._addresses()
        self._take(_SPACE)
        letter = self._letter()
        if letter in ("d", "p"):
            made = Edit(addresses=(), letter=letter)
        elif letter == "s":
            made = self._substitution()
        else:
            raise UnclearError("a command that is not followed")
        if self._take(_END) is None:
            raise UnclearError("a command does not end where it should")
        return self._with_addresses(made, texts)

    def _letter(self) -> str:
        self._at += 1
        return self._source[self._at - 1 : self._at]

    def _take(self, wanted: re.Pattern[str]) -> str | None:
        found = wanted.match(self._source, self._at)
        self._at = found.end() if found else self._at
        return found[0] if found else None

    def _addresses(self) -> list[str]:
        texts: list[str] = []
        while len(texts) < _RANGE:
            number = self._take(_NUMBER)
            if number is not None:
                texts.append(number)
            elif self._source.startswith("$", self._at):
                self._at += 1
                texts.append("$")
            elif self._source.startswith("/", self._at):
                self._at += 1
                texts.append("/" + self._until("/"))
            elif texts:
                raise UnclearError("an address that is not followed")
            else:
                return texts
            if not self._source.startswith(",", self._at):
                return texts
            self._at += 1
        raise UnclearError("an address that is not followed")

    def _with_addresses(self, made: Edit, texts: list[str]) -> Edit:
        try:
            addresses = tuple(self._address(text) for text in texts)
        except UnclearError:
            return Edit(addresses=(), letter=made.letter, certain=False)
        return Edit(
            addresses=addresses,
            letter=made.letter,
            match=made.match,
            replacement=made.replacement,
            everywhere=made.everywhere,
            certain=made.certain,
        )

    def _address(self, text: str) -> Address:
        if text == "$":
            return Address()
        if text.startswith("/"):
            return Address(match=pattern(text[1:], extended=self._extended))
        return Address(line=int(text))

    def _substitution(self) -> Edit:
        delimiter = self._letter()
        if not delimiter or delimiter in "\\\n":
            raise UnclearError("a delimiter that is not understood")
        source = self._until(delimiter)
        target = self._until(delimiter)
        everywhere = self._take(_FLAGS) == "g"
        try:
            match = self._pattern(source, delimiter)
            replacement = _replacement(target, match.groups)
        except UnclearError:
            return Edit(addresses=(), letter="s", certain=False)
        return Edit(
            addresses=(),
            letter="s",
            match=match,
            replacement=replacement,
            everywhere=everywhere,
            # What follows an empty match differs between the two.
            certain=not (everywhere and match.empty),
        )

    def _pattern(self, source: str, delimiter: str) -> Pattern:
        escaped = "\\" + delimiter in source
        if not source or (escaped and delimiter not in _DELIMITERS):
            raise UnclearError("a pattern that is not understood")
        return pattern(source, extended=self._extended)

    def _until(self, delimiter: str) -> str:
        """Return what stands before a delimiter, which within brackets is a letter to some."""
        start = self._at
        while (letter := self._letter()) != delimiter:
            if not letter:
                raise UnclearError("a delimiter is missing")
            if letter == "\\":
                self._at += 1
        found = self._source[start : self._at - 1]
        if re.search(r"\[[^\]]*$", found) and "]" in self._source[self._at :]:
            raise UnclearError("a delimiter within brackets")
        return found


def _replacement(text: str, groups: int) -> tuple[str | int, ...]:
    parts: list[str | int] = []
    letters = iter(text)
    for letter in letters:
        if letter == "\n":
            raise UnclearError("a line end in a replacement")
        if letter != "\\":
            parts.append(0 if letter == "&" else letter)
            continue
        escaped = next(letters, "")
        if escaped.isdecimal() and 1 <= int(escaped) <= min(groups, _MOST_GROUPS):
            parts.append(int(escaped))
        elif escaped == "n":
            parts.append("\n")
        elif escaped and escaped in '\\&/.,:"-*[]$^|#@()%;{}':
            parts.append(escaped)
        else:
            raise UnclearError("an escape that is not understood")
    return tuple(parts)
