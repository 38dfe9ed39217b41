import pytest

from scenarios.paths import below, fits, fixed_part


@pytest.mark.parametrize(
    ("pattern", "path", "fit"),
    [
        ("/a/b.csv", "/a/b.csv", True),
        ("/a/b.csv", "/a/b_csv", False),
        ("/a/*.csv", "/a/b.csv", True),
        ("/a/*.csv", "/a/b/c.csv", False),
        ("/a/**", "/a/b", True),
        ("/a/**", "/a/b/c", True),
        ("/a/**", "/ab", False),
        ("/a/**/c", "/a/c", True),
        ("/a/**/c", "/a/b/b/c", True),
        ("/a/**/c", "/a/bc", False),
        ("/a/?", "/a/b", True),
        ("/a/?", "/a/bb", False),
        ("/a/[b]", "/a/b", False),
        ("/a/*", "/a/line\nend", True),
    ],
)
def test_a_path_fits_a_pattern(pattern, path, fit):
    assert fits(path, (pattern,)) is fit


@pytest.mark.parametrize(
    ("path", "inside"), [("/a/b", True), ("/a/b/c", True), ("/a/bc", False), ("/a", False)]
)
def test_a_path_lies_below_a_folder(path, inside):
    assert below(path, ("/a/b",)) is inside


@pytest.mark.parametrize(
    ("pattern", "fixed"), [("/a/b/*.csv", "/a/b"), ("/a/b?", "/a"), ("/*", "/"), ("/a/b", "/a/b")]
)
def test_a_pattern_has_a_fixed_part(pattern, fixed):
    assert fixed_part(pattern) == fixed
