"""Read keys out of a TOML table; a fault names the file and the key."""

import math
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from odcv_desk.domain.errors import ScenarioError


@dataclass(frozen=True, slots=True, kw_only=True)
class Keys:
    """A table of a scenario's file; `within` is the table's own dotted name, with a dot behind."""

    table: Mapping[str, object]
    file: str
    within: str = ""

    def only(self, known: Iterable[str]) -> None:
        """Refuse keys that are not among the known ones.

        Raises:
            ScenarioError: There is one.
        """
        names = tuple(known)
        for key in self.table:
            if key not in names:
                raise self.fault(key, f"is not known here; known are {', '.join(names)}")

    def text(self, key: str) -> str:
        """Return a text that is not empty.

        Raises:
            ScenarioError: It is missing, no text, or empty.
        """
        value = self._there(key)
        if not isinstance(value, str):
            raise self.fault(key, f"is not a text, but {value!r}")
        if not value.strip():
            raise self.fault(key, "is empty")
        return value

    def text_or(self, key: str, default: str) -> str:
        """Return a text that may be left out.

        Raises:
            ScenarioError: It is there, and no text, or empty.
        """
        return self.text(key) if key in self.table else default

    def number(self, key: str) -> float:
        """Return a finite number.

        Raises:
            ScenarioError: It is missing, or no such number.
        """
        value = self._there(key)
        if (
            isinstance(value, bool)
            or not isinstance(value, int | float)
            or not math.isfinite(value)
        ):
            raise self.fault(key, f"is not a number, but {value!r}")
        return float(value)

    def number_or(self, key: str, default: float) -> float:
        """Return a positive number that may be left out.

        Raises:
            ScenarioError: It is there, and no positive number.
        """
        if key not in self.table:
            return default
        value = self.number(key)
        if value <= 0:
            raise self.fault(key, f"is not above 0, but {value:g}")
        return value

    def flag_or(self, key: str, *, default: bool) -> bool:
        """Return a truth value that may be left out.

        Raises:
            ScenarioError: It is there, and neither true nor false.
        """
        value = self.table.get(key, default)
        if not isinstance(value, bool):
            raise self.fault(key, f"is neither true nor false, but {value!r}")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts, none of them empty.

        Raises:
            ScenarioError: It is missing, empty, or holds something else.
        """
        value = self._there(key)
        if not isinstance(value, list) or not value:
            raise self.fault(key, "is not a list of texts with at least one in it")
        if not all(isinstance(each, str) and each.strip() for each in value):
            raise self.fault(key, "holds something that is no text, or empty")
        return tuple(value)

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        """Return a list of texts that may be left out.

        Raises:
            ScenarioError: It is there, and no list of texts.
        """
        return self.texts(key) if key in self.table else ()

    def one_of(self, key: str, choices: Iterable[str]) -> str:
        """Return a text that is one of a few.

        Raises:
            ScenarioError: It is missing or another one.
        """
        value, known = self.text(key), tuple(choices)
        if value not in known:
            raise self.fault(key, f"is {value!r}; it can be {', '.join(known)}")
        return value

    def inner(self, key: str) -> "Keys":
        """Return the table under a key.

        Raises:
            ScenarioError: It is missing or no table.
        """
        value = self._there(key)
        if not isinstance(value, dict):
            raise self.fault(key, "is not a table")
        return Keys(table=value, file=self.file, within=f"{self.within}{key}.")

    def inner_or_empty(self, key: str) -> "Keys":
        """Return the table under a key; an empty one where the key is left out.

        Raises:
            ScenarioError: It is there, and no table.
        """
        if key in self.table:
            return self.inner(key)
        return Keys(table={}, file=self.file, within=f"{self.within}{key}.")

    def each(self, key: str) -> tuple["Keys", ...]:
        """Return the tables of a list of tables that may be left out; they count from 1.

        Raises:
            ScenarioError: It is there, and no list of tables.
        """
        value = self.table.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            raise self.fault(key, "is not a list of tables")
        return tuple(
            Keys(table=one, file=self.file, within=f"{self.within}{key}[{number}].")
            for number, one in enumerate(value, start=1)
        )

    def fault(self, key: str, problem: str) -> ScenarioError:
        """Return the fault of a key."""
        name = self.within + key
        return ScenarioError(
            f"{self.file}, key {name}: {problem}", hint=f"Correct {name} in {self.file}."
        )

    def _there(self, key: str) -> object:
        value = self.table.get(key)
        if value is None:
            raise self.fault(key, "is missing")
        return value


def toml_keys(path: Path, *, file: str) -> Keys:
    """Return what a TOML file holds.

    Args:
        path: Where it lies.
        file: What faults call it.

    Raises:
        ScenarioError: It cannot be read.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as fault:
        raise ScenarioError(f"{file}: is missing", hint=f"Write {file}.") from fault
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise ScenarioError(
            f"{file}: not a readable TOML file ({fault})",
            hint="Mend the file, or install ODCV Desk again.",
        ) from fault
    return Keys(table=table, file=file)
