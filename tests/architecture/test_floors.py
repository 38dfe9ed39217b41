import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from odcv_desk.workflow.doctor import QT_LIBRARIES

ROOT = Path(__file__).parents[2]
PACKAGES = ("odcv_desk", "runner", "sandbox", "scenarios", "resources")
LONGEST = 400
LONGEST_FUNCTION = 40
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


def test_a_function_fits_a_screen():
    long = [
        f"{path}: {node.name}"
        for path in MODULES
        if path.parts[0] in PACKAGES and "migrations" not in path.parts
        for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno >= LONGEST_FUNCTION
    ]
    assert long == []


def test_the_documents_name_what_exists():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    named = set(
        re.findall(r"`((?:odcv_desk|runner|sandbox|scenarios|resources|tests)/[^`\s]*)`", text)
    )
    targets = set(re.findall(r"`make (\w+)`", text))
    made = set(
        re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    )

    assert [path for path in sorted(named) if not (ROOT / path).exists()] == []
    assert targets <= made
    assert len(targets) >= 8


def test_the_doctor_and_the_setup_know_the_same_libraries():
    setup = (ROOT / ".ci" / "setup").read_text(encoding="utf-8")
    assert [package for package in QT_LIBRARIES.values() if package not in setup] == []


def test_every_subpackage_of_the_desk_says_what_it_is():
    silent = [
        str(path)
        for path in MODULES
        if path.name == "__init__.py"
        and not (ROOT / path).read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []
