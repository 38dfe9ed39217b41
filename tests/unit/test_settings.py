import tomllib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from odcv_desk.domain.errors import DeskError
from odcv_desk.settings import (
    MOST_RECENT,
    Settings,
    load_settings,
    log_path,
    login_name,
    save_settings,
    settings_path,
    to_toml,
    with_password,
    without_password,
)

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
VALUES = st.recursive(
    TEXTS
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.dates()
    | st.datetimes()
    | st.datetimes(timezones=st.just(UTC)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)
TABLES = st.dictionaries(TEXTS, VALUES, max_size=5)


@given(TABLES)
def test_what_is_written_as_toml_reads_back_the_same(table):
    assert tomllib.loads(to_toml(table)) == table


def test_without_a_file_the_defaults_hold(tmp_path):
    loaded = load_settings(tmp_path / "none.toml", rater="ada")

    assert loaded.settings == Settings(rater="ada")
    assert loaded.problem is None


def test_settings_come_back_as_they_were_kept(tmp_path):
    kept = Settings(
        rater='Ada ∂ "the" rater',
        appearance="dark",
        scale=1.5,
        content_note_seen=True,
        recent=("/a/study.odcv", "postgresql+pg8000://ada@db/study"),
    )

    save_settings(kept, tmp_path / "new" / "settings.toml")

    assert load_settings(tmp_path / "new" / "settings.toml", rater="x").settings == kept


def test_keys_of_a_newer_desk_are_kept(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('rater = "ada"\nfuture = [1, 2]\nsince = 2026-01-02\n[panes]\nleft = 3\n')

    save_settings(load_settings(path, rater="x").settings, path)

    written = tomllib.loads(path.read_text())
    assert (written["future"], written["since"]) == ([1, 2], date(2026, 1, 2))
    assert written["panes"] == {"left": 3}


@pytest.mark.parametrize(
    "text",
    [
        "rater = ",
        "scale = 'big'",
        "scale = 7",
        "scale = true",
        "rater = ''",
        "rater = 3",
        'rater = "a\\nb"',
        "appearance = 'pink'",
        "content_note_seen = 1",
        "recent = 'one'",
        "recent = [1]",
    ],
)
def test_a_broken_file_is_put_aside_and_told(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text)

    loaded = load_settings(path, rater="ada")

    assert loaded.settings == Settings(rater="ada")
    assert isinstance(loaded.problem, DeskError)
    assert str(path) in loaded.problem.message
    assert "settings.broken-1.toml" in loaded.problem.hint
    assert (tmp_path / "settings.broken-1.toml").read_text() == text
    assert not path.exists()


def test_a_second_broken_file_does_not_replace_the_first(tmp_path):
    path = tmp_path / "settings.toml"
    for text in ("first", "second"):
        path.write_text(text)
        load_settings(path, rater="ada")

    assert (tmp_path / "settings.broken-1.toml").read_text() == "first"
    assert (tmp_path / "settings.broken-2.toml").read_text() == "second"


def test_bytes_that_are_no_text_are_a_broken_file(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_bytes(b"\xff\xfe\x00")

    assert load_settings(path, rater="ada").problem is not None


def test_a_folder_in_place_of_the_file_is_told_and_left(tmp_path):
    loaded = load_settings(tmp_path, rater="ada")

    assert loaded.settings.rater == "ada"
    assert loaded.problem is not None
    assert tmp_path.is_dir()


def test_a_broken_file_that_cannot_be_moved_is_told_too(tmp_path, monkeypatch):
    path = tmp_path / "settings.toml"
    path.write_text("rater = ")
    monkeypatch.setattr("pathlib.Path.rename", _refuse)

    loaded = load_settings(path, rater="ada")

    assert "Mend the file" in loaded.problem.hint
    assert path.exists()


def test_what_cannot_be_written_is_a_clear_fault_and_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "settings.toml"
    save_settings(Settings(rater="ada"), path)
    monkeypatch.setattr("pathlib.Path.replace", _refuse)

    with pytest.raises(DeskError, match="not kept"):
        save_settings(Settings(rater="bo"), path)

    assert load_settings(path, rater="x").settings.rater == "ada"
    assert [each.name for each in tmp_path.iterdir()] == ["settings.toml"]


def test_a_link_to_the_file_stays_a_link(tmp_path):
    real, link = tmp_path / "real.toml", tmp_path / "settings.toml"
    real.write_text('rater = "ada"\n')
    link.symlink_to(real)

    save_settings(Settings(rater="bo"), link)

    assert link.is_symlink()
    assert load_settings(real, rater="x").settings.rater == "bo"


def test_the_study_opened_last_comes_first_and_once():
    settings = Settings(rater="ada", recent=("a", "b"))

    assert settings.with_study("b").recent == ("b", "a")


def test_only_so_many_studies_are_remembered():
    settings = Settings(rater="ada")
    for number in range(MOST_RECENT + 5):
        settings = settings.with_study(f"{number}.odcv")

    assert settings.recent[0] == f"{MOST_RECENT + 4}.odcv"
    assert len(settings.recent) == MOST_RECENT


def test_of_an_address_with_a_password_the_rest_is_remembered():
    settings = Settings(rater="ada").with_study("postgresql+pg8000://ada:secret@db/study?ssl=1")

    assert settings.recent == ("postgresql+pg8000://ada@db/study?ssl=1",)


def test_a_masked_address_is_the_same_study():
    address = "postgresql+pg8000://ada@db/study"

    settings = Settings(rater="ada").with_study(address)

    assert settings.with_study("postgresql+pg8000://ada:***@db/study").recent == (address,)


def test_an_address_that_cannot_be_taken_apart_is_not_remembered():
    assert Settings(rater="ada").with_study("postgresql://ada:secret").recent == ()


@pytest.mark.parametrize(
    "place",
    [
        "postgresql+pg8000://ada:SECRET@db:5432/study",
        "postgresql://ada:a/SECRET#?@db/study",
        "postgresql://ada:SECRET@with@sign@[::1]:5432/study",
        "postgresql://:SECRET@db/study",
        "postgresql://ada@db/study?password=SECRET&ssl=1",
        "postgresql://db/study?sslpassword=SECRET",
        "postgresql://ada:SECRET",
        "://ada:SECRET@db",
    ],
)
def test_no_password_is_ever_written_to_the_settings_file(place, tmp_path):
    file = tmp_path / "settings.toml"
    by_hand = Settings(rater="ada", recent=(place,))

    save_settings(by_hand.with_study(place), file)

    assert "SECRET" not in file.read_text(encoding="utf-8")


def test_a_password_is_put_into_an_address_as_one_part():
    put = with_password("postgresql+pg8000://ada@db/study", "a/b@c:d")

    assert put == "postgresql+pg8000://ada:a%2Fb%40c%3Ad@db/study"
    assert without_password(put) == "postgresql+pg8000://ada@db/study"


def test_a_file_takes_no_password():
    assert with_password("/studies/a.odcv", "secret") == "/studies/a.odcv"
    assert with_password("sqlite:////a.odcv", "secret") == "sqlite:////a.odcv"


def test_studies_that_are_gone_are_not_offered(tmp_path):
    here = tmp_path / "here.odcv"
    here.touch()
    address = "postgresql+pg8000://ada@db/study"
    settings = Settings(rater="ada", recent=(str(here), str(tmp_path / "gone.odcv"), address))

    assert settings.recent_there() == (str(here), address)


def test_a_user_without_a_name_is_a_rater(monkeypatch):
    monkeypatch.setattr("getpass.getuser", _refuse)

    assert login_name() == "rater"


def test_settings_and_log_lie_below_the_home_of_the_person(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))

    assert settings_path().name == "settings.toml"
    assert log_path().name == "odcv-desk.log"


def test_times_are_written_as_toml_has_them():
    moment = datetime(2026, 5, 4, 12, tzinfo=UTC)

    assert tomllib.loads(to_toml({"at": moment}))["at"] == moment


def test_what_toml_cannot_hold_is_refused():
    with pytest.raises(TypeError, match="NoneType"):
        to_toml({"nothing": None})


def _refuse(*_arguments):
    raise OSError(13, "Permission denied")
