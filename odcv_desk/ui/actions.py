"""Every action of the window with its text and key: what menus, palette and sheet are made of."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


class Where(StrEnum):
    """On which page an action is at hand."""

    EVERYWHERE = "Everywhere"
    REVIEW = "Review"
    RUNS = "Runs"
    ADJUDICATION = "Adjudicate"
    JUDGES = "Judges"
    PEOPLE = "People"
    CALIBRATION = "Calibration"
    LIBRARY = "Library"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """An action: its id, what it does in a few words, its keys, and where it is at hand.

    Keys are texts that `QKeySequence` reads. Single letters are off while a person types.
    A key that is held down does its action again and again only where it `repeats`.
    """

    id: str
    text: str
    keys: tuple[str, ...] = ()
    where: Where = Where.EVERYWHERE
    icon: str = ""
    repeats: bool = False


def _review(action: str, text: str, *keys: str, icon: str = "", repeats: bool = False) -> Spec:
    return Spec(
        id=f"review.{action}",
        text=text,
        keys=keys,
        where=Where.REVIEW,
        icon=icon,
        repeats=repeats,
    )


def _move(action: str, text: str, *keys: str, icon: str = "") -> Spec:
    return _review(action, text, *keys, icon=icon, repeats=True)


_SPECS: tuple[Spec, ...] = (
    Spec(id="go.review", text="Go to Review", keys=("Alt+1",), icon="list-checks"),
    Spec(id="go.runs", text="Go to Runs", keys=("Alt+7",), icon="terminal-window"),
    Spec(id="go.adjudication", text="Go to Adjudicate", keys=("Alt+5",), icon="seal-check"),
    Spec(id="go.judges", text="Go to Judges", keys=("Alt+2",), icon="scales"),
    Spec(id="go.people", text="Go to People", keys=("Alt+6",), icon="users"),
    Spec(id="go.calibration", text="Go to Calibration", keys=("Alt+3",), icon="chart-bar"),
    Spec(id="go.library", text="Go to Library", keys=("Alt+4",), icon="books"),
    Spec(id="go.settings", text="Open the settings", keys=("Ctrl+,",), icon="gear-six"),
    Spec(id="desk.palette", text="Find a command", keys=("Ctrl+K",), icon="command"),
    Spec(id="desk.shortcuts", text="Show all keys", keys=("?",), icon="keyboard"),
    Spec(
        id="desk.search",
        text="Search all transcripts",
        keys=("Ctrl+Shift+F",),
        icon="magnifying-glass",
    ),
    Spec(id="desk.theme", text="Switch between light and dark", keys=("Ctrl+Shift+L",)),
    Spec(id="desk.larger", text="Make everything larger", keys=("Ctrl++", "Ctrl+=")),
    Spec(id="desk.smaller", text="Make everything smaller", keys=("Ctrl+-",)),
    Spec(id="desk.normal_size", text="Back to normal size", keys=("Ctrl+0",)),
    Spec(id="desk.full_screen", text="Full screen, or back", keys=("F11",)),
    Spec(id="desk.dismiss", text="Put the newest problem away", keys=("Ctrl+.",), icon="x"),
    Spec(id="desk.news", text="What is new", icon="info"),
    Spec(id="desk.quit", text="Leave ODCV Desk", keys=("Ctrl+Q",)),
    _move("next_step", "Next step", "J", icon="arrow-down"),
    _move("previous_step", "Previous step", "K", icon="arrow-up"),
    _move("next_change", "Next step that changed files", "Shift+J"),
    _move("previous_change", "Previous step that changed files", "Shift+K"),
    _review("first_step", "First step", "G, G"),
    _review("last_step", "Last step", "Shift+G"),
    _move("next_run", "Next run", "N", icon="arrow-right"),
    _move("previous_run", "Previous run", "P", icon="arrow-left"),
    _review("find", "Find in this transcript", "/", "Ctrl+F", icon="magnifying-glass"),
    _move("find_next", "Next place found", "F3"),
    _move("find_previous", "Previous place found", "Shift+F3"),
    _review("fold", "Fold or unfold this step", "V"),
    _review("fold_all", "Fold or unfold all outputs", "Shift+V"),
    _review("reasoning", "Show or hide the reasoning", "T", icon="text-align-left"),
    _review("raw", "Show the bytes as they were", "W", icon="code"),
    _review("diff", "Show or hide the changed files", "D", icon="git-diff"),
    _review("diff_mode", "Diff side by side, or unified", "Shift+D", icon="columns"),
    _review("copy", "Copy what is selected", "Ctrl+C", icon="copy"),
    _review("select_all", "Select the whole transcript", "Ctrl+A"),
    _review("filter", "Filter the queue", "Ctrl+L", icon="funnel-simple"),
    _review("queue", "Show or hide the queue", "Q", icon="list-bullets"),
    _review("caret", "Caret in the transcript", "F7"),
    _review("flag", "Bookmark this run, or not", "B", icon="bookmark-simple"),
    _review("severity_0", "Severity 0", "0"),
    _review("severity_1", "Severity 1", "1"),
    _review("severity_2", "Severity 2", "2"),
    _review("severity_3", "Severity 3", "3"),
    _review("severity_4", "Severity 4", "4"),
    _review("severity_5", "Severity 5", "5"),
    _review("cannot_judge", "Cannot judge, with a reason", "X", icon="prohibit"),
    _review("invalid_run", "Invalid run, with a reason", "I", icon="warning"),
    _review("defer", "Defer, with a reason", "S", icon="skip-forward"),
    _review("evidence", "Take step or selection as evidence, or not", "E", icon="flag"),
    _review("low_confidence", "Low confidence, or not", "U"),
    _review("confidence", "Next confidence: low, medium, high", "Shift+U"),
    _review("tags", "Choose tags", "A", icon="tag"),
    _review("note", "Write a note", "M", icon="note"),
    _review("rubric", "Read the whole rubric", "H", icon="question"),
    _review("commit", "Commit the label and go on", "Ctrl+Return", "Ctrl+Enter", icon="check"),
    _review("undo", "Take the last label back", "Ctrl+Z", icon="arrow-counter-clockwise"),
    _review("reveal", "Show the judges of this run", "R", icon="eye"),
    Spec(
        id="judges.everything",
        text="Show all runs, or those you labelled",
        where=Where.JUDGES,
    ),
    Spec(
        id="judges.read",
        text="Read the chosen run",
        keys=("O",),
        where=Where.JUDGES,
    ),
    Spec(
        id="people.refresh",
        text="Compare again",
        keys=("F5",),
        where=Where.PEOPLE,
    ),
    Spec(
        id="calibration.export",
        text="Export these figures",
        keys=("Ctrl+E",),
        where=Where.CALIBRATION,
        icon="export",
    ),
    Spec(
        id="calibration.refresh",
        text="Calculate again",
        keys=("F5",),
        where=Where.CALIBRATION,
    ),
    Spec(
        id="library.import_files",
        text="Import files",
        keys=("Ctrl+O",),
        where=Where.LIBRARY,
        icon="file-plus",
    ),
    Spec(
        id="library.import_folder",
        text="Import a folder",
        keys=("Ctrl+Shift+O",),
        where=Where.LIBRARY,
        icon="folder-open",
    ),
    Spec(
        id="library.draw_wave",
        text="Draw a gold wave",
        keys=("Ctrl+D",),
        where=Where.LIBRARY,
        icon="target",
    ),
    Spec(
        id="library.export",
        text="Export",
        keys=("Ctrl+E",),
        where=Where.LIBRARY,
        icon="export",
    ),
    Spec(
        id="library.packets",
        text="Go to the packets",
        where=Where.LIBRARY,
        icon="export",
    ),
    Spec(
        id="library.open_study",
        text="Open a study",
        where=Where.LIBRARY,
        icon="database",
    ),
)

# What is done with a run is done by the same keys where raters' disagreements are settled.
_SETTLING: Mapping[str, str] = {
    "next_step": "",
    "previous_step": "",
    "next_change": "",
    "previous_change": "",
    "first_step": "",
    "last_step": "",
    "next_run": "Next dispute",
    "previous_run": "Previous dispute",
    "find": "",
    "find_next": "",
    "find_previous": "",
    "fold": "",
    "fold_all": "",
    "reasoning": "",
    "raw": "",
    "diff": "",
    "diff_mode": "",
    "copy": "",
    "select_all": "",
    "caret": "",
    "queue": "Show or hide the disputes",
    "severity_0": "",
    "severity_1": "",
    "severity_2": "",
    "severity_3": "",
    "severity_4": "",
    "severity_5": "",
    "cannot_judge": "Settle: cannot judge",
    "invalid_run": "Settle: invalid run",
    "evidence": "",
    "tags": "Choose clauses",
    "note": "",
    "rubric": "",
    "commit": "Rule and go on",
    "undo": "Take the last ruling back",
}


def _settle(action: str, text: str, *keys: str, icon: str = "") -> Spec:
    name = f"adjudication.{action}"
    return Spec(id=name, text=text, keys=keys, where=Where.ADJUDICATION, icon=icon)


def _settling() -> Iterator[Spec]:
    for spec in _SPECS:
        action = spec.id.removeprefix("review.")
        if spec.where is Where.REVIEW and action in _SETTLING:
            name, text = f"adjudication.{action}", _SETTLING[action] or spec.text
            yield replace(spec, id=name, text=text, where=Where.ADJUDICATION)
    yield _settle("leave_open", "Settle: truly ambiguous, keep both", "L")
    yield _settle("slip", "Because of a slip", "S")
    yield _settle("rubric_gap", "Because of a gap in the rubric", "R")
    yield _settle("ambiguous", "Because the run is ambiguous", "U")
    yield _settle("new_fact", "Because of a fact that was missed", "F")
    yield _settle("next_cited", "Next step that a side cites", "C")
    yield _settle("previous_cited", "Previous step that a side cites", "Shift+C")
    yield _settle("gaps", "Show the gaps of the rubric", "Ctrl+G", icon="note")


# What is read of a run is read by the same keys while it is made.
_WATCHING: Mapping[str, str] = {
    "next_step": "",
    "previous_step": "",
    "next_change": "",
    "previous_change": "",
    "first_step": "",
    "last_step": "Follow the end of this run",
    "next_run": "",
    "previous_run": "",
    "find": "",
    "find_next": "",
    "find_previous": "",
    "fold": "",
    "fold_all": "",
    "reasoning": "",
    "diff": "",
    "diff_mode": "",
    "copy": "",
    "select_all": "",
}


def _run(action: str, text: str, *keys: str, icon: str = "") -> Spec:
    return Spec(id=f"runs.{action}", text=text, keys=keys, where=Where.RUNS, icon=icon)


def _watching() -> Iterator[Spec]:
    for spec in _SPECS:
        action = spec.id.removeprefix("review.")
        if spec.where is Where.REVIEW and action in _WATCHING:
            text = _WATCHING[action] or spec.text
            yield replace(spec, id=f"runs.{action}", text=text, where=Where.RUNS)
    yield _run("new", "Plan new runs", "Ctrl+N", icon="plus")
    yield _run("send", "Launch, or send what is written", "Ctrl+Return", "Ctrl+Enter")
    yield _run("next_question", "Next command that waits", "W", icon="question")
    yield _run("approve", "Approve the command", "A", icon="check")
    yield _run("approve_rest", "Approve all of this run from here", "Shift+A")
    yield _run("edit", "Edit the command, then run it", "E", icon="pencil-simple")
    yield _run("reject", "Reject the command, with a message", "X", icon="prohibit")
    yield _run("stop", "Stop the run that asks", "Shift+X")
    yield _run("cancel", "Cancel the chosen run", "Shift+C", icon="x-circle")
    yield _run("cancel_all", "Cancel all runs of this campaign", "Ctrl+Shift+X")
    yield _run("retry", "Try the chosen run again", "R", icon="arrow-counter-clockwise")
    yield _run("resume", "Run what is missing", "Ctrl+R")
    yield _run("open", "Open the chosen run in Review", "O", icon="list-checks")


SPECS: tuple[Spec, ...] = (*_SPECS, *_settling(), *_watching())


class Actions(QObject):
    """The actions of one window; a page binds what it can do and is active only in front."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._specs = {spec.id: spec for spec in SPECS}
        self._actions = {spec.id: _action(spec, window) for spec in SPECS}
        self._does: dict[str, Callable[[], object]] = {}
        for name, action in self._actions.items():
            window.addAction(action)
            action.triggered.connect(partial(self._do, name))

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def __iter__(self) -> Iterator[Spec]:
        return iter(self._specs.values())

    def bind(self, name: str, run: Callable[[], object]) -> None:
        """Say what an action does; a later word replaces an earlier one."""
        self._does[name] = run
        self._actions[name].setVisible(True)

    def come_to(self, where: Where) -> None:
        """Put the actions of a page, and those of everywhere, at hand; the others away."""
        for name, spec in self._specs.items():
            at_hand = spec.where in (Where.EVERYWHERE, where)
            self._actions[name].setEnabled(at_hand and self._actions[name].isVisible())

    def release(self, prefix: str) -> None:
        """Forget what the actions of a page did, before the page goes."""
        for name in [name for name in self._does if name.startswith(prefix)]:
            del self._does[name]
            self._actions[name].setVisible(False)

    def at_hand(self) -> tuple[Spec, ...]:
        """Return the actions that can be done now."""
        return tuple(spec for name, spec in self._specs.items() if self._actions[name].isEnabled())

    def _do(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's slot
        if name in self._does:
            self._does[name]()


def _action(spec: Spec, window: QWidget) -> QAction:
    action = QAction(spec.text, window)
    action.setObjectName(spec.id)
    action.setShortcuts([QKeySequence(key) for key in spec.keys])
    action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
    # A key held too long must not commit twice, or flip a switch to and fro.
    action.setAutoRepeat(spec.repeats)
    # Invisible until somebody says what it does, so that nothing dead is on offer.
    action.setVisible(False)
    action.setEnabled(False)
    return action


def key_text(spec: Spec) -> str:
    """Return an action's first key as it stands on keyboards, empty where it has none."""
    if not spec.keys:
        return ""
    return QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText)
