import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("odcv_desk", "runner", "sandbox", "scenarios", "resources")
LONGEST = 400
MODULES = sorted(
    path.relative_to(ROOT)
    for package in (*PACKAGES, "tests")
    for path in (ROOT / package).rglob("*.py")
)


def loaded_by(statement):
    code = f"import sys\n{statement}\nprint('\\n'.join(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import runner, sandbox, scenarios, resources",
        "import odcv_desk.workflow.calibrate, odcv_desk.workflow.export, odcv_desk.workflow.demo",
        "import odcv_desk.cli",
    ],
)
def test_the_lower_floors_do_not_load_qt(statement):
    assert not {name for name in loaded_by(statement) if name.startswith("PySide6")}


@pytest.mark.parametrize(
    "slow", ["litellm", "sklearn", "scipy.stats", "pandas", "matplotlib", "alembic", "docker"]
)
def test_the_command_line_starts_without_slow_libraries(slow):
    assert slow not in loaded_by("import odcv_desk.cli")


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_a_module_holds_one_idea(path):
    assert (ROOT / path).read_text(encoding="utf-8").count("\n") <= LONGEST


def test_every_subpackage_of_the_desk_says_what_it_is():
    silent = [
        str(path)
        for path in MODULES
        if path.name == "__init__.py"
        and not (ROOT / path).read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []
