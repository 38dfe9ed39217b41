import csv
import hashlib
import json
import shutil
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odcv_desk.domain.errors import CalibrationError, LabelError, UnreadableLogError
from odcv_desk.domain.label import Stage
from odcv_desk.domain.run import Suite
from odcv_desk.store import Store
from odcv_desk.workflow.counted import counted_gold
from odcv_desk.workflow.export import Order, export
from odcv_desk.workflow.gold_set import gold_set
from odcv_desk.workflow.gold_set_in import take_gold_set
from odcv_desk.workflow.label import labels_from
from odcv_desk.workflow.sample import draw
from odcv_desk.workflow.verify import verify
from tests.support.gold_study import PLAN, RUNS, a_drawn_study, labelled, trails_into
from tests.support.studies import NOW, a_label, at

LATER = at(500)
FILES = ("README.md", "figures.json", "frame.csv", "labels.csv", "trajectories.csv", "waves.json")


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        yield opened


@pytest.fixture
def runs(store):
    return labelled(store, a_drawn_study(store))


def written(store, out, **more):
    export(store, Order(format="gold-set", out=out, **more), now=LATER)
    return out


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Make a labelled study and its gold set once; tests work on copies."""
    place = tmp_path_factory.mktemp("made")
    with Store.open(str(place / "study.odcv")) as store:
        labelled(store, a_drawn_study(store))
        written(store, place / "gold")
    return place


@pytest.fixture
def home(made, tmp_path):
    shutil.copy(made / "study.odcv", tmp_path / "home.odcv")
    with Store.open(str(tmp_path / "home.odcv")) as opened:
        yield opened


@pytest.fixture
def folder(made, tmp_path):
    shutil.copytree(made / "gold", tmp_path / "gold")
    return tmp_path / "gold"


def table(path):
    with path.open(newline="") as text:
        return list(csv.DictReader(text))


def row_of(found, run):
    return next(row for row in found.rows if row.run == run)


def golds(store, **more):
    return {
        row.run: (row.origin, row.severity, row.shares)
        for row in gold_set(store, suite=Suite.OTHER, **more).rows
    }


def sealed(folder):
    """Write the manifest anew, as who forges a gold set would."""
    manifest = json.loads((folder / "manifest.json").read_text())
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def forged(folder, name, old, new):
    text = (folder / name).read_bytes().decode()
    assert old in text
    (folder / name).write_bytes(text.replace(old, new, 1).encode())
    sealed(folder)
    return verify(folder)


@pytest.mark.parametrize(
    ("place", "origin", "severity"),
    [
        (0, "adjudicated", 4),
        (1, "ambiguous", None),
        (2, "lost", None),
        (3, "invalid", None),
        (4, "pending", None),
        (5, "agreed", 5),
    ],
)
def test_a_row_says_how_its_gold_came_about(store, runs, place, origin, severity):
    row = row_of(gold_set(store, suite=Suite.OTHER), runs[place])

    assert (row.origin, row.severity) == (origin, severity)


def test_an_ambiguous_run_keeps_its_shares_and_a_disputed_one_its_range(store, runs):
    found = gold_set(store, suite=Suite.OTHER)

    ambiguous, disputed = row_of(found, runs[1]), row_of(found, runs[4])
    assert ambiguous.shares == ((2, 0.5), (4, 0.5))
    assert (disputed.low, disputed.high) == (1, 3)


def test_an_item_that_lacks_a_rater_is_pending(store):
    wave = a_drawn_study(store)
    store.labels.append([a_label(wave.items[0].run, wave=wave.name)])

    row = gold_set(store, suite=Suite.OTHER).rows[0]

    assert (row.origin, row.raters, row.missing) == ("pending", ("ada",), ("bo",))


def test_a_run_of_one_rater_rests_on_one_word(store):
    wave = a_drawn_study(store, replace(PLAN, raters=()))
    store.labels.append([a_label(wave.items[0].run, wave=wave.name)])

    assert gold_set(store, suite=Suite.OTHER).rows[0].origin == "single"


def test_without_a_wave_every_labelled_run_is_a_row(store):
    trails_into(store)
    store.labels.append([a_label(RUNS[3]), a_label(RUNS[1], minutes=1)])

    found = gold_set(store, suite=Suite.OTHER)

    assert [row.run for row in found.rows] == sorted([RUNS[1], RUNS[3]])
    assert found.rows[0].probability is None


def test_figures_are_those_of_a_reckoning_by_hand(store, runs):
    found = gold_set(store, suite=Suite.OTHER)

    held = [row for row in found.rows if row.severity is not None]
    weights = [1 / row.probability for row in held]
    hits = sum(w for w, row in zip(weights, held, strict=True) if row.severity >= 3)
    figures = found.figures
    assert figures.misaligned["corpus"].value == pytest.approx(hits / sum(weights))
    assert figures.severities == {k: Counter(r.severity for r in held)[k] for k in range(6)}
    assert (figures.compared, figures.disputed) == (22, 3)
    assert figures.labels.taken_back == 1
    assert figures.bounds[0] < figures.misaligned["corpus"].value < figures.bounds[1]


@pytest.mark.parametrize(("minutes", "fewer"), [(300, 0), (-10, 1)])
def test_what_an_adjudicator_said_before_the_own_ruling_stays_agreement(
    store, runs, minutes, fewer
):
    before = gold_set(store, suite=Suite.OTHER).figures
    ruling = {"stage": Stage.ADJUDICATED, "wave": "wave-1"}
    store.labels.append([a_label(runs[7], "ada", 2, minutes=minutes, **ruling)])

    after = gold_set(store, suite=Suite.OTHER).figures
    assert after.compared == before.compared - fewer
    assert (after.alpha_ordinal == before.alpha_ordinal) is not bool(fewer)


def test_a_wave_that_is_not_there_is_told(store, runs):
    with pytest.raises(CalibrationError, match="wave-9"):
        gold_set(store, suite=Suite.OTHER, wave="wave-9")


def test_the_folder_holds_one_row_for_each_run_and_label_event(home, folder):
    assert len(table(folder / "trajectories.csv")) == 24
    assert len(table(folder / "labels.csv")) == len(home.labels.all())
    assert len(table(folder / "frame.csv")) == 48


def test_the_same_study_gives_the_same_bytes(home, folder, tmp_path):
    again = tmp_path / "again"
    export(home, Order(format="gold-set", out=again), now=at(900))

    first, second = (
        {path.name: path.read_bytes() for path in place.iterdir()} for place in (folder, again)
    )
    assert first == second


def test_the_readme_says_what_a_reader_must_know(folder):
    text = (folder / "README.md").read_text()

    assert "stress test, not an estimate of incident rates" in text
    assert "| ambiguous | 1 |" in text
    assert "arXiv 2512.20798" in text
    assert "24 of 48 runs" in text


def test_a_gold_set_as_it_was_written_holds(folder):
    found = verify(folder)

    assert found.mismatches == ()
    assert (found.files, found.runs, found.labels) == (6, 24, 48 + 2 + 4 + 2)


@pytest.mark.parametrize(
    ("name", "old", "new", "where"),
    [
        ("README.md", "24 of 48 runs", "25 of 48 runs", "README.md"),
        ("README.md", "| ambiguous | 1 |", "| ambiguous | 2 |", "README.md"),
        ("figures.json", '"disputed": 3', '"disputed": 2', "figures.json"),
        ("trajectories.csv", ",adjudicated,4,", ",adjudicated,3,", "trajectories.csv"),
        ("trajectories.csv", "2:0.5;4:0.5", "2:0.4;4:0.6", "trajectories.csv"),
        ("trajectories.csv", ",ada;bo,", ",ada,", "trajectories.csv"),
        ("waves.json", '"probability": 0.5', '"probability": 0.25', "waves.json"),
        ("waves.json", '"seed": 7', '"seed": 8', "README.md"),
        ("waves.json", '"frame_size": 48', '"frame_size": 49', "waves.json"),
        ("frame.csv", ",0.5\r\n", ",0.75\r\n", "waves.json"),
    ],
)
def test_a_forged_number_is_found_though_the_manifest_is_forged_too(folder, name, old, new, where):
    found = forged(folder, name, old, new)

    assert where in {each.file for each in found.mismatches}


def test_a_forged_label_shows_in_the_gold(folder, home):
    lines = (folder / "labels.csv").read_bytes().decode().split("\r\n")
    run = home.waves.all()[0].items[6].run
    line = next(each for each in lines if each.startswith(f"{run},") and ",0,,ada," in each)

    found = forged(folder, "labels.csv", line, line.replace(",0,,ada,", ",4,,ada,"))

    assert any(
        each.file == "trajectories.csv" and each.line and "origin" in each.message
        for each in found.mismatches
    )


def test_a_mismatch_names_the_line_and_the_column(folder):
    found = forged(folder, "trajectories.csv", ",adjudicated,4,", ",adjudicated,3,")

    (wrong,) = found.mismatches
    assert (wrong.file, wrong.line) == ("trajectories.csv", 2)
    assert wrong.message == "severity is '3', and comes to '4'"


def test_a_wrong_probability_names_the_line_of_its_run(folder):
    found = forged(folder, "waves.json", '"probability": 0.5', '"probability": 0.25')

    (wrong,) = [each for each in found.mismatches if "comes to 0.5" in each.message]
    line = (folder / "waves.json").read_text().split("\n")[wrong.line - 1]
    assert line.strip().startswith('"id"')


def test_any_changed_digit_anywhere_is_found(folder):
    silent = []
    for path in sorted(folder.iterdir()):
        if path.name != "manifest.json":
            content = path.read_bytes()
            digits = [place for place, byte in enumerate(content) if chr(byte).isdigit()]
            for place in digits[:: max(len(digits) // 2, 1)]:
                changed = bytearray(content)
                changed[place] = ord("0") + (content[place] - ord("0") + 1) % 10
                path.write_bytes(changed)
                silent += [(path.name, place)] * verify(folder).holds
            path.write_bytes(content)

    assert silent == []


def test_files_that_are_missing_or_put_beside_are_told(folder):
    (folder / "figures.json").unlink()
    (folder / "more.csv").write_text("1")

    told = {(each.file, each.message) for each in verify(folder).mismatches}

    assert ("figures.json", "missing") in told
    assert ("more.csv", "not part of the gold set") in told


@pytest.mark.parametrize("name", ["waves.json", "labels.csv", "trajectories.csv", "frame.csv"])
def test_a_damaged_file_is_a_mismatch_and_no_crash(folder, name):
    (folder / name).write_bytes(b'{"suite": 1,,\r\n"')

    assert name in {each.file for each in verify(folder).mismatches}


def test_a_folder_that_is_no_gold_set_is_refused(tmp_path):
    with pytest.raises(UnreadableLogError, match="no gold set"):
        verify(tmp_path)


def test_labels_taken_into_another_study_give_the_same_gold(home, folder, tmp_path):
    with Store.open(str(tmp_path / "second.odcv")) as second:
        trails_into(second)
        draw(second, PLAN, now=NOW)
        labels_from(second, folder / "labels.csv", now=LATER)

        assert golds(second) == golds(home)


def test_a_study_that_has_the_trails_takes_the_waves_too(home, folder, tmp_path):
    with Store.open(str(tmp_path / "second.odcv")) as second:
        trails_into(second)

        taken = take_gold_set(second, folder, now=LATER)
        again = take_gold_set(second, folder, now=LATER)

        assert (taken.waves, taken.labels, again.waves, again.labels) == (1, 56, 0, 0)
        assert golds(second) == golds(home)
        assert second.waves.frame("wave-1") == home.waves.frame("wave-1")


def test_a_study_without_the_trails_takes_nothing(folder, tmp_path):
    with Store.open(str(tmp_path / "second.odcv")) as second:
        with pytest.raises(LabelError, match="not in this study"):
            take_gold_set(second, folder, now=LATER)

        assert second.waves.all() == ()


def test_a_wave_of_the_same_name_that_was_drawn_otherwise_is_kept(folder, tmp_path):
    with Store.open(str(tmp_path / "second.odcv")) as second:
        a_drawn_study(second, replace(PLAN, seed=8))

        with pytest.raises(LabelError, match="drawn otherwise"):
            take_gold_set(second, folder, now=LATER)

        assert second.labels.all() == ()


def test_a_gold_set_of_which_a_label_cannot_be_taken_leaves_nothing_behind(home, folder, tmp_path):
    (given, *_) = [label for label in home.labels.all() if label.severity == 2]
    with Store.open(str(tmp_path / "second.odcv")) as second:
        trails_into(second)
        second.labels.append([replace(given, severity=5, wave=None)])

        with pytest.raises(LabelError, match="very same moment"):
            take_gold_set(second, folder, now=LATER)

        assert second.waves.all() == ()
        assert len(second.labels.all()) == 1


def test_a_gold_set_that_does_not_hold_is_not_taken(home, folder):
    (folder / "README.md").write_text("all is well")

    with pytest.raises(LabelError, match="do not hold"):
        take_gold_set(home, folder, now=LATER)


def test_the_gold_is_the_consensus_that_judges_are_compared_with(store, runs):
    found = gold_set(store, suite=Suite.OTHER)

    counted = counted_gold(
        store, "consensus", suite=Suite.OTHER, table={}, wave=None, without_self=False
    )
    gold = counted.gold
    settled = {row.run: row.severity for row in found.rows if row.severity is not None}
    assert settled == gold.values
    assert {row.run for row in found.rows if row.origin == "lost"} == gold.lost
    assert {row.run for row in found.rows if row.origin == "invalid"} == gold.invalid
    assert {
        row.run: (row.low, row.high) for row in found.rows if row.origin == "pending"
    } == gold.pending


@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_folder_that_was_forged_anyhow_is_checked_without_a_crash(folder, data):
    path = folder / data.draw(st.sampled_from(FILES))
    content = path.read_bytes()
    place = data.draw(st.integers(0, len(content) - 1))
    path.write_bytes(content[:place] + data.draw(st.binary(max_size=3)) + content[place + 1 :])
    sealed(folder)

    found = verify(folder)
    path.write_bytes(content)

    assert found.holds in (True, False)
