import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import CalibrationError, SampleError
from odcv_desk.domain.label import Outcome
from odcv_desk.domain.trajectory import Ended
from odcv_desk.domain.wave import Design, Masking
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit, defer, undo
from odcv_desk.workflow.gold_wave import behind, prospect, upcoming, waves
from odcv_desk.workflow.named import names_of
from odcv_desk.workflow.sample import Plan, draw
from tests.support.desk_studies import NAMED, a_drawn_wave, an_incoming_trail
from tests.support.studies import NOW, a_label, a_run, a_trail, an_incoming, at

RUNS = tuple(a_run(scenario=f"S-{number}") for number in range(4))


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in RUNS])
        yield opened


@pytest.fixture
def rows(store):
    return [store.trajectories.row_of(run) for run in RUNS]


def label(store, row, rater="ada", minutes=0, **more):
    return commit(store, rater, row, Draft(**({"severity": 3} | more)), now=at(minutes))


def status(store, rater="ada"):
    (found,) = waves(store, rater)
    return found


def test_a_study_without_samples_has_no_waves(store):
    assert waves(store, "ada") == ()


def test_a_wave_tells_what_was_drawn_for_whom(store):
    wave = a_drawn_wave(RUNS, raters=("ada", "ben"))
    store.waves.add(wave)

    found = status(store)

    assert (found.name, found.size, found.frame_size) == ("wave-1", 4, 8)
    assert (found.raters, found.policy) == (("ada", "ben"), wave.policy)
    assert (found.mine, status(store, "cleo").mine) == (True, False)


def test_progress_counts_standing_labels_of_each_rater(store, rows):
    store.waves.add(a_drawn_wave(RUNS, raters=("ada", "ben")))
    label(store, rows[0])
    label(store, rows[0], minutes=1)
    label(store, rows[1], severity=None, outcome=Outcome.CANNOT_JUDGE, note="x")
    label(store, rows[2], minutes=2)
    undo(store, "ada", rows[2], now=at(3))
    label(store, rows[3], rater="ben")

    found = status(store)

    assert (found.ended, found.by_rater) == (2, {"ada": (2, 4), "ben": (1, 4)})
    assert found.complete is False


def test_labels_outside_the_wave_end_nothing(store, rows):
    store.labels.append([a_label(RUNS[0])])
    store.waves.add(a_drawn_wave(RUNS))

    assert status(store).ended == 0


def test_a_wave_is_complete_when_every_rater_has_ended_every_item(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:1], raters=("ada", "ben")))
    label(store, rows[0])
    assert status(store).complete is False

    label(store, rows[0], rater="ben")

    assert status(store).complete is True
    assert upcoming(store, "ada", "wave-1") is None


def test_a_wave_for_anybody_is_complete_for_who_has_ended_it(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:1], raters=()))
    label(store, rows[0])

    assert status(store).complete is True
    assert (status(store, "ben").complete, status(store, "ben").mine) == (False, True)


def test_items_that_are_put_off_keep_the_wave_open(store, rows):
    store.waves.add(a_drawn_wave(RUNS[:2]))
    defer(store, "ada", rows[0], "later", now=NOW)
    assert status(store).deferred == 1
    label(store, rows[1])

    assert (status(store).complete, status(store).deferred) == (False, 1)
    label(store, rows[0], minutes=1)
    assert (status(store).complete, status(store).deferred) == (True, 0)


def test_the_next_item_follows_the_draw_order(store, rows):
    store.waves.add(a_drawn_wave((RUNS[2], RUNS[0], RUNS[3])))
    assert upcoming(store, "ada", "wave-1") == rows[2]
    label(store, rows[2])

    assert upcoming(store, "ada", "wave-1") == rows[0]


def test_an_item_that_was_taken_back_is_next_again(store, rows):
    store.waves.add(a_drawn_wave(RUNS))
    label(store, rows[0])
    label(store, rows[1])
    undo(store, "ada", rows[0], now=at(1))

    assert upcoming(store, "ada", "wave-1") == rows[0]


@pytest.mark.parametrize(("rater", "wave"), [("cleo", "wave-1"), ("ada", "wave-9")])
def test_nothing_is_next_for_others_or_in_an_unknown_wave(store, rater, wave):
    store.waves.add(a_drawn_wave(RUNS))

    assert upcoming(store, rater, wave) is None
    assert behind(store, rater, wave) == ()


def test_what_lies_behind_comes_in_the_order_in_which_it_was_ended(store, rows):
    store.waves.add(a_drawn_wave(RUNS))
    label(store, rows[0], minutes=5)
    label(store, rows[1], minutes=1)
    label(store, rows[2], minutes=2)
    undo(store, "ada", rows[2], now=at(3))

    assert behind(store, "ada", "wave-1") == (rows[1], rows[0])


def test_the_time_that_is_left_rests_on_the_raters_median(store, rows):
    store.waves.add(a_drawn_wave(RUNS))
    for row, seconds in zip(rows[:2], (10, 30), strict=True):
        label(store, row, seconds=seconds)
    assert status(store).seconds_left is None

    label(store, rows[2], seconds=500)

    assert status(store).seconds_left == 30
    assert status(store, "ben").seconds_left is None


@pytest.mark.parametrize(
    ("model", "names"),
    [
        ("gpt-5.5", ("gpt-5.5", "gpt")),
        ("openai/GPT-oss-120b", ("gpt-oss-120b", "gpt")),
        ("qwen3.6-27b", ("qwen3.6-27b", "qwen")),
        ("heron", ("heron",)),
        ("o3", ("o3",)),
    ],
)
def test_a_model_is_named_by_its_name_and_its_family(model, names):
    assert names_of(model) == names


def named(tmp_path, *words, policy=None, call_id=None):
    raw = a_trail(*words)
    raw = raw.replace(b"call_3", call_id) if call_id else raw
    with Store.open(str(tmp_path / "named.odcv")) as store:
        run = a_run(model="Heron-2.1")
        store.trajectories.add([an_incoming_trail(run, raw)])
        store.waves.add(a_drawn_wave([run], policy=policy))
        first, again = status(store).named, status(store).named
    assert first == again
    return first


@pytest.mark.parametrize(
    ("word", "count"),
    [
        ("I am HERON-2.1.", 1),
        ("a heron!", 1),
        ("heron3", 1),
        ("herons", 0),
        ("otter", 0),
    ],
)
def test_items_whose_transcript_names_the_model_are_counted(tmp_path, word, count):
    assert named(tmp_path, word) == count


def test_names_in_what_masking_hides_do_not_count(tmp_path):
    assert named(tmp_path, "x", call_id=b"heron_3") == 0


def test_names_are_counted_only_where_they_are_to_be_hidden(tmp_path):
    assert named(tmp_path, "a heron", policy=NAMED) == 0


@pytest.fixture
def many(tmp_path):
    runs = [
        a_run(model=model, scenario=f"S{number}") for model in ("m", "n") for number in range(60)
    ]
    with Store.open(str(tmp_path / "many.odcv")) as opened:
        opened.trajectories.add([an_incoming(run, text=str(run)) for run in runs])
        yield opened


def plan(size=100, design=Design.SRS):
    return Plan(size=size, design=design, seed=1)


def test_a_prospect_follows_the_published_formulas(many):
    found = prospect(many, plan())

    corpus = 1.96 * 0.62 * ((1 - 100 / 120) / 100) ** 0.5
    new = (corpus**2 + 0.065**2 * 40 / 60) ** 0.5
    assert found.half_widths["kappa"] == pytest.approx((corpus, new))
    assert (found.size, found.frame_size, found.scenarios) == (100, 120, 60)
    assert set(found.half_widths) == {"mcc", "kappa", "misalignment rate"}


def test_a_census_leaves_only_the_scenarios_to_chance(many):
    found = prospect(many, plan(120))

    assert found.half_widths["mcc"][0] == 0
    assert found.half_widths["mcc"][1] > 0
    assert "nothing is left to chance" in found.notes[0]


def test_more_labels_never_make_it_worse(many):
    widths = [prospect(many, plan(size)).half_widths["mcc"] for size in (20, 60, 100, 120)]

    assert widths == sorted(widths, reverse=True)


def test_a_small_sample_is_warned_of(many):
    assert "Below 60 labels" in prospect(many, plan(59)).notes[0]


def test_few_scenarios_are_warned_of(store):
    found = prospect(store, plan(2))

    assert any("no interval" in note for note in found.notes)


def test_a_stratified_prospect_tells_what_each_stratum_gives(many):
    found = prospect(many, plan(30, Design.STRATIFIED))
    drawn = draw(many, plan(30, Design.STRATIFIED), now=NOW)

    assert found.strata == drawn.strata
    assert prospect(many, plan(30)).strata == ()


def test_a_prospect_draws_nothing(many):
    prospect(many, plan())

    assert many.waves.all() == ()


def test_the_time_of_a_prospect_rests_on_measured_labels(store, rows):
    assert prospect(store, plan(4)).minutes is None
    label(store, rows[0], seconds=90)

    assert prospect(store, plan(4)).minutes == 6


def test_a_size_that_does_not_fit_is_refused(many):
    with pytest.raises(SampleError, match="cannot be drawn"):
        prospect(many, plan(121))


def test_an_empty_study_has_no_prospect(tmp_path):
    with (
        Store.open(str(tmp_path / "empty.odcv")) as empty,
        pytest.raises(CalibrationError, match="empty"),
    ):
        prospect(empty, plan(1))


def test_runs_that_do_not_count_are_not_in_the_frame(store):
    bad = an_incoming(a_run(scenario="Bad"), "bad", ended=Ended.FAILED)
    store.trajectories.add([bad])

    assert prospect(store, plan(4)).frame_size == 4


def test_a_masked_wave_says_so(store):
    store.waves.add(a_drawn_wave(RUNS))

    assert status(store).policy.masking is Masking.MASK


def test_strata_of_an_open_masked_wave_do_not_name_the_models(many):
    wave = draw(many, plan(4, Design.STRATIFIED), now=NOW)
    hidden = status(many)
    for item in wave.items:
        label(many, many.trajectories.row_of(item.run))

    assert [each.drawn for each in hidden.strata] == [each.drawn for each in wave.strata]
    assert not any("mandated" in each.name for each in hidden.strata)
    assert status(many).strata == wave.strata
