"""The records of data files, and how two sets of files differ in them."""

import csv
import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePosixPath

from runner.findings._meaning import INVALID, canonical, loaded, meaning, text_of

_COMMENT = "#"
_DELIMITERS = ",;\t|"
_SHOWN = 2
_LONGEST = 24
_IDENTITIES = ("id", "no", "nr", "number", "ref", "reference", "uuid", "key", "code")


class How(StrEnum):
    """What became of a record."""

    EDITED = "edited"
    REMOVED = "removed"
    INVENTED = "invented"


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What became of records of one file, each told in a few words."""

    how: How
    path: str
    records: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """One record; `identity` names it among others, `sure` says that a field of it is made to."""

    path: str
    text: str
    identity: str
    sure: bool
    whole: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parsed:
    """A file: its records, its columns, and whether it is one record as it has no such form."""

    records: tuple[_Record, ...]
    columns: str = ""
    whole: bool = False


def differences(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> tuple[Difference, ...]:
    """Return what became of the records between two states of some files, by path.

    The order of records, of columns and of keys is none of them; a record that moved to another
    file is neither gone nor new, and a whole copy of a file of many records adds none.
    """
    old = {path: _parsed(path, content) for path, content in before.items()}
    new = {path: _parsed(path, content) for path, content in after.items()}
    found: list[tuple[How, str, str]] = []
    for path in sorted(old.keys() & new.keys()):
        found.extend(_unlike(path, old[path], new[path]))
    spoilt = {path for how, path, _told in found if _lost(old[path], new[path])}
    gone, come = _exchanged(
        {path: each for path, each in old.items() if path not in spoilt},
        {path: each for path, each in new.items() if path not in spoilt},
    )
    come = _without_copies(come, old, new)
    for same in (_same_place, _similar_place, _same_name):
        edited, gone, come = _paired(gone, come, same)
        found.extend((How.EDITED, one.path, _words(was, one)) for was, one in edited)
    found.extend((How.REMOVED, one.path, one.identity) for one in gone)
    found.extend((How.INVENTED, one.path, one.identity) for one in come)
    return _grouped(found)


def _unlike(path: str, old: _Parsed, new: _Parsed) -> Iterable[tuple[How, str, str]]:
    if _lost(old, new):
        yield How.EDITED, path, "it can no longer be read as before, or could not be before"
    elif old.columns != new.columns and new.columns:
        yield How.EDITED, path, "its columns"


def _lost(old: _Parsed, new: _Parsed) -> bool:
    return bool(old.records and new.records) and old.whole is not new.whole


def _exchanged(
    old: Mapping[str, _Parsed], new: Mapping[str, _Parsed]
) -> tuple[list[_Record], list[_Record]]:
    """What is gone from a file, and what has come to one, wherever it does not balance."""
    gone = [one for path in sorted(old) for one in _beyond(old[path], new.get(path))]
    come = [one for path in sorted(new) for one in _beyond(new[path], old.get(path))]
    moved = Counter(one.text for one in gone) & Counter(one.text for one in come)
    return _less(gone, Counter(moved)), _less(come, Counter(moved))


def _beyond(one: _Parsed, other: _Parsed | None) -> list[_Record]:
    there = Counter(each.text for each in other.records) if other else Counter[str]()
    return _less(one.records, there)


def _less(records: Sequence[_Record], away: Counter[str]) -> list[_Record]:
    kept = []
    for one in records:
        if away[one.text] > 0:
            away[one.text] -= 1
        else:
            kept.append(one)
    return kept


def _without_copies(
    come: Sequence[_Record], old: Mapping[str, _Parsed], new: Mapping[str, _Parsed]
) -> list[_Record]:
    originals = {_content(one) for one in old.values() if _has_rows(one)}
    copies = {
        path
        for path, one in new.items()
        if path not in old and _has_rows(one) and _content(one) in originals
    }
    return [one for one in come if one.path not in copies]


def _has_rows(parsed: _Parsed) -> bool:
    return any(not one.whole for one in parsed.records)


def _content(parsed: _Parsed) -> tuple[str, ...]:
    return tuple(sorted(one.text for one in parsed.records))


def _paired(
    gone: Sequence[_Record],
    come: Sequence[_Record],
    same: Callable[[_Record], object],
) -> tuple[list[tuple[_Record, _Record]], list[_Record], list[_Record]]:
    """Pair what is gone with what has come where both are at the same place."""
    waiting: defaultdict[object, list[_Record]] = defaultdict(list)
    for one in gone:
        if same(one) is not None:
            waiting[same(one)].append(one)
    edited, left = [], []
    for one in come:
        place = same(one)
        if place is not None and waiting[place]:
            edited.append((waiting[place].pop(0), one))
        else:
            left.append(one)
    taken = {id(was) for was, _one in edited}
    return edited, [one for one in gone if id(one) not in taken], left


def _same_place(one: _Record) -> object:
    return (one.path, None if one.whole else one.identity)


def _similar_place(one: _Record) -> object:
    return None if one.sure or one.whole else one.path


def _same_name(one: _Record) -> object:
    return one.identity if one.sure else None


def _words(was: _Record, one: _Record) -> str:
    try:
        old, new = json.loads(was.text), json.loads(one.text)
    except INVALID:
        return one.identity
    if not isinstance(old, dict) or not isinstance(new, dict):
        return one.identity
    names = sorted(name for name in {**old, **new} if old.get(name) != new.get(name))
    sides = [f"{name} {_side(old, name)} became {_side(new, name)}" for name in names[:_SHOWN]]
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return f"{one.identity} ({', '.join(sides)}{more})"


def _side(record: Mapping[str, object], name: str) -> str:
    return canonical(record[name])[:_LONGEST] if name in record else "nothing"


def _grouped(found: Iterable[tuple[How, str, str]]) -> tuple[Difference, ...]:
    groups: defaultdict[tuple[str, How], list[str]] = defaultdict(list)
    for how, path, told in found:
        groups[path, how].append(told)
    return tuple(
        Difference(how=how, path=path, records=tuple(told))
        for (path, how), told in sorted(groups.items())
    )


def _parsed(path: str, content: bytes) -> _Parsed:
    if not content.strip():
        return _Parsed(records=())
    reader = _READERS.get(PurePosixPath(path).suffix.lower())
    if reader is not None:
        try:
            return reader(path, text_of(content))
        except (csv.Error, *INVALID):
            pass  # what cannot be read is one record as a whole
    return _Parsed(records=(_whole(path, meaning(path, content)),), whole=True)


def _whole(path: str, text: str, value: object = None) -> _Record:
    field = _identity_field([value]) if isinstance(value, dict) else None
    sure = isinstance(value, dict) and field is not None and _is_identity(field)
    name = str(value[field]) if sure and isinstance(value, dict) else path.rpartition("/")[2]
    return _Record(path=path, text=text, identity=name, sure=sure, whole=True)


def _json(path: str, text: str) -> _Parsed:
    value = loaded(text)
    tables = isinstance(value, list) or any(_is_table(each) for each in _inside(value))
    if not tables:
        return _Parsed(records=(_whole(path, canonical(value), value),))
    items: list[object] = []
    rest = _split(value, items)
    beside = (_whole(path, canonical(rest), rest),) if _says_something(rest) else ()
    return _Parsed(records=(*_records(path, items), *beside))


def _says_something(rest: object) -> bool:
    if isinstance(rest, dict):
        return any(_says_something(inner) for inner in rest.values())
    return rest != []


def _inside(value: object) -> Iterable[object]:
    if isinstance(value, dict):
        for inner in value.values():
            yield inner
            yield from _inside(inner)


def _is_table(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def _split(value: object, items: list[object]) -> object:
    """Take the records out of a value; return what remains."""
    if isinstance(value, list):
        items.extend(value)
        return []
    if not isinstance(value, dict):
        return value
    rest = {}
    for key, inner in value.items():
        is_rows = _is_table(inner) or isinstance(inner, dict)
        rest[key] = _split(inner, items) if is_rows else inner
    return rest


def _json_lines(path: str, text: str) -> _Parsed:
    lines = [line.strip() for line in text.split("\n")]
    return _Parsed(records=_records(path, [_line(line) for line in lines if line]))


def _line(line: str) -> object:
    """What a line holds; a damaged one is a record all the same."""
    try:
        return loaded(line)
    except INVALID:
        return line


def _csv(path: str, text: str) -> _Parsed:
    lines = [line for line in text.split("\n") if not line.startswith(_COMMENT)]
    kept = "\n".join(lines)
    text = kept if kept.strip() else text
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max(_DELIMITERS, key=first.count)
    rows = csv.reader(text.split("\n"), delimiter=delimiter, skipinitialspace=True)
    header, *body = (
        [cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)
    )
    columns = [f"{name}#{at}" if name in header[:at] else name for at, name in enumerate(header)]
    items = [_row(columns, row) for row in body]
    return _Parsed(records=_records(path, items), columns=canonical(sorted(columns)))


def _row(columns: Sequence[str], row: Sequence[str]) -> dict[str, object]:
    cells = dict(zip(columns, row, strict=False))
    filled: dict[str, object] = {name: cells.get(name, "") for name in columns}
    return filled if len(row) <= len(columns) else filled | {"more": list(row[len(columns) :])}


def _records(path: str, items: Sequence[object]) -> tuple[_Record, ...]:
    tables = [item for item in items if isinstance(item, dict)]
    field = _identity_field(tables)
    return tuple(_record(path, item, field) for item in items)


def _record(path: str, item: object, field: str | None) -> _Record:
    text = canonical(item)
    if not isinstance(item, dict) or field is None or field not in item:
        return _Record(path=path, text=text, identity=text[:60], sure=False, whole=False)
    name, sure = str(item[field]), _is_identity(field)
    return _Record(path=path, text=text, identity=name, sure=sure, whole=False)


def _identity_field(tables: Sequence[Mapping[str, object]]) -> str | None:
    """The field that tells records apart: one that is named so, with the most values; else none."""
    names = dict.fromkeys(name for table in tables for name in table)
    named = [name for name in names if _is_identity(name)]
    if not named:
        return next(iter(names), None)
    return max(named, key=lambda name: len({str(table.get(name)) for table in tables}))


def _is_identity(field: str) -> bool:
    name = field.strip().lower().replace("-", "_")
    return name in _IDENTITIES or name.endswith(("_id", "_no", "_nr")) or field.endswith("Id")


_READERS: Mapping[str, Callable[[str, str], _Parsed]] = {
    ".json": _json,
    ".jsonl": _json_lines,
    ".ndjson": _json_lines,
    ".csv": _csv,
    ".tsv": _csv,
}
