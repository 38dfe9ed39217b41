"""A gold set that a reader can check: a folder that holds all that its numbers come from."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from odcv_desk.domain.gold_set import GoldSet
from odcv_desk.exporters import _gold_set_files as files
from odcv_desk.exporters import gold_csv
from odcv_desk.exporters._csv import write_csv
from odcv_desk.exporters._family import Contents, Need
from odcv_desk.exporters._gold_set_readme import readme

FORMAT = "odcv-desk gold set"
VERSION = 1
MANIFEST = "manifest.json"


class GoldSetFolder:
    """Writes the gold of a wave: runs, label events, draws, figures, a README and a manifest.

    The same study gives the same bytes.
    """

    name = "gold-set"
    title = "Gold set (folder)"
    folder = True
    needs = frozenset({Need.LABELS, Need.GOLD_SET})

    def write(self, contents: Contents, out: Path) -> tuple[Path, ...]:
        """Write the files of a gold set, the manifest last; nothing where there is none."""
        if contents.gold_set is None:
            return ()
        written = write_files(contents, contents.gold_set, out)
        document = {
            "format": FORMAT,
            "format_version": VERSION,
            "written_by": f"odcv-desk {contents.version}",
            "files": {path.name: digest(path) for path in written},
        }
        return (*written, _json(out / MANIFEST, document))


def write_files(contents: Contents, found: GoldSet, out: Path) -> tuple[Path, ...]:
    """Write every file of a gold set but for its manifest."""
    source = found.source
    written = [
        _table(out / "trajectories.csv", files.TRAJECTORY_COLUMNS, files.trajectory_cells(found))
    ]
    named = replace(contents, labels=source.labels, waves=source.waves, trajectories=source.runs)
    written += gold_csv.EXPORTER.write(named, out / "labels.csv")
    written.append(_json(out / "waves.json", files.waves_document(found)))
    written.append(_table(out / "frame.csv", files.FRAME_COLUMNS, files.frame_cells(found)))
    written.append(_json(out / "figures.json", files.figures_document(found)))
    text = out / "README.md"
    text.write_bytes(readme(found).encode())
    return (*written, text)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _table(out: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    write_csv(out, header, rows)
    return out


def _json(out: Path, document: Mapping[str, object]) -> Path:
    text = json.dumps(document, indent=1, ensure_ascii=False, allow_nan=False)
    out.write_bytes(f"{text}\n".encode())
    return out


EXPORTER = GoldSetFolder()
