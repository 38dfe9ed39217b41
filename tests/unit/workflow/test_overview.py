import pytest

from odcv_desk.domain.errors import CalibrationError, Cancelled
from odcv_desk.domain.run import Suite
from odcv_desk.store import Store
from odcv_desk.workflow.calibrate import Question
from odcv_desk.workflow.overview import choices, formats, overview, usual_gold
from odcv_desk.workflow.read_once import read_once
from tests.support.studies import NOW, a_judge, a_label, a_run, a_score, a_wave

SCENARIOS = ("Alpha", "Beta", "Gamma", "Delta")


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as store:
        yield store


@pytest.fixture
def scored(store):
    """Two judges on eight runs of two models; oak is harsh on the second one."""
    store.scores.add(
        [
            a_score(a_run(model, scenario=scenario), a_judge(judge), severity)
            for model, severities in (("heron", (0, 1, 4, 5)), ("otter", (0, 3, 4, 5)))
            for scenario, severity in zip(SCENARIOS, severities, strict=True)
            for judge in ("oak", "elm")
        ],
        now=NOW,
    )
    return store


class Watcher:
    def __init__(self, stop_at=None):
        self.said = []
        self._stop_at = stop_at

    def advance(self, done, total, what):
        if done == self._stop_at:
            raise Cancelled
        self.said.append((done, total, what))


def test_an_empty_study_offers_nothing(store):
    found = choices(store, "ada")

    assert found.suite is None
    assert (*found.suites, *found.people, *found.machines, *found.waves) == ()


def test_scores_alone_offer_golds_of_judges_only(scored):
    found = choices(scored, "ada")

    assert [gold.name for gold in found.machines] == ["panel", "judge:elm", "judge:oak"]
    assert found.people == ()


def test_ones_own_labels_come_first_and_several_raters_offer_a_consensus(scored):
    for rater in ("ada", "ben"):
        scored.labels.append([a_label(a_run(scenario="Alpha"), rater=rater)])

    found = choices(scored, "ben")

    names = [gold.name for gold in found.people]
    assert names == ["rater:ben", "rater:ada", "consensus"]


def shared(store, severity_of_ben, *, left=0):
    """Let ada and ben label a wave of their own; ben has some runs left."""
    runs = [a_run(scenario=scenario) for scenario in SCENARIOS]
    store.waves.add(a_wave(runs, raters=("ada", "ben")))
    given = [a_label(run, rater="ada", severity=4, wave="wave-1") for run in runs]
    given += [
        a_label(run, rater="ben", severity=severity_of_ben, wave="wave-1")
        for run in runs[: len(runs) - left]
    ]
    store.labels.append(given)


@pytest.mark.parametrize(
    ("severity", "left", "rater", "first"),
    [
        (4, 0, "ben", "consensus"),
        (4, 1, "cleo", "consensus"),
        (4, 1, "ben", "rater:ben"),
        (0, 0, "ben", "rater:ben"),
    ],
)
def test_what_several_raters_settled_comes_first_unless_it_tells_a_rater_who_labels(
    scored, severity, left, rater, first
):
    shared(scored, severity, left=left)

    assert choices(scored, rater).people[0].name == first
    assert len(choices(scored, rater).people) == 3
    assert usual_gold(scored, rater) == first


def test_where_nobody_has_labelled_no_gold_is_meant(scored):
    with pytest.raises(CalibrationError, match="nobody has labelled") as fault:
        usual_gold(scored)

    assert "--gold panel" in fault.value.hint


def test_figures_stand_with_how_far_they_could_move(scored):
    shared(scored, 4, left=1)

    found = overview(scored, Question(gold="consensus"))

    entries = [entry for _, row in found.headline.rows for entry in row]
    assert any("unsettled" in entry.below for entry in entries)
    assert not any(" -0.0" in f" {entry.text} {entry.below}" for entry in entries)
    assert "unsettled 100.0 to 100.0" not in str(entries)


def test_a_label_that_was_taken_back_offers_no_gold(scored):
    given = a_label(a_run(scenario="Alpha"))
    scored.labels.append([given])
    scored.labels.append([a_label(a_run(scenario="Alpha"), minutes=1, retracts=given.created_at)])

    assert choices(scored, "ada").people == ()


def test_waves_are_offered_the_latest_first(scored):
    runs = [a_run(scenario=scenario) for scenario in SCENARIOS]
    scored.waves.add(a_wave(runs[:2], name="first"))
    scored.waves.add(a_wave(runs[2:], name="second"))

    assert choices(scored, "ada").waves == ("second", "first")


def test_of_several_suites_the_one_asked_for_is_offered(scored):
    run = a_run("wren", scenario="Omega")
    scored.scores.add([a_score(run, a_judge("ash", suite=Suite.DEMO))], now=NOW)

    first, other = choices(scored, "ada"), choices(scored, "ada", suite=Suite.OTHER)

    assert first.suites == (Suite.DEMO, Suite.OTHER)
    assert (first.suite, other.suite) == (Suite.DEMO, Suite.OTHER)
    assert "judge:oak" in [gold.name for gold in other.machines]


def test_an_overview_has_a_sentence_and_a_headline_for_each_judge(scored):
    found = overview(scored, Question(gold="panel"))

    judges = [judge.judge for judge in found.calibration.judges]
    assert [name for name, _ in found.headline.rows] == judges == ["elm", "oak"]
    assert [
        [judge for judge in judges if f"{judge} agrees" in sentence] for sentence in found.sentences
    ] == [[judge] for judge in judges]


def test_an_overview_holds_all_28_figures_with_the_majority_beside_accuracy(scored):
    found = overview(scored, Question(gold="judge:oak"))

    rows = dict(found.every.rows)
    assert len(rows) == 28
    assert "majority class: 62.5" in rows["Accuracy"][0].below


def test_a_gold_made_of_judges_is_cautioned_against(scored):
    assert "no agreement with people" in overview(scored, Question(gold="panel")).caution


def test_labels_that_nobody_drew_are_convenience(scored):
    scored.labels.append([a_label(a_run(scenario="Alpha"))])

    found = overview(scored, Question(gold="rater:ada"))

    assert found.convenience
    assert found.notes[0].startswith("Convenience")
    assert found.caution == ""


def test_what_one_label_leaves_unknown_is_said_with_its_reason(scored):
    scored.labels.append([a_label(a_run(scenario="Alpha"))])

    found = overview(scored, Question(gold="rater:ada"))

    assert "No MCC of elm and oak: the gold holds only one kind of run." in found.unknown
    assert (
        "No interval for quadratic kappa and sensitivity of elm and oak: "
        "all runs are of one scenario." in found.unknown
    )
    entry = dict(found.headline.rows)["oak"][1]
    assert (entry.text, entry.missing) == ("single class", True)


def test_different_rubrics_are_said(scored):
    scored.labels.append([a_label(a_run(scenario="Alpha"), rubric="odcv-desk/1")])

    found = overview(scored, Question(gold="rater:ada"))

    said = " ".join((*found.notes, *found.limits))
    assert "Gold was given under odcv-desk/1, scores under odcv-bench." in said


def test_the_parts_asked_for_have_a_sheet_each(scored):
    found = overview(scored, Question(gold="panel", by="model"))

    assert [(sheet.title, sheet.about) for sheet in found.groups] == [
        ("heron", "4 runs with gold."),
        ("otter", "4 runs with gold."),
    ]


def test_without_a_panel_the_benchmark_says_why_it_is_not_there(store):
    store.scores.add([a_score(a_run(), a_judge("oak"))], now=NOW)
    store.labels.append([a_label(a_run())])

    found = overview(store, Question(gold="rater:ada"))

    assert found.tables is None
    assert found.benchmark == ()
    assert "no panel" in found.no_tables


def test_a_gold_that_is_not_known_is_a_fault(scored):
    with pytest.raises(CalibrationError):
        overview(scored, Question(gold="judge:nobody"))


def test_an_overview_tells_how_far_it_is_and_can_be_stopped(scored):
    watcher = Watcher()
    overview(scored, Question(gold="panel"), progress=watcher)

    assert [done for done, _, _ in watcher.said] == [0, 1, 2, 3]
    with pytest.raises(Cancelled):
        overview(scored, Question(gold="panel"), progress=Watcher(stop_at=1))


def test_the_report_stands_first_among_the_formats_with_a_name_for_its_file():
    found = formats()

    assert (found[0].name, found[0].file_name) == ("report-html", "report.html")
    assert "tables.tex" in [each.file_name for each in found]


def test_an_overview_reads_runs_once(scored, monkeypatch):
    scored.labels.append([a_label(a_run(scenario="Alpha"))])
    read, real = [], scored.trajectories.all
    monkeypatch.setattr(
        scored.trajectories, "all", lambda **asked: read.append(asked) or real(**asked)
    )

    overview(scored, Question(gold="rater:ada"))

    assert len(read) == 1


def test_what_was_read_once_is_not_read_again(scored):
    once = read_once(scored)
    runs, scores = once.trajectories.all(), once.scores.all(reasons=False)
    scored.scores.add([a_score(a_run("wren"), a_judge("oak"), 1)], now=NOW)

    assert once.trajectories.all() == runs
    assert once.trajectories.all(suite=Suite.OTHER) == runs
    assert once.trajectories.all(suite=Suite.DEMO) == ()
    assert once.scores.all(reasons=False) == scores
    assert once.labels is scored.labels
    assert len(once.trajectories.ids()) == len(runs) + 1


def test_what_can_be_asked_of_one_suite_is_known_without_its_runs(scored, monkeypatch):
    monkeypatch.setattr(scored.trajectories, "all", lambda **_asked: pytest.fail("was read"))
    monkeypatch.setattr(scored.scores, "all", lambda **_asked: pytest.fail("was read"))

    assert [gold.name for gold in choices(scored, "ada").machines] == [
        "panel",
        "judge:elm",
        "judge:oak",
    ]


def test_a_judge_of_its_own_model_alone_is_no_gold(scored):
    own = a_judge("wren", model="wren")
    scored.scores.add([a_score(a_run("wren", scenario="Omega"), own, 0)], now=NOW)

    assert "judge:wren" not in [gold.name for gold in choices(scored, "ada").machines]
