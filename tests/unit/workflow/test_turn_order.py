import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import SampleError
from odcv_desk.workflow.turn_order import (
    BLOCK,
    LEAST_BETWEEN,
    Sharing,
    repeats_words,
    turn_order,
)
from tests.support.builders import a_run

ITEMS = tuple(a_run(scenario=f"case-{number}") for number in range(60))
NO_REPEATS = Sharing(repeats=0)


def turns(items=ITEMS, raters=("ada", "ben"), sharing=NO_REPEATS, seed=7):
    return turn_order(items, raters, sharing, rng=np.random.default_rng(seed))


def firsts(order):
    return [turn.run for turn in order if not turn.repeat]


def test_two_raters_label_every_item_twice_by_default():
    shared = turns()

    assert {rater: set(firsts(order)) for rater, order in shared.items()} == {
        "ada": set(ITEMS),
        "ben": set(ITEMS),
    }


def test_of_three_raters_two_label_each_item_and_all_have_as_much_to_do():
    shared = turns(raters=("ada", "ben", "cleo"))

    readers = [sum(run in firsts(order) for order in shared.values()) for run in ITEMS]
    assert set(readers) == {2}
    assert {len(order) for order in shared.values()} == {40}


def test_an_overlap_of_a_third_lets_one_rater_label_the_others():
    shared = turns(sharing=Sharing(overlap=1 / 3, repeats=0))

    readers = [sum(run in firsts(order) for order in shared.values()) for run in ITEMS]
    assert readers.count(2) == 20
    assert readers.count(1) == 40


def test_each_rater_has_an_order_of_their_own_within_blocks_of_the_draw():
    shared = turns()

    assert shared["ada"] != shared["ben"]
    assert set(firsts(shared["ada"])[:BLOCK]) == set(ITEMS[:BLOCK])


def test_a_tenth_of_the_items_comes_again_well_behind_and_never_last():
    order = turns(sharing=Sharing())["ada"]

    again = [place for place, turn in enumerate(order) if turn.repeat]
    apart = [place - order.index(type(order[0])(run=order[place].run)) for place in again]
    assert len(again) == 6
    assert min(apart) >= LEAST_BETWEEN
    assert not order[-1].repeat


def test_the_same_seed_gives_the_same_turns():
    assert turns(sharing=Sharing(), seed=3) == turns(sharing=Sharing(), seed=3)
    assert turns(sharing=Sharing(), seed=3) != turns(sharing=Sharing(), seed=4)


@given(
    size=st.integers(0, 40),
    raters=st.integers(1, 4),
    readers=st.integers(1, 4),
    overlap=st.floats(0, 1),
    repeats=st.floats(0, 1),
)
def test_every_item_has_a_rater_and_no_turn_comes_before_what_it_repeats(
    size, raters, readers, overlap, repeats
):
    sharing = Sharing(readers=readers, overlap=overlap, repeats=repeats)
    shared = turns(ITEMS[:size], [f"r{number}" for number in range(raters)], sharing)

    assert {run for order in shared.values() for run in firsts(order)} == set(ITEMS[:size])
    met = [
        (turn.run in {each.run for each in order[:place]}, turn.repeat)
        for order in shared.values()
        for place, turn in enumerate(order)
    ]
    assert all(before == repeat for before, repeat in met)


@pytest.mark.parametrize("wrong", [{"readers": 0}, {"overlap": 1.5}, {"repeats": -0.1}])
def test_a_sharing_that_cannot_be_is_refused(wrong):
    with pytest.raises(SampleError):
        Sharing(**wrong)


@pytest.mark.parametrize(
    ("size", "share", "said"),
    [
        (40, 0.1, ""),
        (0, 1.0, ""),
        (6, 0.5, "3 second looks are wanted, none of them fits"),
        (8, 1.0, "8 second looks are wanted, only 2 of them fit"),
    ],
)
def test_second_looks_without_room_are_counted_in_words(size, share, said):
    sharing = Sharing(repeats=share)
    words = repeats_words(turns(ITEMS[:size], ["ada"], sharing), sharing)

    assert words.startswith(said)
    assert bool(words) == bool(said)
