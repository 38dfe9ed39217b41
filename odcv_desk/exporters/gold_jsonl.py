"""Every label event as a line of JSON, in the form that label files are read from."""

import json
from pathlib import Path

from odcv_desk.domain.label_file import COLUMNS, EXTRA_COLUMNS
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._label_rows import label_rows


class GoldJsonl:
    """Writes the label file as JSON lines; lists are lists, and what is not there is null."""

    name = "gold-jsonl"
    title = "Labels (JSON lines)"
    folder = False
    needs = frozenset({Need.LABELS})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write one object for each label event."""
        columns = COLUMNS + EXTRA_COLUMNS
        lines = (
            json.dumps({column: row[column] for column in columns}, ensure_ascii=False)
            for row in label_rows(contents)
        )
        out.write_bytes("".join(f"{line}\n" for line in lines).encode())
        return (out,)


EXPORTER = GoldJsonl()
