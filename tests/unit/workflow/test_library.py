from dataclasses import fields

import pytest

from odcv_desk.domain.errors import ExportError
from odcv_desk.domain.exposure import Seen
from odcv_desk.domain.label import Stage
from odcv_desk.domain.run import RunId, Suite
from odcv_desk.domain.trajectory import Ended
from odcv_desk.domain.wave import WaveStep
from odcv_desk.store import Store
from odcv_desk.workflow.about import licences, parts
from odcv_desk.workflow.export import Order
from odcv_desk.workflow.export_offer import (
    export_choices,
    export_for,
    export_warning,
    formats,
    is_in_the_way,
)
from odcv_desk.workflow.ingest import ingest
from odcv_desk.workflow.keys import SERVICES, keys
from odcv_desk.workflow.library import (
    HIDDEN_NUMBER,
    ScenarioCard,
    blind,
    drawable,
    holdings,
    scenario_cards,
)
from odcv_desk.workflow.wave_course import close
from scenarios import catalogue
from tests.support.studies import (
    NOW,
    a_judge,
    a_label,
    a_results_tree,
    a_run,
    a_score,
    a_wave,
    an_incoming,
    at,
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


def test_an_empty_study_holds_nothing(store):
    found = holdings(store)

    assert found.is_empty
    assert (found.suites, found.groups, found.missing) == ((), (), ())


def test_runs_are_counted_by_model_and_variant(store):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("heron", scenario="B"))])
    store.trajectories.add([an_incoming(a_run("wren"), ended=Ended.FAILED)])
    store.scores.add([a_score(a_run("wren", scenario="B"))], now=NOW)

    found = holdings(store)

    told = [(each.model, each.runs, each.transcripts, each.uncounted) for each in found.groups]
    assert told == [("heron", 2, 2, 0), ("wren", 2, 1, 1)]
    assert (found.runs, found.transcripts) == (4, 3)


def test_cells_of_the_grid_without_trail_and_score_are_missing(store):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("wren", scenario="B"))])

    assert len(holdings(store).missing) == 2


def test_scores_are_counted_by_judge(store):
    runs = (a_run("heron"), a_run("wren"))
    store.scores.add([a_score(run, a_judge("oak")) for run in runs], now=NOW)
    store.scores.add([a_score(runs[0], a_judge("elm"))], now=NOW)

    found = holdings(store)

    assert [(each.shown, each.scores) for each in found.judges] == [("elm", 1), ("oak", 2)]
    assert found.scores == 3


def test_judges_of_one_name_are_told_apart(store):
    store.scores.add([a_score(judge=a_judge("oak", model="one"))], now=NOW)
    store.scores.add([a_score(judge=a_judge("oak", model="two"))], now=NOW)

    assert len({each.shown for each in holdings(store).judges}) == 2


def test_only_labels_that_stand_are_counted(store):
    runs = (a_run("heron"), a_run("wren"))
    store.trajectories.add([an_incoming(run) for run in runs])
    store.labels.append([a_label(runs[0], "ada"), a_label(runs[1], "ada", minutes=1)])
    store.labels.append([a_label(runs[0], "ada", minutes=2, retracts=at(0))])
    store.labels.append([a_label(runs[1], "ada", severity=1, minutes=3)])

    (ada,) = holdings(store).raters

    assert (ada.rater, ada.labels) == ("ada", 1)


def test_a_rater_of_a_wave_is_known_before_the_first_label(store):
    store.trajectories.add([an_incoming()])
    store.waves.add(a_wave([a_run()], raters=("bo",)))

    (bo,) = holdings(store).raters

    assert (bo.rater, bo.labels, bo.waves) == ("bo", 0, 1)


def test_a_wave_can_be_drawn_from_runs_with_a_transcript_that_count(store):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("wren"))])
    store.trajectories.add([an_incoming(a_run("finch"), ended=Ended.CANCELLED)])
    store.scores.add([a_score(a_run("owl"))], now=NOW)

    assert drawable(store) == {Suite.OTHER: 2}


def test_every_scenario_of_a_suite_is_told_with_its_runs(store):
    demo = next(each for each in catalogue() if each.suite is Suite.DEMO)
    store.scores.add(
        [a_score(a_run(scenario=demo.id), a_judge(suite=Suite.DEMO))],
        now=NOW,
    )

    cards = scenario_cards(store)

    assert {card.suite for card in cards} == {Suite.DEMO}
    assert {card.id for card in cards} == {s.id for s in catalogue() if s.suite is Suite.DEMO}
    assert next(card for card in cards if card.id == demo.id).runs == 1


def test_a_scenario_that_the_desk_does_not_know_is_told_by_its_id(store):
    store.trajectories.add([an_incoming(a_run(scenario="Night-Shift"))])

    (card,) = scenario_cards(store)

    assert (card.title, card.known, card.transcripts) == ("Night Shift", False, 1)


def test_a_scenario_card_has_no_place_for_loophole_and_honest_outcome(store):
    store.scores.add([a_score(a_run(scenario="Demo-Ferry-Departures"), _demo())], now=NOW)
    told = repr(scenario_cards(store))

    assert not {"loophole", "honest_outcome"} & {each.name for each in fields(ScenarioCard)}
    hidden = [(s.loophole, s.honest_outcome) for s in catalogue() if s.suite is Suite.DEMO]
    assert not [text for pair in hidden for text in pair if text.strip() in told]


def test_contradicting_scores_are_told_without_their_numbers(store, tmp_path):
    cells = [("heron", "mandated", "Alpha")]
    old, new = ("scenario,heron-mandated\nAlpha,3\n", "scenario,heron-mandated\nAlpha,4\n")
    ingest(store, [a_results_tree(tmp_path / "a", cells, [("scores_oak.csv", old)])], now=NOW)

    found = ingest(store, [a_results_tree(tmp_path / "b", [], [("scores_oak.csv", new)])], now=NOW)

    (problem,) = found.problems
    assert "3" in problem.message
    assert "4" in problem.message
    assert blind(problem.message).count(HIDDEN_NUMBER) == 2
    assert not set("345") & set(blind(problem.message))


@pytest.mark.parametrize(
    "message",
    [
        "12 of 40 published medians differ from ours; first a/mandated/S: 3 there, 2.5 from ours",
        "line 7: Alpha, heron-mandated: '4.5' is no whole severity from 0 to 5",
        "3 of 9 published figures differ; first overall heron mr: 62.8 there, 63 from the scores",
    ],
)
def test_no_line_about_grades_tells_a_grade(message):
    kept = blind(message).replace("line 7", "")

    assert not [sign for sign in kept if sign.isdigit()]


def test_lines_about_trails_keep_their_numbers_and_names_theirs():
    trail = "messages_record.txt, line 3: entry 5 follows entry 3"

    assert blind(trail) == trail
    assert "gpt-5.5/mandated/Cold-2" in blind("gpt-5.5/mandated/Cold-2: gpt-5.5 said 4 already")


def test_every_format_is_offered_with_what_it_holds():
    offered = {each.name: each for each in formats()}

    assert {"gold-csv", "scores-odcv", "report-html"} <= offered.keys()
    assert offered["scores-odcv"].folder
    assert offered["tables-latex"].file_name == "tables.tex"
    assert (offered["report-html"].takes_gold, offered["gold-csv"].takes_gold) == (True, False)
    assert all(each.holds for each in formats())


def test_ones_own_gold_is_offered_first(store):
    store.trajectories.add([an_incoming()])
    store.labels.append([a_label(rater="ada"), a_label(rater="zoe", minutes=1)])
    store.scores.add([a_score()], now=NOW)

    choices = export_choices(store, "zoe")

    golds = choices.golds_of(Suite.OTHER)
    assert golds == ("rater:zoe", "rater:ada", "consensus", "judge:oak", "panel")
    assert choices.golds_of(Suite.DEMO) == ()


def test_waves_are_offered_with_the_latest_first(store):
    store.trajectories.add([an_incoming()])
    for name in ("wave-1", "wave-2"):
        store.waves.add(a_wave([a_run()], name=name))

    assert export_choices(store, "ada").waves_of(Suite.OTHER) == ("wave-2", "wave-1")


def test_scores_of_runs_that_a_rater_has_not_labelled_are_warned_of(store):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("wren"))])
    store.scores.add([a_score(a_run("heron"))], now=NOW)
    store.labels.append([a_label(a_run("heron"), "ada")])

    assert "1 run you have not labelled" in export_warning(store, "ada", "scores-csv")


def test_ones_own_labels_alone_need_no_warning(store):
    store.trajectories.add([an_incoming()])
    store.labels.append([a_label(rater="ada")])

    assert export_warning(store, "ada", "gold-csv") == ""
    assert "other people" in export_warning(store, "bo", "gold-csv")


def test_an_export_of_scores_in_an_open_wave_is_warned_of_and_written_down(store, tmp_path):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("wren"))])
    store.waves.add(a_wave([a_run("heron")], raters=("ada",)))
    store.scores.add([a_score(a_run("heron"))], now=NOW)

    warned = export_warning(store, "ada", "tables-csv")
    order = Order(format="scores-csv", out=tmp_path / "scores.csv")
    (written,) = export_for(store, order, rater="ada", now=NOW)

    assert "wave-1" in warned
    assert written.is_file()
    assert "written down" in export_warning(store, "ada", "scores-csv")
    assert [(each.run, each.seen) for each in store.exposures.all()] == [
        (a_run("heron"), Seen.SCORE),
        (None, Seen.AGGREGATE),
    ]


def test_an_export_of_scores_is_written_down_without_a_wave_too(store, tmp_path):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("wren"))])
    store.scores.add([a_score(a_run("heron"))], now=NOW)

    order = Order(format="scores-csv", out=tmp_path / "scores.csv")
    export_for(store, order, rater="ada", now=NOW)
    (late, blind) = store.labels.append(
        [a_label(a_run("heron"), minutes=1), a_label(a_run("wren"), minutes=2)]
    ).labels

    assert (late.stage, blind.stage) == (Stage.REVEALED, Stage.BLIND)


def test_an_export_of_other_peoples_labels_is_written_down_by_run(store, tmp_path):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("wren"))])
    store.labels.append([a_label(a_run("heron"), rater="bo"), a_label(a_run("wren"))])

    order = Order(format="gold-csv", out=tmp_path / "gold.csv")
    export_for(store, order, rater="ada", now=NOW)

    assert [(each.run, each.seen) for each in store.exposures.all()] == [
        (a_run("heron"), Seen.LABEL)
    ]


def test_labels_are_not_exported_while_they_name_hidden_models(store, tmp_path):
    runs = (a_run("heron"), a_run("wren"))
    store.trajectories.add([an_incoming(run) for run in runs])
    store.waves.add(a_wave(runs, raters=("ada",)))
    store.labels.append([a_label(runs[0])])
    order = Order(format="gold-csv", out=tmp_path / "gold.csv")

    assert "finished the wave" in export_warning(store, "ada", "gold-csv")
    with pytest.raises(ExportError, match="hides"):
        export_for(store, order, rater="ada", now=NOW)

    assert not order.out.exists()
    store.labels.append([a_label(runs[1], minutes=1)])
    assert export_warning(store, "ada", "gold-csv") == ""
    assert export_for(store, order, rater="ada", now=NOW) == (order.out,)


def test_an_export_of_ones_own_labels_is_no_exposure(store, tmp_path):
    store.trajectories.add([an_incoming(a_run("heron")), an_incoming(a_run("wren"))])
    store.waves.add(a_wave([a_run("heron")], raters=("ada",)))

    order = Order(format="gold-csv", out=tmp_path / "gold.csv")
    export_for(store, order, rater="ada", now=NOW)

    assert store.exposures.all() == ()


@pytest.mark.parametrize("name", ["gold-csv", "gold-jsonl", "gold-set"])
def test_labels_of_an_open_wave_are_exported_by_its_organiser_alone(store, tmp_path, name):
    runs = (a_run("heron"), a_run("wren"))
    store.trajectories.add([an_incoming(run) for run in runs])
    store.waves.add(a_wave(runs, raters=("ada", "bo")))
    store.labels.append([a_label(runs[0])])
    order = Order(format=name, out=tmp_path / "out")

    with pytest.raises(ExportError, match="wave-1 is open"):
        export_for(store, order, rater="zoe", now=NOW)
    assert (order.out.exists(), store.exposures.all()) == (False, ())
    export_for(store, order, rater="zoe", now=NOW, force_open=True)

    assert order.out.exists()
    assert (runs[0], Seen.LABEL) in [(each.run, each.seen) for each in store.exposures.all()]
    (event,) = store.waves.events("wave-1")
    assert (event.step, event.by, event.content) == (WaveStep.LOOKED, "zoe", "export")


def test_labels_are_exported_when_the_wave_is_closed_or_holds_none_of_them(store, tmp_path):
    runs = (a_run("heron"), a_run("wren"))
    store.trajectories.add([an_incoming(run) for run in runs])
    store.waves.add(a_wave(runs[:1], raters=("ada", "bo")))
    store.labels.append([a_label(runs[1])])
    export_for(store, Order(format="gold-csv", out=tmp_path / "one.csv"), rater="zoe", now=NOW)

    store.labels.append([a_label(runs[0], minutes=1)])
    order = Order(format="gold-csv", out=tmp_path / "two.csv")
    with pytest.raises(ExportError, match="wave-1 is open"):
        export_for(store, order, rater="zoe", now=NOW)
    close(store, "wave-1", by="zoe", now=at(2))

    assert export_for(store, order, rater="zoe", now=NOW) == (order.out,)


def test_a_link_to_nowhere_is_in_the_way_too(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "none")

    assert is_in_the_way(tmp_path / "link")
    assert not is_in_the_way(tmp_path / "free")


def test_keys_are_told_by_name_and_never_by_value():
    found = keys({"OPENAI_API_KEY": "sk-secret", "XAI_API_KEY": "", "OTHER": "x"})

    assert [each.name for each in found if each.found] == ["OPENAI_API_KEY"]
    assert [each.name for each in found] == list(SERVICES)
    assert "secret" not in repr(found)


def test_fonts_and_icons_come_with_their_licences():
    texts = " ".join(each.text for each in licences())

    assert "SIL OPEN FONT LICENSE" in texts
    assert "Phosphor Icons" in texts
    assert parts()[0].name == "ODCV Desk"


def _demo():
    return a_judge(suite=Suite.DEMO)


def test_the_id_of_a_run_survives_blinding():
    run = RunId(model="m/2", variant="mandated~1", scenario="S-3", occurrence=2)

    assert blind(f"{run}: 4") == f"{run}: {HIDDEN_NUMBER}"
