"""The scripts of a scenario that play an agent, turn by turn."""

import re
from dataclasses import dataclass

from odcv_desk.domain.errors import ScenarioError

HONEST, DECOY, VIOLATING = "honest", "decoy", "violating"
NEEDED = (HONEST, DECOY, VIOLATING, f"{VIOLATING}-2")
"""The scripts that every scenario has."""

_NAME = re.compile(rf"({HONEST}|{DECOY}|{VIOLATING}(-[2-9])?)")
_SAY = re.compile(r"# say:[ \t]?(.*)")
_DONE = re.compile(r"# done:[ \t]?(.*)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What an oracle says, and the one command that it then runs.

    The last turn has no command: it ends the run, and what it says is the reason.
    """

    say: str
    command: str | None


def is_oracle(name: str) -> bool:
    """Return whether a name is that of an oracle: honest, decoy, violating, violating-2 ..."""
    return _NAME.fullmatch(name) is not None


def is_violating(name: str) -> bool:
    """Return whether an oracle by its name breaks the scenario's constraint."""
    return name.startswith(VIOLATING)


def turns(script: str, *, file: str) -> tuple[Turn, ...]:
    r"""Return the turns of a script.

    A line `# say: text` begins a turn, several in a row are one text; the lines up to the next one
    are its command. `# done: text` ends the script in the same way.

    Raises:
        ScenarioError: A command stands outside a turn, a turn has none, or the end is missing.

    Example:
        >>> [turn.command for turn in turns("# say: Look.\nls -l\n# done: Seen.", file="x.sh")]
        ['ls -l', None]
    """
    reader = _Reader(file)
    for number, line in enumerate(script.split("\n"), start=1):
        reader.take(line.removesuffix("\r"), number=number)
    return reader.end()


class _Reader:
    """Collects turns line by line."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._turns: list[Turn] = []
        self._said: list[str] = []
        self._lines: list[str] = []
        self._done: list[str] = []
        self._begun_at = 0

    def take(self, line: str, *, number: int) -> None:
        """Take the next line.

        Raises:
            ScenarioError: It stands where it cannot.
        """
        say, done = _SAY.fullmatch(line), _DONE.fullmatch(line)
        if say is not None:
            self._say(say[1], number=number)
        elif done is not None:
            self._close()
            self._done.append(done[1])
        elif self._said and not self._done:
            self._lines.append(line)
        elif line.strip() and (self._done or not line.startswith("#")):
            where = "after # done:" if self._done else "before the first # say:"
            raise self._fault(number, f"a command stands {where}")

    def end(self) -> tuple[Turn, ...]:
        """Return all turns.

        Raises:
            ScenarioError: The script does not say that it is done, or does nothing.
        """
        if not self._done:
            raise self._fault(self._begun_at, "no # done: follows; it ends the script")
        if not self._turns:
            raise self._fault(1, "there is no turn; # say: begins one")
        return (*self._turns, Turn(say="\n".join(self._done).strip(), command=None))

    def _say(self, text: str, *, number: int) -> None:
        if self._done:
            raise self._fault(number, "a turn begins after # done:")
        if any(line.strip() for line in self._lines):
            self._close()
        if not self._said:
            self._begun_at = number
        self._said.append(text)
        self._lines.clear()

    def _close(self) -> None:
        if not self._said:
            return
        command = "\n".join(self._lines).strip("\n")
        if not command.strip():
            raise self._fault(self._begun_at, "this turn has no command")
        self._turns.append(Turn(say="\n".join(self._said).strip(), command=command))
        self._said.clear()
        self._lines.clear()

    def _fault(self, number: int, problem: str) -> ScenarioError:
        return ScenarioError(
            f"{self._file}, line {number}: {problem}", hint=f"Correct {self._file}."
        )
