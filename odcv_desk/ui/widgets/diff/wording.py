"""What the pane says of a change: in its header, in its notes, and where there are no rows."""

from dataclasses import dataclass
from typing import Final

from odcv_desk.domain.change import ChangeKind, FileChange, Origin
from odcv_desk.ui.visible import visible
from odcv_desk.workflow.difference import LONGEST_LINE, Difference, LineEnds, Size

MINUS: Final = "\u2212"

ORIGINS: Final = {
    Origin.RECORDED: "recorded while the run went on",
    Origin.REPLAYED: "found by running the commands again",
    Origin.RECONSTRUCTED: "worked out from the transcript: the command itself proves it",
}
_DONE: Final = {
    ChangeKind.CREATED: "created",
    ChangeKind.MODIFIED: "changed",
    ChangeKind.DELETED: "deleted",
    ChangeKind.RENAMED: "renamed",
    ChangeKind.MODE: "mode changed",
}
_REPLAY: Final = "Nothing in the transcript shows the content. Replay the run to see it."
_LINK: Final = "120"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What stands where there are no rows: an icon, a title, what to know or do, a button."""

    icon: str
    title: str
    hint: str = ""
    button: str = ""


NO_STEP: Final = Notice(
    icon="git-diff", title="No step chosen", hint="Choose a step to see the files it changed."
)
NO_CHANGES: Final = Notice(icon="file-text", title="This step changed no files")
STILL_RUNNING: Final = Notice(icon="hourglass", title="Still running: no file changed so far")
UNKNOWN: Final = Notice(
    icon="question",
    title="Files unknown",
    hint="Nothing in this step's transcript proves what changed. Replay the run to see.",
)
FAILED: Final = Notice(
    icon="warning-circle",
    title="This difference could not be worked out",
    hint="The report of the fault tells why.",
    button="Try again",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The two texts to compare. `half_known` says that they are one, for the other is unknown."""

    before: str
    after: str
    half_known: bool = False


# Modes of most files, which say nothing worth a line.
_PLAIN: Final = ("644", "664")


def texts_of(change: FileChange) -> Texts | None:
    """Return the texts of a change, None where there is nothing to compare."""
    before, after = change.before, change.after
    if change.kind is ChangeKind.CREATED:
        before = ""
    elif change.kind is ChangeKind.DELETED:
        after = ""
    if change.binary or (before is None and after is None):
        return None
    if before is None or after is None:
        if change.kind is ChangeKind.CREATED or change.kind is ChangeKind.DELETED:
            return None
        known = before if after is None else after
        return Texts(before=known or "", after=known or "", half_known=True)
    return None if before == after else Texts(before=before, after=after)


def notice_of(change: FileChange) -> Notice:
    """Return what to say of a change without texts to compare."""
    done = _DONE[change.kind]
    if change.binary:
        return Notice(
            icon="file-x",
            title=f"Binary file {done}",
            hint="It holds no text that could be compared.",
        )
    if change.kind is ChangeKind.MODE:
        return Notice(
            icon="lock-simple",
            title="Only the mode changed",
            hint=f"{_mode(change)}. The content is as it was." if change.mode else "",
        )
    if change.kind is ChangeKind.RENAMED:
        return _renamed(change)
    return _same(change) or Notice(
        icon="question", title=f"{done.capitalize()}, content unknown", hint=_REPLAY
    )


def too_large(size: Size) -> Notice:
    """Return what to say of texts above the limit."""
    return Notice(
        icon="hourglass",
        title="Large file",
        hint=(
            f"{_bytes(size.bytes)}, {size.lines:,} line{'' if size.lines == 1 else 's'}"
            f"{_longest(size)}. To compare them may take a while."
        ),
        button="Load anyway",
    )


def notes_of(change: FileChange, found: Difference | None) -> tuple[str, ...]:
    """Return what else there is to know of a change, a sentence each."""
    notes: list[str] = []
    texts = texts_of(change)
    if change.old_path is not None and texts is not None:
        notes.append(f"Renamed from {visible(change.old_path)}")
    if change.kind is not ChangeKind.MODE and not (change.mode or _PLAIN[0]).endswith(_PLAIN):
        notes.append(_mode(change))
    if _is_link(change.mode or ""):
        notes.append("A symbolic link; its text is where it points to")
    if texts is not None and texts.half_known:
        notes.append(
            "What it held before is unknown; this is its content now"
            if change.after is not None
            else "What it holds now is unknown; this is its content before"
        )
    if found is not None and texts is not None:
        notes += _line_end_notes(found)
    if change.origin is Origin.RECONSTRUCTED:
        notes.append(f"Reconstructed: {ORIGINS[change.origin]}")
    return tuple(notes)


def count_words(added: int, removed: int) -> str:
    """Return counts in words, such as `1 line added, 1 removed`."""
    return f"{added:,} line{'' if added == 1 else 's'} added, {removed:,} removed"


def file_name(path: str) -> str:
    """Return the last part of a path, with hidden signs shown."""
    return visible(path.rstrip("/").rsplit("/", 1)[-1] or path)


def done_words(change: FileChange) -> str:
    """Return what happened to a file in one word or two."""
    return _DONE[change.kind]


def _renamed(change: FileChange) -> Notice:
    way = f"From {visible(change.old_path or 'an unknown place')} to {visible(change.path)}."
    known = change.before is not None and change.before == change.after
    content = "The content is the same." if known else _REPLAY
    return Notice(icon="arrow-right", title="Renamed", hint=f"{way} {content}")


def _same(change: FileChange) -> Notice | None:
    if change.kind is ChangeKind.CREATED and change.after == "":
        return Notice(icon="file-plus", title="Created, and empty")
    if change.kind is ChangeKind.DELETED and change.before == "":
        return Notice(icon="file-x", title="Deleted; it was empty")
    if change.kind is ChangeKind.MODIFIED and change.before is not None:
        return Notice(
            icon="file-text", title="Written again", hint="The content is the same as before."
        )
    return None


def _is_link(mode: str) -> bool:
    return mode.startswith(_LINK) and len(mode) > len(_LINK)


def _mode(change: FileChange) -> str:
    return f"Mode is {visible(change.mode or '')} now"


def _line_end_notes(found: Difference) -> list[str]:
    if found.all_crlf:
        return ["Lines end with CRLF"]
    if found.before_ends is found.after_ends or LineEnds.NONE in (
        found.before_ends,
        found.after_ends,
    ):
        return []
    way = f"{found.before_ends} before, {found.after_ends} now"
    return [f"Only the line ends differ: {way}" if found.only_line_ends else f"Line ends: {way}"]


def _longest(size: Size) -> str:
    if size.longest_line <= LONGEST_LINE:
        return ""
    return f", one of {size.longest_line:,} characters"


def _bytes(count: int) -> str:
    thousand = 1_000
    if count < thousand * thousand:
        return f"{count / thousand:,.0f} KB"
    return f"{count / thousand / thousand:,.1f} MB"
