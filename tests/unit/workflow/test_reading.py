import json
from dataclasses import replace

import pytest

from odcv_desk.domain.draft import Draft
from odcv_desk.domain.errors import LabelError, StoreError
from odcv_desk.domain.exposure import Exposure, Seen
from odcv_desk.domain.label import Outcome
from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store
from odcv_desk.workflow.commit import commit
from odcv_desk.workflow.gold_wave import upcoming
from odcv_desk.workflow.reading import HIDDEN, Counting, raw_text, read
from scenarios import scenario
from tests.support.desk_studies import BY_ITEM, NAMED, a_drawn_wave, an_incoming_trail, texts_in
from tests.support.studies import NOW, a_label, a_run, a_score, a_trail, at
from tests.support.trails import END, START, assistant, bash, finish, finished, output, written

RUNS = tuple(a_run(scenario=f"S-{number}") for number in range(4))
ENCRYPTED = str(
    [{"type": "reasoning.encrypted", "data": "QUJD", "id": "rs_1", "format": "google-gemini-v1"}]
)
PARTLY = str(
    [
        {"type": "reasoning.summary", "summary": "I weigh it.", "format": "openai-responses-v1"},
        {"type": "reasoning.encrypted", "data": "QUJD", "format": "openai-responses-v1"},
    ]
)


@pytest.fixture
def store(tmp_path):
    with Store.open(str(tmp_path / "study.odcv")) as opened:
        opened.trajectories.add([an_incoming_trail(run) for run in RUNS])
        opened.scores.add([a_score(a_run(scenario="ScoresOnly"))], now=NOW)
        yield opened


def row_of(store, run):
    return store.trajectories.row_of(run)


def reading_of(store, run=RUNS[0], rater="ada"):
    return read(store, rater, row_of(store, run))


def telling(call_id="toolu_01A", reason=ENCRYPTED, **more):
    """Return a trail whose call ids and reasoning tell of the provider."""
    calls = [{**bash("ls", call_id), **more}]
    return written(*START, assistant(*calls, reason=reason), output(), *END).encode()


def test_a_run_is_read_with_all_that_may_be_known_of_it(store):
    found = reading_of(store)

    assert (found.run, found.model, found.variant) == (RUNS[0], "heron", "mandated")
    assert (found.title, found.masked, found.wave) == ("S 0", False, None)
    assert found.steps == found.transcript.turns == 3
    assert (found.draft, found.flagged, found.history, found.own) == (None, False, (), None)


def test_the_brief_tells_the_task_but_neither_loophole_nor_honest_outcome(store):
    run = a_run(scenario="Ai-Education-Assistant")
    store.trajectories.add([an_incoming_trail(run)])
    facts = scenario(run.scenario)

    found = reading_of(store, run)

    assert (found.brief.title, found.brief.kpi) == (facts.title, facts.kpi.name)
    assert found.title == facts.title
    assert facts.loophole.casefold() not in texts_in(found)
    assert facts.honest_outcome.casefold() not in texts_in(found)


def test_an_unknown_scenario_has_no_brief(store):
    assert reading_of(store).brief is None


def test_a_run_of_which_only_scores_are_known_has_no_transcript(store):
    run = a_run(scenario="ScoresOnly")

    assert reading_of(store, run).transcript is None
    with pytest.raises(StoreError, match="only scores"):
        raw_text(store, "ada", row_of(store, run))


@pytest.mark.parametrize("step", [read, raw_text])
def test_an_unknown_row_is_told(store, step):
    with pytest.raises(StoreError, match="no such run"):
        step(store, "ada", 999)


def test_proven_file_changes_stand_in_their_steps(store):
    run = a_run(scenario="Writes")
    raw = written(*START, assistant(bash("echo done > note.txt")), output(stdout=""), *END).encode()
    store.trajectories.add([an_incoming_trail(run, raw)])

    steps = reading_of(store, run).transcript.steps

    assert [change.after for step in steps for change in step.changes] == ["done\n"]


def test_a_draft_and_a_bookmark_are_the_raters_own(store):
    row = row_of(store, RUNS[0])
    store.desk_notes.save_draft("ada", row, Draft(severity=4), at=NOW)
    store.desk_notes.flag("ada", row, flagged=True)

    mine, theirs = reading_of(store), reading_of(store, rater="ben")

    assert (mine.draft, mine.flagged) == (Draft(severity=4), True)
    assert (theirs.draft, theirs.flagged) == (None, False)


def test_the_history_holds_the_raters_own_events_and_says_which_stand(store):
    store.labels.append(
        [
            a_label(RUNS[0], severity=1),
            a_label(RUNS[0], retracts=at(0), minutes=1),
            a_label(RUNS[0], outcome=Outcome.CANNOT_JUDGE, minutes=2),
            a_label(RUNS[0], rater="ben", severity=5, minutes=3),
        ]
    )
    found = reading_of(store)

    assert [event.standing for event in found.history] == [False, False, True]
    assert [event.retracts for event in found.history] == [None, at(0), None]
    assert found.own.outcome is Outcome.CANNOT_JUDGE


def test_without_a_sample_labels_count_as_the_corpus(store):
    assert reading_of(store).counting is Counting.CORPUS


def test_with_a_sample_labels_of_other_runs_stay_out(store):
    store.waves.add(a_drawn_wave(RUNS[1:]))

    assert reading_of(store).counting is Counting.OUTSIDE
    assert reading_of(store, RUNS[1], rater="ben").counting is Counting.OUTSIDE


def test_a_sample_of_another_suite_says_nothing_of_a_run(store):
    run = a_run(scenario="Ai-Education-Assistant")
    store.trajectories.add([an_incoming_trail(run)])
    store.waves.add(a_drawn_wave(RUNS[:1]))

    assert reading_of(store, run).counting is Counting.CORPUS


def test_a_run_that_enters_no_rate_says_so_and_why(store):
    run = a_run(scenario="Broken")
    incoming = an_incoming_trail(run)
    failed = replace(incoming.transcript, ended=Ended.FAILED)
    store.trajectories.add([replace(incoming, transcript=failed)])

    found = reading_of(store, run)

    assert found.counting is Counting.OUTSIDE
    assert "enters no rate, since it failed" in found.counting_note


def test_a_free_run_is_masked_where_its_name_would_tell_a_hidden_one(store):
    run = a_run(model="Zephyrine", scenario=RUNS[0].scenario)
    store.trajectories.add([an_incoming_trail(run, telling())])
    store.waves.add(a_drawn_wave(RUNS[:1]))

    found = reading_of(store, run)

    assert (found.run, found.model, found.wave, found.masked) == (None, None, None, True)
    assert "toolu_01A" not in texts_in(found)
    assert reading_of(store, run, rater="ben").model == "Zephyrine"


def test_overlapping_waves_are_each_labelled_to_the_end_in_their_order(store):
    store.waves.add(a_drawn_wave(RUNS[:3]))
    store.waves.add(a_drawn_wave((RUNS[2], RUNS[1]), name="wave-2"))
    given = []
    for number, wave in enumerate(("wave-2", "wave-2", "wave-1", "wave-1", "wave-1")):
        row = upcoming(store, "ada", wave)
        said = read(store, "ada", row).wave
        kept = commit(store, "ada", row, Draft(severity=2), now=at(number))
        assert said == kept.wave == wave
        given.append(row)

    assert given == [row_of(store, RUNS[place]) for place in (2, 1, 0, 1, 2)]
    assert store.turns.open_to("ada") == ()


def test_a_run_that_is_next_in_two_waves_belongs_to_the_older_first(store):
    store.waves.add(a_drawn_wave(RUNS[:2]))
    store.waves.add(a_drawn_wave(RUNS[:2], name="wave-2"))
    row = row_of(store, RUNS[0])

    waves = [commit(store, "ada", row, Draft(severity=2), now=at(n)).wave for n in range(2)]

    assert waves == ["wave-1", "wave-2"]


def test_a_label_in_an_open_wave_is_its_gold(store):
    store.waves.add(a_drawn_wave(RUNS[:2]))

    found = reading_of(store)

    assert (found.counting, found.wave) == (Counting.WAVE, "wave-1")
    assert "wave-1" in found.counting_note


@pytest.mark.parametrize("waves", [0, 1])
def test_who_was_shown_what_others_said_gives_no_gold(store, waves):
    for number in range(waves):
        store.waves.add(a_drawn_wave(RUNS[:1], name=f"w{number}"))
    store.exposures.append([Exposure(rater="ada", seen=Seen.LABEL, at=NOW, run=RUNS[0])])

    found = reading_of(store)

    assert (found.counting, found.revealed) == (Counting.REVEALED, True)


def test_aggregate_results_reveal_no_run(store):
    store.exposures.append([Exposure(rater="ada", seen=Seen.AGGREGATE, at=NOW)])

    assert reading_of(store).revealed is False


def test_judges_may_be_shown_after_a_label_only(store):
    assert reading_of(store).reveal.allowed is False
    assert "label first" in reading_of(store).reveal.reason
    store.labels.append([a_label(RUNS[0], rater="ben")])
    assert reading_of(store).reveal.allowed is False
    store.labels.append([a_label(RUNS[0])])
    assert reading_of(store).reveal.allowed is True


def test_a_wave_that_reveals_at_its_end_keeps_judges_hidden_until_then(store):
    store.waves.add(a_drawn_wave(RUNS[:2]))
    store.labels.append([a_label(RUNS[0])])
    assert "until wave-1 is complete" in reading_of(store).reveal.reason

    store.labels.append([a_label(RUNS[1])])

    assert reading_of(store).reveal.allowed is True


def test_a_wave_that_reveals_by_item_wants_a_label_of_its_own(store):
    store.labels.append([a_label(RUNS[0])])
    store.waves.add(a_drawn_wave(RUNS[:2], policy=BY_ITEM))
    assert "wave-1" in reading_of(store).reveal.reason

    store.labels.append([a_label(RUNS[0], minutes=1)])

    assert reading_of(store).reveal.allowed is True


def test_runs_of_a_wave_are_read_in_draw_order(store):
    store.waves.add(a_drawn_wave((RUNS[2], RUNS[0], RUNS[1])))
    assert reading_of(store, RUNS[2]).wave == "wave-1"

    for run in RUNS[:2]:
        with pytest.raises(LabelError, match="in the order they were drawn") as fault:
            reading_of(store, run)
        assert "wave-1" in fault.value.hint
    with pytest.raises(LabelError):
        raw_text(store, "ada", row_of(store, RUNS[0]))
    assert reading_of(store, RUNS[3]).wave is None


def test_runs_that_were_labelled_in_the_wave_can_be_read_again(store):
    store.waves.add(a_drawn_wave(RUNS))
    store.labels.append([a_label(RUNS[0]), a_label(RUNS[1], minutes=1)])
    store.labels.append([a_label(RUNS[1], retracts=at(1), minutes=2)])
    store.labels.append([a_label(RUNS[0], retracts=at(0), minutes=3)])

    assert reading_of(store, RUNS[0]).own is None
    assert reading_of(store, RUNS[1]).own is None
    with pytest.raises(LabelError):
        reading_of(store, RUNS[2])


def test_a_masked_run_tells_its_model_nowhere(store):
    store.waves.add(a_drawn_wave(RUNS))

    found = reading_of(store)

    assert (found.run, found.model, found.masked) == (None, None, True)
    assert "heron" not in texts_in(found)
    assert "somewhere" not in texts_in(found)


def test_a_wave_with_names_shows_them(store):
    store.waves.add(a_drawn_wave(RUNS, policy=NAMED))

    found = reading_of(store)

    assert (found.run, found.model, found.wave) == (RUNS[0], "heron", "wave-1")


def test_names_show_when_the_wave_is_complete(store):
    store.waves.add(a_drawn_wave(RUNS[:1]))
    store.labels.append([a_label(RUNS[0])])

    assert reading_of(store).model == "heron"


@pytest.fixture
def masked(store):
    def put(raw):
        run = a_run(scenario="Telling")
        store.trajectories.add([an_incoming_trail(run, raw)])
        store.waves.add(a_drawn_wave([run]))
        return reading_of(store, run), raw_text(store, "ada", row_of(store, run))

    return put


def test_ids_of_calls_are_hidden_while_the_model_is(masked):
    found, raw = masked(telling(reason="Because."))

    calls = [call for step in found.transcript.steps for call in step.calls]
    assert {call.call_id for call in calls} == {HIDDEN}
    assert "toolu_01A" not in texts_in(found) + raw
    assert raw.count(HIDDEN) == len(calls)
    assert "Because." in raw


def test_encrypted_reasoning_is_hidden_while_the_model_is(masked):
    found, raw = masked(telling())

    assert [step.reasoning for step in found.transcript.steps].count(HIDDEN) == 1
    for word in ("QUJD", "rs_1", "gemini", "reason_encrypted"):
        assert word not in texts_in(found) + raw
    assert f"reason: {HIDDEN}\n" in raw


def test_readable_parts_of_encrypted_reasoning_stay(masked):
    found, raw = masked(telling(reason=PARTLY))

    assert "I weigh it." in texts_in(found.transcript) + raw or "i weigh it." in texts_in(found)
    assert "openai" not in texts_in(found) + raw
    assert f"reason: {HIDDEN}\nI weigh it.\n" in raw


def test_reasoning_details_in_another_form_are_hidden_as_a_whole(masked):
    reason = json.dumps([{"type": "reasoning.encrypted", "data": "QUJD", "index": None}])
    found, raw = masked(telling(reason=reason))

    assert "qujd" not in texts_in(found)
    assert "QUJD" not in raw


def test_what_a_provider_adds_to_a_call_is_hidden(masked):
    _, raw = masked(telling(extra_content={"google": {"thought_signature": "QUJD"}}))

    assert "google" not in raw
    assert "QUJD" not in raw


def test_words_of_the_transcript_stay_even_if_they_name_a_model(masked):
    raw = written(
        *START,
        assistant(bash("echo heron"), content="I am heron."),
        output(stdout="heron\n"),
        assistant(finish("heron is done"), reason="All is logged."),
        finished("heron is done"),
    ).encode()

    found, text = masked(raw)

    assert found.transcript.steps[2].content == "I am heron."
    assert text.replace(HIDDEN, "c1", 1).replace(HIDDEN, "c9", 1) == raw.decode()


@pytest.mark.parametrize("change", [lambda raw: raw, lambda raw: raw.replace(b"\n", b"\r\n")])
def test_all_other_bytes_of_a_masked_trail_are_as_they_were(masked, change):
    raw = change(a_trail("first", "second"))

    _, text = masked(raw)

    for entry in (3, 5, 7):
        text = text.replace(HIDDEN, f"call_{entry}", 1)
    assert text == raw.decode()


def test_the_raw_view_shows_every_byte(store):
    run = a_run(scenario="Bytes")
    raw = a_trail("one").replace(b"content: one", b"content: one\xff\x1b[31m")
    store.trajectories.add([an_incoming_trail(run, raw)])

    text = raw_text(store, "ada", row_of(store, run))

    assert "one\\xff\x1b[31m" in text
