"""The diff pane: how fast lines are compared, drawn first, scrolled and jumped to the end of."""

import difflib
import os
import random
import statistics
import time
from functools import partial

from odcv_desk.workflow.difference import difference

SIZES = (20, 2_000, 50_000)
SCROLLS = 120
FIRST_MS = 50
FRAME_MS = 16


def diff_view_rows():
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return [row for lines in SIZES for row in (*comparing(lines), *drawing(lines))]


def comparing(lines):
    before, after = texts(lines)
    ours = span_ms(lambda: difference(before, after, limit_bytes=None))
    theirs = span_ms(lambda: opcodes(before, after))
    yield {
        "what": f"difference of {lines:,} lines",
        "measured": f"{ours:.1f} ms (difflib {theirs:.1f} ms)",
        "bar": "1 s",
        "ok": ours < 1_000,
    }


def drawing(lines):
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication([])
    found = difference(*texts(lines), limit_bytes=None)
    for side_by_side in (False, True):
        mode = "side by side" if side_by_side else "unified"
        first, frames, end = drawn_ms(shown_view(app, side_by_side), found)
        p95 = sorted(frames)[int(len(frames) * 0.95)]
        yield measured(f"{lines:,} lines {mode}: first paint", first, FIRST_MS)
        yield {
            "what": f"{lines:,} lines {mode}: scroll",
            "measured": f"median {statistics.median(frames):.1f} ms, p95 {p95:.1f} ms",
            "bar": f"{FRAME_MS} ms",
            "ok": p95 < FRAME_MS,
        }
        yield measured(f"{lines:,} lines {mode}: jump to the end", end, FIRST_MS)


def drawn_ms(view, found):
    """Return the times of the first paint, of each scrolled frame, and of a jump to the end."""
    first = span_ms(lambda: paint(view, found), times=1)
    frames = [span_ms(partial(scroll_to, view, at * 60), times=1) for at in range(SCROLLS)]
    end = view.verticalScrollBar().maximum()
    last = span_ms(lambda: scroll_to(view, end), times=1)
    view.close()
    return first, frames, last


def measured(what, ms, bar):
    return {"what": what, "measured": f"{ms:.1f} ms", "bar": f"{bar} ms", "ok": ms < bar}


def texts(lines):
    """Return a Python-like text and the same with three lines in a hundred changed."""
    rng = random.Random(1)
    before = [
        f"    value_{rng.randrange(lines)} = call({n}, 'text {n % 97}')" for n in range(lines)
    ]
    after = list(before)
    for _change in range(max(lines * 3 // 100, 1)):
        at = rng.randrange(len(after))
        after[at : at + 1] = rng.choice(
            ([after[at].replace("call", "ask")], [], ["# new", after[at]])
        )
    return "\n".join(before) + "\n", "\n".join(after) + "\n"


def opcodes(before, after):
    matcher = difflib.SequenceMatcher(None, before.split("\n"), after.split("\n"))
    return matcher.get_opcodes()


def shown_view(app, side_by_side):
    from odcv_desk.ui.look import Look, load_fonts
    from odcv_desk.ui.theme import Appearance
    from odcv_desk.ui.widgets.diff.view import DiffView

    load_fonts()
    look = Look(app)
    look.wear(Appearance.LIGHT)
    view = DiffView(look)
    view.side_by_side = side_by_side
    view.resize(1_100, 800)
    view.show()
    app.processEvents()
    # Fonts and the lexer are loaded once a process, not once a file.
    paint(view, difference("a = 1\n", "a = 2\n"))
    return view


def paint(view, found):
    view.show_difference(found, "bench.py")
    view.viewport().repaint()


def scroll_to(view, y):
    view.verticalScrollBar().setValue(y)
    view.viewport().repaint()


def span_ms(work, times=3):
    spans = []
    for _time in range(times):
        start = time.perf_counter()
        work()
        spans.append((time.perf_counter() - start) * 1e3)
    return statistics.median(spans)


if __name__ == "__main__":
    for each in diff_view_rows():
        verdict = "ok  " if each["ok"] else "MISS"
        print(f"{verdict}  {each['what']:<44}  {each['measured']:<34}  bar {each['bar']}")
