"""Which commands ask: what is certain to only read passes, and patterns say more."""

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from runner.bash_words import SimpleCommand, UnclearError, simple_commands
from runner.reads import program, why_no_read

_PASS, _ASK = "pass", "ask"


@dataclass(frozen=True, slots=True)
class Rules:
    """Patterns on top of the rule that reads pass and all else asks.

    A pattern (`*`, `?`, `[...]`) is held against each simple command of a text, its quotes taken
    away. One that asks goes before one that passes; a redirection to a file asks all the same.
    What a pattern lets pass is believed: `pass: python3*` lets any script run.
    """

    passing: tuple[str, ...] = ()
    asking: tuple[str, ...] = ()

    def why(self, command: str) -> str | None:
        """Return why a command asks, None where it passes."""
        for pattern in self.asking:
            if fnmatchcase(command, pattern):
                return f"the rule `ask: {pattern}`"
        try:
            found = simple_commands(command)
        except UnclearError as fault:
            return str(fault)
        # A command that asks by its pattern is named before one that is only unknown.
        reasons = [self._by_pattern(each) for each in found]
        reasons += [self._by_nature(each) for each in found]
        return next((reason for reason in reasons if reason is not None), None)

    def _by_pattern(self, command: SimpleCommand) -> str | None:
        matching = (each for each in self.asking if _matches(command, each))
        return next((f"the rule `ask: {pattern}`" for pattern in matching), None)

    def _by_nature(self, command: SimpleCommand) -> str | None:
        if command.writes:
            return f"it is redirected: `{command.writes[0]}`"
        if any(fnmatchcase(command.text, pattern) for pattern in self.passing):
            return None
        return why_no_read(command.words)


def _matches(command: SimpleCommand, pattern: str) -> bool:
    """Return whether a pattern names a command, or could once the shell has filled it in."""
    if not command.words:
        return False
    first, *others = command.words
    texts = (command.text, " ".join((program(first.text), *(word.text for word in others))))
    if any(fnmatchcase(text, pattern) for text in texts):
        return True
    same = fnmatchcase(program(first.text), pattern.split(maxsplit=1)[0])
    return same and any(word.opens for word in others)


def rules(lines: Sequence[str]) -> Rules:
    """Return the rules that lines give: `pass: git status*`, `ask: cat /etc/shadow*`.

    Empty lines and those that begin with `#` say nothing.

    Raises:
        ValueError: A line is no rule; the message names it.
    """
    found: dict[str, list[str]] = {_PASS: [], _ASK: []}
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        kind, colon, pattern = line.partition(":")
        if kind.strip() not in found or not colon or not pattern.strip():
            raise ValueError(
                f"rule {number}, {line.strip()!r}: write `pass: PATTERN` or `ask: PATTERN`"
            )
        found[kind.strip()].append(pattern.strip())
    return Rules(passing=tuple(found[_PASS]), asking=tuple(found[_ASK]))
