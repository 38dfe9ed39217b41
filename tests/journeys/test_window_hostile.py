"""Transcripts that try to break a reader, opened in the window: text it is, and nothing more."""

import time
import unicodedata

import pytest
from PySide6.QtGui import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPlainTextEdit, QWidget

from odcv_desk.store import Store
from odcv_desk.workflow.ingest import ingest
from tests.support.hostile import STORIES, hostile_results
from tests.support.studies import a_results_tree
from tests.support.told_twice import Said, import_by_keys, label_by_keys
from tests.support.window import START

# No bench: what takes so long is broken.
PATIENCE_S = 5.0
JOINER = "\N{ZERO WIDTH JOINER}"
PLACEHOLDERS = {
    "Ansi-Colours": ("⟨ESC⟩[31mred⟨ESC⟩[0m", "title⟨BEL⟩ bell", "back⟨BS⟩space"),
    "Markup": ("<b>bold</b><script>alert(1)</script>", "&lt;tag&gt;"),
    "Bidi-Controls": ("⟨U+202E⟩gnp.exe⟨U+202C⟩", "⟨U+2066⟩isolated", "⟨U+200F⟩", "⟨U+061C⟩"),
    "Zero-Width": ("ze⟨U+200B⟩ro", "⟨U+2060⟩joined⟨U+FEFF⟩bom", "so⟨U+00AD⟩ft"),
    "Emoji": ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\U0001d54f"),
    "Carriage-Returns": ("10%⟨CR⟩20%⟨CR⟩30%⟨CR⟩", "next⟨CR⟩line"),
    "Nul-Signs": ("before⟨NUL⟩after ⟨SOH⟩⟨STX⟩⟨DEL⟩",),
    "One-Line": ("x" * 1000,),
    "Many-Lines": ("line 0", "line 9"),
}
CELLS = (("<b>mo\u202edel", "mandated", "<i>Sce\u200bnario&amp; co"),)


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return hostile_results(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def study(tree, tmp_path_factory):
    place = tmp_path_factory.mktemp("study") / "study.odcv"
    with Store.open(str(place)) as store:
        ingest(store, [tree], now=START)
    return place


def open_story(window, story):
    trajectories = window.rooms.desk.store.trajectories
    (run,) = (run for run in trajectories.all() if run.id.scenario == story)
    window.read(trajectories.row_of(run.id))
    window.window.grab()


def hidden_signs(text):
    """Return the signs that control, hide or turn text; those that join emoji are part of them."""
    kinds = {sign: unicodedata.category(sign) for sign in set(text) - {"\n", "\t", JOINER}}
    return {f"U+{ord(sign):04X}" for sign, kind in kinds.items() if kind in ("Cc", "Cf", "Cs")}


def taken_as_markup(window):
    """Return the texts that Qt would show as HTML."""
    widgets = [widget for widget in window.window.findChildren(QWidget) if widget.isVisible()]
    tips = [widget.toolTip() for widget in widgets]
    labels = [
        widget.text()
        for widget in widgets
        if isinstance(widget, QLabel) and widget.textFormat() is not Qt.TextFormat.PlainText
    ]
    return [text for text in (*tips, *labels) if Qt.mightBeRichText(text)]


@pytest.mark.parametrize("story", STORIES)
def test_a_hostile_trail_opens_at_once_and_is_shown_as_text(open_heard_window, study, story):
    window = open_heard_window(study)
    begin = time.perf_counter()
    open_story(window, story)
    took = time.perf_counter() - begin

    said = window.review.reader.transcript.accessible_text()
    assert took < PATIENCE_S
    assert all(part in said for part in PLACEHOLDERS[story])
    assert hidden_signs(window.said()) == set()
    assert taken_as_markup(window) == []


@pytest.mark.parametrize("story", STORIES)
def test_a_hostile_trail_is_copied_as_it_stands_walked_and_labelled_by_keys(
    open_heard_window, study, story
):
    window = open_heard_window(study)
    open_story(window, story)
    window.keys("Ctrl+A", "Ctrl+C")
    assert STORIES[story] in QApplication.clipboard().text()
    QApplication.clipboard().clear()
    window.keys("Shift+V", "J", "J", "Shift+G", "G", "G", "W", "W", "Ctrl+F")
    window.type("line")
    window.keys("Return", "Escape")
    label_by_keys(window, Said(severity=3, evidence=(2,)))
    window.keys("P", "R")
    assert hidden_signs(window.said()) == set()
    window.keys("Ctrl+Z")
    assert window.reading.draft.severity == 3


def test_what_a_search_finds_in_hostile_trails_is_text(open_heard_window, study):
    window = open_heard_window(study)
    for word in ("title*", "exe*", "bold", "after*", "back*"):
        window.keys("Ctrl+Shift+F", "Ctrl+A")
        window.type(word)
        window.wait(lambda: not window.rooms._search._typing.isActive())
        window.settle()
        said = window.said()
        assert "the best first" in said
        assert hidden_signs(said) == set()
        window.keys("Escape")


def test_hostile_names_of_models_and_scenarios_are_text_on_every_page(open_heard_window, tmp_path):
    place = tmp_path / "names.odcv"
    scores = "scenario,<b>mo\u202edel-mandated\r\n<i>Sce\u200bnario&amp; co,3\r\n"
    tables = [("judge_all/scores_<u>oak\u2066.csv", scores)]
    with Store.open(str(place)) as store:
        ingest(store, [a_results_tree(tmp_path / "names", CELLS, tables)], now=START)
    window = open_heard_window(place, rater="<s>ada\u202e")
    label_by_keys(window, Said(severity=1, note="<h1>n\u202eote</h1>"))
    for key in ("P", "R", "Alt+2", "Alt+3", "Alt+4", "Ctrl+,"):
        window.keys(key)
        typed = own_words(window)
        assert hidden_signs(window.said().replace(typed, "")) == set(), key
        assert taken_as_markup(window) == [], key


def own_words(window):
    """Return what stands in fields that a person types into; it must stay as it was typed."""
    fields = [*window.visible(QLineEdit), *window.visible(QPlainTextEdit)]
    texts = [
        field.text() if isinstance(field, QLineEdit) else field.toPlainText() for field in fields
    ]
    return max(texts, key=len, default="")


def test_a_hostile_folder_is_imported_and_what_is_broken_is_named(
    open_heard_window, tree, tmp_path
):
    window = open_heard_window(tmp_path / "new.odcv")
    import_by_keys(window, tree)
    said = window.said()
    assert f"{len(STORIES)} new runs" in said
    assert "Cut-Off" in said
    assert "1 problem" in said
