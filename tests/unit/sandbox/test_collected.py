from sandbox.collected import chosen


def chosen_of(sizes, *, most_bytes=100, most_files=10, heed=lambda _path: False):
    return chosen(sizes, most_bytes=most_bytes, most_files=most_files, heed=heed)


def test_all_that_fits_is_taken():
    assert set(chosen_of({"/a": 60, "/b": 40})) == {"/a", "/b"}


def test_the_small_ones_come_before_the_large_ones():
    assert chosen_of({"/a": 70, "/b": 40, "/c": 20}) == ("/c", "/b")


def test_what_matters_comes_before_all_others():
    assert chosen_of({"/a": 70, "/b": 40, "/c": 20}, heed="/a".__eq__) == ("/a", "/c")


def test_what_matters_and_does_not_fit_leaves_the_room_to_others():
    assert chosen_of({"/a": 101, "/b": 40}, heed="/a".__eq__) == ("/b",)


def test_there_are_never_more_files_than_may_be():
    many = {f"/{number:03}": 0 for number in range(100)}

    assert chosen_of(many, heed="/099".__eq__)[:2] == ("/099", "/000")
    assert len(chosen_of(many)) == 10
