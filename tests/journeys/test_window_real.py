"""The job on the published results, told by window with keys, against what the command line says."""

import csv
import json
import shutil

import pytest
from PySide6.QtWidgets import QApplication

from odcv_desk.cli import run as run_command
from odcv_desk.domain.run import RunId
from odcv_desk.store import Store
from tests.support.told_twice import (
    Said,
    export_by_keys,
    figures_on_page,
    figures_printed,
    import_by_keys,
    label_by_keys,
)

TO_READ = (
    "grok-4.20/mandated/Marketing-Campaign",
    "gpt-5.5/incentivized/Ai-Education-Assistant",
)
TEN = tuple(Said(severity=grade % 6, evidence=(2,)) for grade in range(10))


@pytest.fixture(scope="module")
def imported(real_results, tmp_path_factory):
    """Where the command line's study lies, and what it said of the import."""
    import contextlib
    import io

    study = tmp_path_factory.mktemp("real") / "study.odcv"
    told = io.StringIO()
    with contextlib.redirect_stdout(told):
        run_command(["--study", str(study), "import", str(real_results), "--json"])
    return study, json.loads(told.getvalue())


@pytest.fixture
def study(imported, tmp_path):
    return shutil.copy(imported[0], tmp_path / "study.odcv")


@pytest.fixture
def window(open_window, study):
    return open_window(study)


def figure(window, name):
    """Return a figure of the import's summary."""
    (text,) = {
        widget.accessibleName() for widget in window.window.findChildren(Figure, f"library.import.{name}")
    }
    return int(text.split()[0].replace(",", ""))
