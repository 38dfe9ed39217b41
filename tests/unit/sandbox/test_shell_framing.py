"""Marks in a stream: what stands before, between and after them, however the pieces fall."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from sandbox.framing import Keep, Track
from sandbox.stream import Demultiplexer

TOKEN = b"0123456789abcdef"
FIRST, LAST, FENCE = b"<" + TOKEN, b">" + TOKEN, b"=" + TOKEN
ANY_BYTES = st.binary(max_size=200)
CUTS = st.lists(st.integers(0, 600), max_size=12)


def pieces(data, cuts):
    places = [0, *sorted(cut for cut in cuts if cut < len(data)), len(data)]
    return [data[a:b] for a, b in itertools.pairwise(places)]


def whole(keep):
    taken = keep.take()
    return taken.head + taken.tail


def a_track():
    track, own, late = Track(), Keep(1 << 20), Keep(1 << 20)
    track.begin((FIRST, own), (LAST, late))
    return track, own, late


@given(ANY_BYTES, ANY_BYTES, ANY_BYTES, CUTS)
def test_what_stands_between_the_marks_is_the_commands_own(before, own_bytes, late_bytes, cuts):
    track, own, late = a_track()
    for piece in pieces(before + FIRST + own_bytes + LAST + late_bytes, cuts):
        track.feed(piece)
    assert (whole(own), whole(late), track.seen) == (own_bytes, late_bytes, 2)


@given(ANY_BYTES, ANY_BYTES, CUTS)
def test_a_fence_ends_a_command_whose_last_mark_never_comes(own_bytes, late_bytes, cuts):
    track, own, late = a_track()
    track.fence(FENCE)
    for piece in pieces(FIRST + own_bytes + FENCE + late_bytes, cuts):
        track.feed(piece)
    assert (whole(own), whole(late), track.seen, track.fenced) == (own_bytes, late_bytes, 1, True)


@given(ANY_BYTES, CUTS)
def test_a_fence_after_the_last_mark_leaves_no_trace(late_bytes, cuts):
    track, own, late = a_track()
    track.fence(FENCE)
    for piece in pieces(FIRST + b"own" + LAST + FENCE + late_bytes, cuts):
        track.feed(piece)
    assert (whole(own), whole(late)) == (b"own", late_bytes)


def test_a_fence_before_the_first_mark_shows_that_the_command_never_began():
    track, own, late = a_track()
    track.fence(FENCE)
    track.feed(b"of an older job" + FENCE + b"more of it")
    assert (track.seen, track.fenced, bool(own), bool(late)) == (0, True, False, False)


def test_what_may_be_the_begin_of_a_mark_counts_when_it_is_given_up():
    track, own, late = a_track()
    track.feed(FIRST + b"own" + LAST[:5])
    assert bool(late) is False
    track.give_up()
    track.feed(b"late")
    assert (whole(own), whole(late)) == (b"own" + LAST[:5], b"late")


def test_giving_up_twice_changes_nothing():
    track, own, late = a_track()
    track.feed(FIRST + b"own")
    track.give_up()
    track.give_up()
    track.feed(b"late")
    assert (whole(own), whole(late)) == (b"own", b"late")


@given(st.lists(st.binary(max_size=40), max_size=30), st.integers(0, 60))
def test_head_and_tail_are_kept_and_the_rest_is_counted(parts, most_bytes):
    keep = Keep(most_bytes)
    for part in parts:
        keep.add(part)
    data, taken = b"".join(parts), keep.take()
    kept = len(taken.head) + len(taken.tail)
    assert data.startswith(taken.head)
    assert data.endswith(taken.tail)
    assert kept == min(most_bytes, len(data))
    assert taken.left_out == len(data) - kept
    assert not keep


@given(st.lists(st.tuples(st.sampled_from([1, 2]), st.binary(max_size=50)), max_size=10), CUTS)
def test_an_engines_stream_comes_apart_however_the_pieces_fall(frames, cuts):
    data = b"".join(
        bytes([stream, 0, 0, 0]) + len(piece).to_bytes(4, "big") + piece for stream, piece in frames
    )
    split, found = Demultiplexer(), {1: b"", 2: b""}
    for part in pieces(data, cuts):
        for stream, piece in split.feed(part):
            found[stream] += piece
    for stream in (1, 2):
        assert found[stream] == b"".join(piece for which, piece in frames if which == stream)
