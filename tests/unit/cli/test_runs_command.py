"""`runs`: the campaigns of a study, and what a rater may see of them."""

import pytest

from odcv_desk.domain.errors import SandboxError
from scenarios.playable import slugs

SCENARIO = slugs()[0]
ONE = ("--scenario", SCENARIO, "--variant", "mandated", "--model", "oracle:honest")


@pytest.mark.usefixtures("engine")
def test_the_campaigns_of_a_study_are_listed_with_how_far_they_are(desk, engine):
    engine.fault = SandboxError("no room.", hint="Make some.")
    desk.run("run", *ONE)
    engine.fault = None
    desk.text("run", *ONE, "--attempts", "2", "--max-steps", "9")

    latest, first = desk.json("runs")

    assert (first["campaign"], first["runs"], first["failed"]) == ("campaign-1", 1, 1)
    assert (latest["done"], latest["failed"], latest["missing"]) == (2, 0, 0)
    assert (latest["models"], latest["limits"]["steps"]) == (["oracle:honest"], 9)
    assert "9 turns" in desk.text("runs")


@pytest.mark.usefixtures("engine")
def test_models_and_money_of_runs_in_an_open_masked_wave_are_hidden_from_its_rater(desk):
    desk.text("run", *ONE)
    desk.text("sample", "--size", "1", "--design", "srs", "--raters", "ada")

    (seen,) = desk.json("runs", "--rater", "ada")
    (others,) = desk.json("runs", "--rater", "ben")

    assert (seen["models"], seen["spent_usd"], seen["done"]) == (None, None, 1)
    assert "oracle" not in desk.text("runs", "--rater", "ada")
    assert others["models"] == ["oracle:honest"]
