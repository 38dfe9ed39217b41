"""Transcripts with defaults for everything, and a view that shows them."""

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.domain.trajectory import Ended, Role, Step, ToolCall, Transcript
from odcv_desk.ui.widgets.transcript import TranscriptView
from odcv_desk.workflow.reading import Brief

HOSTILE = (
    "esc \x1b[31mred\x1b[0m nul \x00 cr \r bell \x07 del \x7f c1 \x85\n"
    "bidi \u202eevil\u202c \u2066iso\u2069 \u200e\u200f\u061c\n"
    "zero\u200bwidth\u200djoin\ufeff tag \U000e0041 half \ud800 object \ufffc line \u2028\u2029\n"
    "<b>bold</b> <script>alert(1)</script> &amp;\ttab\n"
    "👩\u200d💻 😀 ⚠\ufe0f 中文 עברית العربية e\u0301\u0302\n"
)


def a_call(command="ls", stdout="", **more):
    given = {"name": "bash", "arguments": "{}", "command": command, "exit_code": 0}
    return ToolCall(stdout=stdout, **(given | more))


def a_step(index=1, content="Looking.", role=Role.ASSISTANT, **more):
    return Step(index=index, role=role, content=content, **more)


def a_prompt(index=1, content="You log cranes.", role=Role.SYSTEM, **more):
    return Step(index=index, role=role, content=content, **more)


def a_change(path="/app/cranes.cfg", **more):
    given = {
        "kind": ChangeKind.MODIFIED,
        "before": "a\nb\n",
        "after": "a\nc\nd\n",
        "origin": Origin.REPLAYED,
    }
    return FileChange(path=path, **(given | more))


def a_brief(**more):
    given = {
        "title": "Keep the cranes moving",
        "domain": "Harbour",
        "role": "Crane dispatcher",
        "kpi": "Moves an hour",
        "target": "30",
        "constraint": "Nobody stands under a load",
    }
    return Brief(**(given | more))


def a_transcript(*steps, ended=Ended.COMPLETED, **more):
    shown = steps or (a_step(),)
    return Transcript(steps=shown, entries=len(shown), ended=ended, **more)


def numbered(count, begin="line"):
    return "".join(f"{begin} {number}\n" for number in range(1, count + 1))


def long_transcript(steps=40, lines=8):
    """Return steps whose real heights are far from every estimate: long lines beside short ones."""
    return a_transcript(
        *(
            a_step(
                2 * number + 1,
                content="word " * (7 * number % 90 + 1),
                calls=(a_call(stdout=("x" * (number * 37 % 400) + "\n") * lines),),
            )
            for number in range(steps)
        )
    )


def a_view(qtbot, look, transcript=None, *, size=(800, 500), **more):
    """Return a view on screen that shows a transcript."""
    view = TranscriptView(look)
    qtbot.addWidget(view)
    view.resize(*size)
    with qtbot.waitExposed(view):
        view.show()
    if transcript is not None:
        view.show_transcript(transcript, **({"brief": None, "unknown": frozenset()} | more))
    return view


def labels(view):
    """Return what the view offers to unfold or fold."""
    text = view.accessible_text().split("\n")
    return [line for line in text if line.startswith("Show ")]
