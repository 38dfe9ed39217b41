"""File changes that a transcript itself proves, though it holds only commands and outputs.

A change is given only where it is certain. Taken for granted are: the published harness, which
runs every command in a new shell in one folder; the usual programs under their usual names; and
that no link makes two paths one file until a command makes one.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from odcv_desk.domain.change import FileChange
from odcv_desk.domain.trajectory import Step, ToolCall, Transcript
from odcv_desk.workflow.shell.commands import CHANGERS
from odcv_desk.workflow.shell.files import Files
from odcv_desk.workflow.shell.output import Output, Seen, fillings
from odcv_desk.workflow.shell.parse import parsed
from odcv_desk.workflow.shell.reading import is_tool
from odcv_desk.workflow.shell.run import follow
from odcv_desk.workflow.shell.session import Ran, Session
from odcv_desk.workflow.shell.tree import Script, UnclearError

FOLDER = "/app"
# What may stand in the flags of a call whose result is whole; any other makes it doubtful.
_WHOLE = frozenset(
    ("call_id_repeated", "command_empty", "empty_arguments", "nonzero_exit", "step_text_in_output")
)
_NOTHING_RAN = frozenset(("call_without_result", "command_not_text", "rejected", "unknown_tool"))
_FINISH = "task_complete"
_REPLACED = re.compile(
    r"(?:>|\b(?:chmod|cp|dd|install|ln|mv|rm|sed|tee)\b[^\n;|&]{0,400}?)\s*[\"']?"
    r"(?:/usr)?(?:/local)?/s?bin/([\w\[]+)(?![\w.-]*\w)"
)
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconstruction:
    """File changes by step, and the steps that may have changed files in ways not proven.

    A change whose content is not known has the kind `modified` and no content after it; binary
    it is not. Where `before` is None as well, even that the file was there before is not known;
    `created` stands only where it is certain that it was not. `after` is what a file held right
    after the command that proves it; what else a step in `unknown` did to it is not known.
    """

    changes: Mapping[int, tuple[FileChange, ...]]
    unknown: frozenset[int]


def reconstruct(transcript: Transcript, *, folder: str = FOLDER) -> Reconstruction:
    """Return the file changes that a transcript proves; every command began in `folder`."""
    changes: dict[int, tuple[FileChange, ...]] = {}
    unknown: set[int] = set()
    reader = _Reader(folder)
    for step in transcript.steps:
        files = reader.step(step)
        if files.changes:
            changes[step.index] = files.changes
        if files.unknown:
            unknown.add(step.index)
    return Reconstruction(changes=changes, unknown=frozenset(unknown))


def with_changes(transcript: Transcript) -> tuple[Transcript, frozenset[int]]:
    """Return a transcript with its proven changes, and the steps whose effects are not known.

    One whose changes were recorded is left as it is, and nothing about it is unknown.
    """
    if transcript.recorded:
        return transcript, frozenset()
    found = reconstruct(transcript)
    steps = tuple(
        replace(step, changes=found.changes[step.index]) if step.index in found.changes else step
        for step in transcript.steps
    )
    return replace(transcript, steps=steps), found.unknown


class _Reader:
    """Goes through the steps of a transcript with what is known of the files."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._files = Files()
        # Something that was left running may change files at any time.
        self._restless = False
        # Once the usual programs are not what they were, nothing is proven any more.
        self._tampered = False

    def step(self, step: Step) -> Files:
        """Return the files after a step, with that step's changes alone."""
        self._files.changes = ()
        self._files.unknown = False
        for call in step.calls:
            self._call(call)
        return self._files

    def _call(self, call: ToolCall) -> None:
        if call.command is None:
            if not _did_nothing(call):
                self._files.doubt_all()
            return
        if self._restless:
            self._files.doubt_all()
        if self._tampered:
            return
        self._files.reads, self._files.inexact = set(), False
        self._files.touched = frozenset()
        self._command(call.command, _ran(call))
        if self._files.unknown or self._files.changes:
            self._tampered = _names_tool(call.command)
            self._restless = self._restless or self._tampered

    def _command(self, command: str, ran: Ran) -> None:
        try:
            script = parsed(command)
            self._files = self._followed(script, ran)
        except (UnclearError, RecursionError):
            self._files.doubt_all()

    def _followed(self, script: Script, ran: Ran) -> Files:
        """Return the files after a script.

        Raises:
            UnclearError: It is not understood for certain.
        """
        files, output = self._once(script, ran, self._files, {})
        if ran.stdout is None:
            return files
        base = self._files
        seen = _fillings(output, ran.stdout)
        if seen is None and base.known:
            # What was known is not so any more: something changed it unseen.
            base = base.copy()
            base.forget_texts()
            files, output = self._once(script, ran, base, {})
            seen = _fillings(output, ran.stdout)
        if seen is None:
            raise UnclearError("the output contradicts the commands")
        if not seen:
            return files
        better, output = self._once(script, ran, base, seen)
        return files if _fillings(output, ran.stdout) is None else better

    def _once(
        self, script: Script, ran: Ran, files: Files, seen: Mapping[int, Seen]
    ) -> tuple[Files, Output]:
        session = Session(files.copy(), ran, folder=self._folder, seen=seen)
        output = follow(script, session)
        self._restless = self._restless or session.restless
        return session.files, output


def _names_tool(command: str) -> bool:
    return any(is_tool(name) or name in CHANGERS for name in _REPLACED.findall(command))


def _did_nothing(call: ToolCall) -> bool:
    """Tell whether a call without a command is known to have changed no files."""
    return call.name == _FINISH or bool(_NOTHING_RAN & set(call.flags))


def _ran(call: ToolCall) -> Ran:
    whole = set(call.flags) <= _WHOLE and not call.timed_out and call.exit_code is not None
    if not whole or (call.exit_code or 0) < 0:
        return Ran(exit_code=None, stderr=None, stdout=None)
    return Ran(exit_code=call.exit_code, stderr=call.stderr, stdout=call.stdout)


def _fillings(output: Output, shown: str) -> Mapping[int, Seen] | None:
    found = fillings(output, shown)
    if found is None:
        return None
    # A replacement stands for bytes that are no text.
    return {number: seen for number, seen in found.items() if _REPLACEMENT not in seen.text}
