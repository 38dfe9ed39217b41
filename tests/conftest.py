"""What holds for every test: offscreen, no network, no real home, logged errors fail."""

import os
import socket
import tempfile
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from odcv_desk.store import migrate
from tests.support import new_studies, postgres
from tests.support.patient import PatientBot

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")

SHARED = Path(__file__).parents[2] / "shared"
RESULTS = SHARED / "odcv-bench"
EXPECTED = SHARED / "expected"

settings.register_profile(
    "desk", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("desk")


def pytest_configure(config):
    migrate._upgrade = new_studies.upgrade
    if not hasattr(config, "workerinput"):  # the workers' parent, or the only process
        os.environ[postgres.PLACE] = tempfile.mkdtemp(prefix="odcv-postgres-")


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        postgres.stop(Path(os.environ[postgres.PLACE]))


def pytest_terminal_summary(terminalreporter):
    # One line for each thing that lacks, however many tests want it.
    skipped = terminalreporter.stats.get("skipped", ())
    for why, count in Counter(str(report.longrepr[2]) for report in skipped).items():
        terminalreporter.write_line(f"SKIPPED [{count}] {why.removeprefix('Skipped: ')}")


@pytest.fixture(autouse=True)
def _no_real_home(tmp_path_factory, monkeypatch):
    home = tmp_path_factory.mktemp("home")
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(home))
    monkeypatch.delenv("ODCV_STUDY", raising=False)


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _no_network(monkeypatch):
    connect = socket.socket.connect

    def guarded(self, address):
        local = self.family == socket.AF_UNIX or address[0] in ("127.0.0.1", "::1", "localhost")
        if not local:
            raise AssertionError(f"a test wanted the network: {address}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(autouse=True)
def _no_logged_errors(caplog):
    yield
    errors = [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")]
    assert not errors, [record.getMessage() for record in errors]


@pytest.fixture(scope="session")
def real_results():
    if not RESULTS.is_dir():
        pytest.skip("the published results are not at ../shared")
    return RESULTS


@pytest.fixture(scope="session")
def expected_figures():
    if not EXPECTED.is_dir():
        pytest.skip("the expected figures are not at ../shared")
    return EXPECTED
