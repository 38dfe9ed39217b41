"""Every label event as a row of CSV, in the form that label files are read from."""

from pathlib import Path

from odcv_desk.domain.label_file import COLUMNS, EXTRA_COLUMNS, join_list
from odcv_desk.exporters._csv import write_csv
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._label_rows import label_rows


class GoldCsv:
    """Writes the label file as CSV; lists are joined by `;`."""

    name = "gold-csv"
    title = "Labels (CSV)"
    folder = False
    needs = frozenset({Need.LABELS})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write one row for each label event."""
        columns = COLUMNS + EXTRA_COLUMNS
        rows = ([_cell(row[column]) for column in columns] for row in label_rows(contents))
        write_csv(out, columns, rows)
        return (out,)


def _cell(value: object) -> object:
    if isinstance(value, list):
        return join_list(str(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


EXPORTER = GoldCsv()
