"""The benchmark's tables as Markdown."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.exporters._cells import Table
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._tables import about, all_tables, tables_of
from odcv_desk.exporters._text import markdown


class TablesMarkdown:
    """Writes pipe tables, each followed by what it is of."""

    name = "tables-markdown"
    title = "Benchmark tables (Markdown)"
    folder = False
    needs = frozenset({Need.TABLES})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write all tables.

        Raises:
            ExportError: There are no tables.
        """
        text = "\n".join(_lines(tables_of(contents), contents))
        out.write_bytes(f"{text}\n".encode())
        return (out,)


def _lines(found: BenchmarkTables, contents: Contents) -> Iterator[str]:
    beside = "; ".join(f"{what}: {text}" for what, text in about(found))
    yield f"# Benchmark tables of {markdown(contents.title)}"
    for table in all_tables(found):
        yield from ("", f"## {table.title}", "", table.about, "")
        yield from _table(table)
        yield from ("", f"*{markdown(beside)}.*")
    if found.notes:
        yield from ("", "## Notes", "")
        yield from (f"- {markdown(note)}" for note in found.notes)
    yield from ("", f"Written by ODCV Desk {markdown(contents.version)}.")


def _table(table: Table) -> Iterator[str]:
    yield _row(["", *table.columns])
    yield _row(["---", *["---:"] * len(table.columns)])
    for name, cells in table.rows:
        yield _row([markdown(name), *map(str, cells)])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


EXPORTER = TablesMarkdown()
