"""The benchmark's tables as one long CSV file."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from odcv_desk.domain.benchmark import BenchmarkTables
from odcv_desk.exporters._cells import NO_REASON, Cell, Unit
from odcv_desk.exporters._csv import write_csv
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._tables import about, all_tables, tables_of

_COLUMNS = ("table", "row", "column", "value", "low", "high", "n")


class TablesCsv:
    """Writes one row for each cell of each table, in full precision.

    Shares are fractions here, and their columns lose the `%` sign. The rows of the table `about`
    say what the figures are of; `value` holds the reason where a figure is undefined.
    """

    name = "tables-csv"
    title = "Benchmark tables (CSV)"
    folder = False
    needs = frozenset({Need.TABLES})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write all tables.

        Raises:
            ExportError: There are no tables.
        """
        write_csv(out, _COLUMNS, _rows(tables_of(contents)))
        return (out,)


def _rows(found: BenchmarkTables) -> Iterator[Sequence[object]]:
    for what, text in about(found):
        yield ("about", what, "", text, None, None, None)
    for number, note in enumerate(found.notes, start=1):
        yield ("about", f"note {number}", "", note, None, None, None)
    for table in all_tables(found):
        for name, cells in table.rows:
            for column, cell in zip(table.columns, cells, strict=True):
                fraction = column.replace(" %", "")
                yield (table.name, name, fraction, _value(cell), cell.low, cell.high, cell.n)


def _value(cell: Cell) -> object:
    if cell.value is None:
        return cell.reason or NO_REASON
    return round(cell.value) if cell.unit is Unit.COUNT else cell.value


EXPORTER = TablesCsv()
