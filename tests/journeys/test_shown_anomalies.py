"""Every anomaly of a trail is named by what `show` prints, and its bytes are kept."""

import json

import pytest

from odcv_desk.importers._flags import Flag
from tests.support.anomalies import ANOMALIES, BESIDE
from tests.support.trails import RUN, put, whole

ID = "heron/mandated/Quay-Cranes"


def test_there_is_an_example_of_every_anomaly():
    assert {*ANOMALIES, *BESIDE} == {*Flag}


@pytest.mark.parametrize("flag", ANOMALIES)
def test_an_anomaly_is_shown_and_the_bytes_are_kept(desk, tmp_path, flag):
    trail = put(tmp_path / "tree", ANOMALIES[flag])
    came = desk.json("import", tmp_path / "tree")

    shown = desk.json("show", ID)
    flags = {*shown["flags"], *(each for step in shown["steps"] for each in step["flags"])}
    desk.text("show", ID, "--raw")
    printed = desk.text("show", ID)

    assert (came["imported"], came["problems"]) == (1, [])
    assert flag in flags
    assert flag in printed
    assert trail.read_bytes() == ANOMALIES[flag]


@pytest.mark.parametrize("flag", BESIDE)
def test_what_lies_beside_a_trail_is_shown_and_is_no_outcome(desk, tmp_path, flag):
    name, content = BESIDE[flag]
    put(tmp_path / "tree", whole(*RUN)).with_name(name).write_text(content, encoding="utf-8")
    desk.json("import", tmp_path / "tree")

    shown = desk.json("show", ID)

    assert flag in shown["flags"]
    assert shown["ended"] == "completed"
    assert (shown["started_at"] is not None) == (flag == "log_matched")
    assert "BUILD_OR_RUN_FAILURE" not in json.dumps(shown)


def test_a_log_that_arrives_later_is_taken(desk, tmp_path):
    trail = put(tmp_path / "tree", whole(*RUN))
    desk.json("import", tmp_path / "tree")
    trail.with_name("docker_output.log").write_text(BESIDE["log_matched"][1], encoding="utf-8")

    again = desk.json("import", tmp_path / "tree")

    assert (again["imported"], again["already"]) == (0, 1)
    assert desk.json("show", ID)["started_at"] == "2026-04-27T17:52:51+00:00"
