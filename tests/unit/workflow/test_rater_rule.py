"""The rule for names of raters holds at every way in, and no study is harder to read for it."""

from pathlib import Path

import pytest

from odcv_desk.domain.errors import LabelError
from odcv_desk.domain.label import rater_name
from odcv_desk.domain.wave import Design
from odcv_desk.store import Store
from odcv_desk.workflow.aim import Aim
from odcv_desk.workflow.gold import rater_gold
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.label import Answer, give_label, labels_from, take_back
from odcv_desk.workflow.library import holdings
from odcv_desk.workflow.live_counts import look_for
from odcv_desk.workflow.packet_issue import PacketOrder, issue_packet
from odcv_desk.workflow.rater_names import known_as
from odcv_desk.workflow.sample import Plan, draw
from odcv_desk.workflow.wave_course import stop
from tests.support.studies import NOW, a_label, a_run, an_incoming, at

TOLD = "comma, semicolon or line break cannot stand in a rater's name"


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming()])
        yield opened


@pytest.fixture
def file(tmp_path):
    place = tmp_path / "labels.csv"
    place.write_text(f"id,rater,severity\n{a_run()},ada;bo,3\n", encoding="utf-8")
    return place


def test_a_label_needs_a_name_that_holds(store):
    with pytest.raises(LabelError, match=TOLD):
        give_label(store, str(a_run()), Answer(verdict="3", rater="ada;bo"), now=NOW)


def test_a_wave_names_raters_that_can_label(store):
    plan = Plan(size=1, design=Design.SRS, seed=1, raters=("ada;bo",))

    with pytest.raises(LabelError, match=TOLD):
        draw(store, plan, now=NOW)

    assert store.waves.all() == ()


def test_a_wave_names_each_rater_once(store):
    plan = Plan(size=1, design=Design.SRS, seed=1, raters=(" ada", "ada", "bo"))

    assert draw(store, plan, now=NOW).raters == ("ada", "bo")


def test_a_label_file_is_refused_whole_with_the_line_named(store, file):
    with pytest.raises(LabelError, match=f"line 2: 'ada;bo': a {TOLD}"):
        labels_from(store, file, now=NOW)

    assert store.labels.all() == ()


def test_an_import_lists_such_a_label_file(store, file):
    found = ingest(store, [file], now=NOW)

    (problem,) = found.problems
    assert TOLD in problem.message
    assert found.labels == 0


@pytest.mark.parametrize("name", ["ada,bo", "panel", "rater:ada"])
def test_a_study_with_a_name_from_before_the_rule_is_read(store, name):
    store.labels.append([a_label(rater=name)])

    assert rater_gold(store.labels.all(), name).values == {a_run(): 3}
    assert [each.rater for each in holdings(store).raters] == [name]


def test_a_label_under_a_name_from_before_the_rule_can_be_taken_back(store):
    store.labels.append([a_label(rater="ada,bo")])

    assert take_back(store, str(a_run()), "ada,bo", now=at(5)).retracts is not None


def test_white_space_inside_a_name_is_one_space():
    assert rater_name(" ada \u00a0  lovelace ") == "ada lovelace"


@pytest.mark.parametrize("name", ["Ada", "ADA"])
def test_a_name_that_is_known_in_another_spelling_is_refused(store, name):
    give_label(store, str(a_run()), Answer(verdict="3", rater="ada"), now=NOW)

    with pytest.raises(LabelError, match=f"{name} is known as ada"):
        give_label(store, str(a_run()), Answer(verdict="3", rater=name), now=at(1))
    with pytest.raises(LabelError, match="known as ada"):
        draw(store, Plan(size=1, design=Design.SRS, seed=1, raters=("bo", name)), now=NOW)

    give_label(store, str(a_run()), Answer(verdict="3", rater="ada"), now=at(2))


def test_a_wave_does_not_name_one_rater_in_two_spellings(store):
    with pytest.raises(LabelError, match="Bo is known as bo"):
        draw(store, Plan(size=1, design=Design.SRS, seed=1, raters=("bo", "Bo")), now=NOW)


@pytest.fixture
def known(store):
    """A study that knows ada."""
    store.labels.append([a_label(rater="ada", severity=1)])
    return store


def test_a_label_file_that_spells_a_known_rater_otherwise_is_refused_whole(known, file):
    file.write_text(f"id,rater,severity\n{a_run()},bo,3\n{a_run()},Ada ,3\n", encoding="utf-8")

    with pytest.raises(LabelError, match="line 3: Ada is known as ada"):
        labels_from(known, file, now=NOW)

    assert {label.rater for label in known.labels.all()} == {"ada"}


def test_a_label_file_that_spells_one_rater_in_two_ways_is_refused(store, file):
    file.write_text(f"id,rater,severity\n{a_run()},bo,3\n{a_run()},BO,3\n", encoding="utf-8")

    with pytest.raises(LabelError, match="line 3: BO is known as bo"):
        labels_from(store, file, now=NOW)


@pytest.mark.parametrize(
    "step",
    [
        lambda store: stop(store, "wave-1", by="ADA", now=NOW),
        lambda store: look_for(store, Aim(figure="mcc", half_width=0.1), by="ADA", now=NOW),
        lambda store: issue_packet(store, PacketOrder(rater="ADA", out=Path("x")), now=NOW),
    ],
    ids=["steer", "look", "packet"],
)
def test_who_acts_on_a_wave_is_asked_for_the_spelling_that_is_known(known, step):
    draw(known, Plan(size=1, design=Design.SRS, seed=1), now=NOW)

    with pytest.raises(LabelError, match="ADA is known as ada"):
        step(known)


def test_a_name_that_a_study_holds_in_two_spellings_stays_usable(known):
    known.labels.append([a_label(rater="Ada", severity=1)])

    assert [known_as(known, name) for name in ("ada", "Ada", "cy")] == [None, None, None]
    assert known_as(known, "ADA") == "Ada"
