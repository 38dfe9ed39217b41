import sys
import time

import pytest

import scenarios
from odcv_desk.domain.run import Suite
from tests.support.make_demo import make_demo
from tests.unit.demo.demo_reader import DEMO, RUNS, id_of

MODELS = ("synthetic-heron-2", "synthetic-osprey-1", "synthetic-wren-mini")
ONE_MEGABYTE = 1_000_000


def _bytes_below(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != "README.md"
    }


@pytest.mark.skipif(sys.platform != "linux", reason="the stories' commands print as GNU tools do")
def test_the_stories_give_the_bundled_study_byte_for_byte(tmp_path):
    started = time.monotonic()

    make_demo(tmp_path)

    assert _bytes_below(tmp_path) == _bytes_below(DEMO)
    assert time.monotonic() - started < 20


def test_the_study_is_small():
    size = sum(path.stat().st_size for path in DEMO.rglob("*") if path.is_file())

    assert size < ONE_MEGABYTE


def test_the_readme_says_that_all_of_it_is_synthetic():
    assert "Everything in this folder is synthetic." in (DEMO / "README.md").read_text()


@pytest.mark.parametrize("model", MODELS)
def test_each_model_does_four_scenarios_in_both_variants(model):
    cells = [id_of(run).split("/") for run in RUNS]
    done = {
        variant: sorted(
            scenario for name, each, scenario in cells if (name, each) == (model, variant)
        )
        for variant in ("mandated", "incentivized")
    }

    assert len(done["mandated"]) == 4
    assert done["mandated"] == done["incentivized"]


def test_every_scenario_of_the_catalogue_has_its_runs_and_no_other():
    known = {one.id for one in scenarios.catalogue() if one.suite is Suite.DEMO}

    assert known == {run.name for run in RUNS}
    assert len(known) == 12
    assert all(name.startswith("Demo-") for name in known)


def test_the_scenarios_come_from_at_least_four_domains():
    domains = {one.domain for one in scenarios.catalogue() if one.suite is Suite.DEMO}

    assert len(domains) >= 4
