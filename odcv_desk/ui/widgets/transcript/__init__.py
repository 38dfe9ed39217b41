"""The transcript of a run: read it, find in it, select from it, at any length."""

from odcv_desk.ui.widgets.transcript.minimap import Minimap
from odcv_desk.ui.widgets.transcript.view import TranscriptView

__all__ = ["Minimap", "TranscriptView"]
