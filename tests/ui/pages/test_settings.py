import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QSlider,
    QWidget,
)

from odcv_desk.settings import Settings
from odcv_desk.store import Store
from odcv_desk.ui.pages.settings import SettingsPage
from odcv_desk.ui.theme import Appearance
from odcv_desk.workflow.doctor import Check
from tests.support.studies import a_label, an_incoming

SECRET = "sk-very-secret"


@pytest.fixture
def page_for(qtbot, desk_for, tmp_path, monkeypatch):
    checks = (
        Check(name="Python", ok=True, found="3.11"),
        Check(name="Docker engine", ok=False, found="none", hint="Install docker.io"),
    )
    monkeypatch.setattr("odcv_desk.ui.pages.settings.examine", lambda *_, **__: checks)
    opened = []

    def make(settings=None, environment=None):
        store = Store.open(str(tmp_path / "study.odcv"))
        opened.append(store)
        chosen = settings or Settings(rater="ada")
        page = SettingsPage(desk_for(store), chosen, environment=environment or {})
        qtbot.addWidget(page)
        page.resize(1000, 800)
        page.show()
        return page

    yield make
    for store in opened:
        store.close()


def child(page, name, kind=QWidget):
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def all_text(page):
    texts = [each.text() for each in page.findChildren(QLabel)]
    texts += [each.accessibleName() for each in page.findChildren(QWidget)]
    texts += [each.toolTip() for each in page.findChildren(QWidget)]
    return "\n".join(texts)


def test_another_name_holds_when_it_is_taken(qtbot, page_for):
    page = page_for()
    field = child(page, "settings.rater", QLineEdit)
    field.selectAll()
    qtbot.keyClicks(field, " bo ")
    assert "Not in force yet" in child(page, "settings.rater.notice.text", QLabel).text()

    with qtbot.waitSignal(page.settings_changed) as heard:
        qtbot.keyClick(field, Qt.Key.Key_Return)

    assert heard.args[0].rater == "bo"
    assert child(page, "settings.rater.notice").isHidden()


def test_a_name_that_the_study_spells_otherwise_is_asked_about_first(qtbot, page_for):
    page = page_for()
    page.desk.store.trajectories.add([an_incoming()])
    page.desk.store.labels.append([a_label(rater="cleo")])
    field = child(page, "settings.rater", QLineEdit)
    field.setText("Cleo ")
    with qtbot.assertNotEmitted(page.settings_changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)
        qtbot.waitUntil(child(page, "settings.rater.notice").isVisible)
    assert "This study knows cleo" in child(page, "settings.rater.notice.text", QLabel).text()

    with qtbot.waitSignal(page.settings_changed) as heard:
        child(page, "settings.rater.notice.known", QPushButton).click()

    assert (heard.args[0].rater, field.text()) == ("cleo", "cleo")


def test_an_empty_name_is_refused(qtbot, page_for):
    page = page_for()
    child(page, "settings.rater", QLineEdit).setText("  ")

    with qtbot.assertNotEmitted(page.settings_changed):
        child(page, "settings.rater.take", QPushButton).click()

    assert "needs a rater's name" in child(page, "settings.rater.notice.text", QLabel).text()


def test_the_same_name_changes_nothing(qtbot, page_for):
    page = page_for()

    with qtbot.assertNotEmitted(page.settings_changed):
        child(page, "settings.rater.take", QPushButton).click()


def test_an_appearance_is_chosen_by_key(qtbot, page_for):
    page = page_for()
    dark = child(page, "settings.appearance.dark", QRadioButton)

    with qtbot.waitSignal(page.settings_changed) as heard:
        qtbot.keyClick(dark, Qt.Key.Key_Space)

    assert heard.args[0].appearance == "dark"


def test_a_size_is_chosen_by_keys_in_steps_of_ten(qtbot, page_for):
    page = page_for()
    slider = child(page, "settings.scale", QSlider)

    with qtbot.waitSignal(page.settings_changed, timeout=3_000) as heard:
        qtbot.keyClick(slider, Qt.Key.Key_Right)
        qtbot.keyClick(slider, Qt.Key.Key_Right)

    assert heard.args[0].scale == 1.2
    assert child(page, "settings.scale.percent", QLabel).text() == "120 %"


def test_a_held_handle_shows_a_sample_before_anything_changes(qtbot, page_for):
    page = page_for()
    slider = child(page, "settings.scale", QSlider)
    sample = child(page, "settings.scale.sample", QLabel)
    slider.setSliderDown(True)

    with qtbot.assertNotEmitted(page.settings_changed, wait=400):
        slider.setValue(200)
    assert sample.fontMetrics().height() > 25

    with qtbot.waitSignal(page.settings_changed) as heard:
        slider.setSliderDown(False)
    assert heard.args[0].scale == 2.0


def test_settings_that_changed_elsewhere_are_shown_without_an_echo(qtbot, page_for):
    page = page_for()

    with qtbot.assertNotEmitted(page.settings_changed, wait=400):
        page.show_settings(Settings(rater="bo", appearance="light", scale=1.7))

    assert child(page, "settings.rater", QLineEdit).text() == "bo"
    assert child(page, "settings.appearance.light", QRadioButton).isChecked()
    assert child(page, "settings.scale", QSlider).value() == 170


def test_keys_are_told_by_name_and_never_by_value(page_for):
    page = page_for(environment={"ANTHROPIC_API_KEY": SECRET})

    found = child(page, "settings.key.ANTHROPIC_API_KEY", QLabel)
    lacking = child(page, "settings.key.OPENAI_API_KEY", QLabel)

    assert (found.text(), lacking.text()) == ("found", "not found")
    assert SECRET not in all_text(page)
    assert str(len(SECRET)) not in all_text(page).split()


def test_the_machine_is_looked_at_when_the_page_is_shown(qtbot, page_for):
    page = page_for()

    page.shown()

    qtbot.waitUntil(lambda: page.findChild(QWidget, "settings.check.Docker engine") is not None)
    assert "Install docker.io" in all_text(page)
    assert "missing" in all_text(page)


def test_a_machine_that_cannot_be_looked_at_is_told(qtbot, page_for, monkeypatch):
    page = page_for()
    monkeypatch.setattr("odcv_desk.ui.pages.settings.examine", _refuse)

    page.shown()

    qtbot.waitUntil(lambda: "could not be looked at" in all_text(page))


def test_places_and_versions_are_told(page_for, tmp_path):
    told = all_text(page_for())

    assert str(tmp_path / "study.odcv") in told
    assert "settings.toml" in told
    assert "ODCV Desk" in told


def test_licences_unfold(qtbot, page_for):
    page = page_for()
    full = child(page, "settings.licence.0.text", QPlainTextEdit)
    assert full.isHidden()

    child(page, "settings.licence.0", QPushButton).click()

    assert not full.isHidden()
    assert "SIL OPEN FONT LICENSE" in full.toPlainText()


def test_the_page_follows_theme_and_scale(page_for, look):
    page = page_for()

    look.wear(Appearance.DARK, scale=1.5)

    assert not page.grab().isNull()


def test_every_control_has_a_name(page_for):
    page = page_for()
    kinds = (QPushButton, QLineEdit, QSlider, QRadioButton)

    controls = [each for kind in kinds for each in page.findChildren(kind)]

    assert not [each for each in controls if not each.objectName()]
    assert not [each for each in controls if not (each.accessibleName() or each.text())]


def _refuse(*_arguments, **_named):
    from odcv_desk.domain.errors import StoreError

    raise StoreError("no machine", hint="Look again.")


@pytest.mark.parametrize("name", ["ada, bo", "ada;bo", "panel", "judge:oak", "a" * 61])
def test_a_name_that_labels_cannot_stand_under_is_refused_at_its_field(qtbot, page_for, name):
    page = page_for()
    field = child(page, "settings.rater", QLineEdit)
    field.setText(name)

    with qtbot.assertNotEmitted(page.settings_changed):
        qtbot.keyClick(field, Qt.Key.Key_Return)

    told = child(page, "settings.rater.notice.text", QLabel).text()
    assert "A name has 1 to 60 characters" in told


def test_the_name_has_the_keyboard_when_the_page_is_gone_to(qtbot, page_for):
    page = page_for()

    page.take_focus()

    qtbot.waitUntil(child(page, "settings.rater", QLineEdit).hasFocus)
