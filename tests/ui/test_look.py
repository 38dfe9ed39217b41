import pytest
from PySide6.QtGui import QFontInfo, QImage
from PySide6.QtWidgets import QLabel

import resources
from odcv_desk.ui.actions import SPECS
from odcv_desk.ui.icons import pixmap
from odcv_desk.ui.look import Face, style_sheet
from odcv_desk.ui.theme import DARK, LIGHT, Appearance

READABLE = 4.5
TEXT_ON = {
    "ink": ("surface", "window", "sunken", "added_strong", "removed_strong", "find", "selection"),
    "ink_soft": ("surface", "window", "sunken", "code"),
    "ink_faint": ("surface", "window", "sunken"),
    "accent": ("surface", "window", "accent_soft"),
    "on_accent": ("accent",),
    "good": ("good_soft", "surface"),
    "bad": ("bad_soft", "surface"),
    "warn": ("warn_soft", "surface"),
    "syntax_keyword": ("code", "surface", "added", "removed"),
    "syntax_string": ("code", "surface", "added", "removed"),
    "syntax_number": ("code", "surface", "added", "removed"),
    "syntax_comment": ("code", "surface", "added", "removed"),
    "syntax_builtin": ("code", "surface", "added", "removed"),
}
PAIRS = [(ink, ground) for ink, grounds in TEXT_ON.items() for ground in grounds]


def luminance(color):
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_text_is_readable(theme, ink, ground):
    assert contrast(getattr(theme, ink), getattr(theme, ground)) >= READABLE


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("severity", range(6))
def test_a_severitys_number_is_readable(theme, severity):
    assert contrast(theme.severity_ink[severity], theme.severity_soft[severity]) >= READABLE
    assert contrast(theme.on_severity[severity], theme.severity[severity]) >= READABLE


@pytest.mark.parametrize("face", list(Face))
def test_the_bundled_fonts_are_used(look, face):
    assert QFontInfo(look.font(face)).family() == face.value[0]


def test_everything_grows_with_the_scale(look):
    width = look.metrics(Face.BODY).horizontalAdvance("severity")
    look.wear(Appearance.LIGHT, scale=2.0)

    assert look.metrics(Face.BODY).horizontalAdvance("severity") == pytest.approx(
        2 * width, rel=0.02
    )
    assert look.px(8) == 16


def test_the_scale_stays_between_one_and_two(look):
    look.wear(Appearance.LIGHT, scale=5.0)
    assert look.scale == 2.0


def test_a_hairline_stays_one_and_colours_are_no_lengths():
    sheet = style_sheet(LIGHT, scale=2.0)
    assert "1px solid" in sheet
    assert "border-radius: 16px" in sheet
    assert "$" not in sheet


def test_the_system_decides_where_so_wanted(look, qtbot):
    with qtbot.waitSignal(look.changed):
        look.wear(Appearance.SYSTEM)
    assert look.theme in (LIGHT, DARK)


def test_dark_reaches_every_widget(look, qtbot):
    look.wear(Appearance.DARK)
    label = QLabel("text")
    qtbot.addWidget(label)
    assert label.palette().windowText().color().name().upper() in (DARK.ink, DARK.ink.upper())


@pytest.mark.parametrize("name", sorted({spec.icon for spec in SPECS if spec.icon}))
def test_every_icon_of_an_action_is_bundled(name):
    assert resources.path(f"icons/{name}.svg").is_file()


def test_an_icon_takes_the_colour(fonts):
    picture = pixmap("scales", "#FF0000", 32).toImage()
    inked = [
        picture.pixelColor(column, row)
        for column in range(32)
        for row in range(32)
        if picture.pixelColor(column, row).alpha() > 200
    ]
    assert isinstance(picture, QImage)
    assert inked
    assert all(color.red() > 200 and color.green() < 40 for color in inked)
