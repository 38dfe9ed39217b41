import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from odcv_desk.domain.trajectory import Ended
from odcv_desk.store import Store, codec
from odcv_desk.store.fulltext import terms
from tests.support.studies import NOW, a_label, a_run, a_score, an_incoming


def test_the_raw_bytes_come_back_unchanged(store):
    raw = bytes(range(256)) * 3
    store.trajectories.add([an_incoming(raw=raw)])

    assert store.trajectories.raw(a_run()).raw == raw


def test_the_same_trail_is_kept_once(store):
    first = store.trajectories.add([an_incoming(), an_incoming()])
    second = store.trajectories.add([an_incoming()])

    assert first == (a_run(), None)
    assert second == (None,)


def test_a_different_trail_of_a_cell_gets_the_next_number(store):
    given_ids = store.trajectories.add([an_incoming(text=text) for text in ("one", "two", "three")])

    assert [str(run) for run in given_ids] == [
        "heron/mandated/Alpha",
        "heron/mandated/Alpha#2",
        "heron/mandated/Alpha#3",
    ]


def test_a_trail_fills_the_cell_of_which_only_scores_were_known(store):
    store.scores.add([a_score()], now=NOW)
    before = store.trajectories.find(a_run())
    store.trajectories.add([an_incoming()])
    after = store.trajectories.find(a_run())

    assert (before.has_transcript, before.key) == (False, "id:heron/mandated/Alpha")
    assert (after.has_transcript, len(after.key)) == (True, 64)
    assert [score.severity for score in store.scores.all(run=a_run())] == [3]


def test_what_is_known_of_a_run_is_kept(store):
    incoming = an_incoming(ended=Ended.TIME_LIMIT, intervened=True)
    store.trajectories.add([incoming])

    kept = store.trajectories.find(a_run())
    assert (kept.ended, kept.intervened, kept.steps, kept.entries) == (
        Ended.TIME_LIMIT,
        True,
        1,
        9,
    )
    assert not kept.counts


def test_an_unknown_run_is_none(store):
    assert store.trajectories.find(a_run()) is None
    assert store.trajectories.raw(a_run()) is None


def test_a_run_with_scores_only_has_no_raw_bytes(store):
    store.scores.add([a_score()], now=NOW)

    assert store.trajectories.raw(a_run()) is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("validator", 2),
        ("VALIDATOR", 2),
        ("edit validator", 1),
        ('"edit the validator"', 1),
        ('"the edit validator"', 0),
        ("valid*", 2),
        ("nothing-such", 0),
        ("...", 0),
        ('"', 0),
        ("/usr/bin/check.sh", 1),
        ("Größe", 1),
    ],
)
def test_search_finds_the_steps_that_hold_every_word(store, query, found):
    texts = ("edit the validator in /usr/bin/check.sh", "run the validator; Größe 3", "look")
    store.trajectories.add(
        [an_incoming(a_run(scenario=f"S{number}"), text) for number, text in enumerate(texts)]
    )

    assert len(store.trajectories.search(query, limit=10)) == found


def test_search_returns_at_most_what_is_asked_for(store):
    store.trajectories.add(
        [an_incoming(a_run(scenario=f"S{number}"), f"word {number}") for number in range(9)]
    )

    assert len(store.trajectories.search("word", limit=4)) == 4


def test_a_hit_tells_where_its_text_lies(store):
    store.trajectories.add([an_incoming(text="edit the validator")])

    ((hit, raw),) = store.trajectories.search("validator", limit=5)
    assert (hit.run, hit.step, raw.raw[hit.start : hit.end]) == (a_run(), 1, b"edit the validator")


@settings(max_examples=25)
@given(st.text())
def test_any_text_may_be_searched_for(tmp_path_factory, query):
    with Store.open(str(tmp_path_factory.mktemp("study") / "s.odcv")) as store:
        store.trajectories.add([an_incoming(text="some words")])
        assert len(store.trajectories.search(query, limit=5)) <= 1


@given(st.text())
def test_terms_hold_something_to_look_for(query):
    assert all(any(char.isalnum() or char == "_" for char in term) for term in terms(query))


@given(st.binary())
def test_packed_bytes_unpack_to_themselves(content):
    assert codec.unpack(codec.pack(content)) == content


@given(st.text(alphabet=st.characters()))
def test_a_cleaned_text_can_be_stored_anywhere(text):
    cleaned = codec.clean(text)
    assert "\x00" not in cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


def test_a_batch_that_breaks_leaves_nothing_behind(store, monkeypatch):
    monkeypatch.setattr(codec, "pack", _break_on_the_second())

    with pytest.raises(RuntimeError, match="power cut"):
        store.trajectories.add([an_incoming(), an_incoming(text="other")])
    assert store.trajectories.all() == ()


def _break_on_the_second():
    calls = []

    def pack(content):
        calls.append(content)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return content

    return pack


def test_labels_of_a_run_survive_the_arrival_of_its_trail(store):
    store.scores.add([a_score()], now=NOW)
    store.labels.append([a_label()])
    store.trajectories.add([an_incoming()])

    assert [label.run for label in store.labels.all()] == [a_run()]
