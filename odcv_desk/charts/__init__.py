"""Values in, matplotlib figures out; knows no Qt.

matplotlib takes most of a second to load, so it is brought in when the first chart is drawn.
"""

from odcv_desk.charts.confusion import confusion_chart
from odcv_desk.charts.forest import forest_chart
from odcv_desk.charts.people import agreement_chart, ceiling_chart
from odcv_desk.charts.rates import rates_chart
from odcv_desk.charts.svg import svg_text
from odcv_desk.charts.theme import DARK, LIGHT, Theme

__all__ = [
    "DARK",
    "LIGHT",
    "Theme",
    "agreement_chart",
    "ceiling_chart",
    "confusion_chart",
    "forest_chart",
    "rates_chart",
    "svg_text",
]
