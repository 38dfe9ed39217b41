"""A script followed command by command: what it is sure to have done, and what it wrote."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from odcv_desk.workflow.shell.commands import CHANGERS, Call, NotFollowedError, changed, written
from odcv_desk.workflow.shell.expand import Expander
from odcv_desk.workflow.shell.operands import Open, Operand
from odcv_desk.workflow.shell.output import NOTHING, UNKNOWN, Output, told
from odcv_desk.workflow.shell.parse import parsed
from odcv_desk.workflow.shell.reading import only_reads_files
from odcv_desk.workflow.shell.session import Session
from odcv_desk.workflow.shell.state_commands import BUILTINS, Status, builtin, is_special
from odcv_desk.workflow.shell.streams import Streams, streams
from odcv_desk.workflow.shell.tree import (
    Chain,
    Command,
    For,
    Group,
    If,
    Pipeline,
    Redirect,
    Script,
    Sequence,
    Simple,
    UnclearError,
    While,
)

# These say so when they fail; others may fail in silence.
_LOUD = frozenset(
    """
    cat cd chmod cp echo head ls mkdir mv printf pwd rm rmdir sed sleep sort tail tee touch wc :
    true
    """.split()  # noqa: SIM905 - a list would take a line for each word
)
_LINKS = frozenset(("ln", "link"))
_ALWAYS = frozenset(("echo", "printf", "true", ":"))
_SHELLS = frozenset(("bash", "sh", "dash"))
_FULL_NAME = re.compile(r"(?:/usr)?/bin/(\w+)\Z")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command wrote, and whether it is sure to have succeeded."""

    output: Output
    succeeded: bool


_UNSURE = Outcome(UNKNOWN, succeeded=False)


def follow(script: Script, session: Session) -> Output:
    """Follow a script, noting in the session's files what it is sure to have done to them.

    Returns:
        What it wrote to its output.

    Raises:
        UnclearError: It does what makes all that follows unsure.
    """
    follower = _Follower(session, script)
    succeeds = session.ran.exit_code == 0
    return follower.sequence(script.body, UNKNOWN, succeeds=succeeds).output


class _Follower:
    """Follows the commands of one script; `succeeds` tells that a success is proven."""

    def __init__(self, session: Session, script: Script) -> None:
        self._session = session
        self._expander = Expander(session, script.texts, self._captured)

    def sequence(self, body: Sequence, source: Output, *, succeeds: bool) -> Outcome:
        """Follow chains one after the other; only a lone one is sure to get all of the input."""
        outcome = Outcome(NOTHING, succeeded=True)
        source = source if len(body.chains) == 1 else UNKNOWN
        for chain in body.chains:
            last = chain is body.chains[-1]
            if self._session.doubtful:
                found = self._perhaps(partial(self._chain, chain, UNKNOWN, succeeds=False))
            else:
                found = self._chain(chain, source, succeeds=succeeds and last)
            outcome = Outcome(outcome.output + found.output, found.succeeded)
            self._session.after(succeeded=found.succeeded)
        return outcome

    def _perhaps(self, run: Callable[[], object]) -> Outcome:
        with self._session.perhaps():
            run()
        return _UNSURE

    def _captured(self, body: Sequence) -> str | None:
        with self._session.copied():
            output = self.sequence(body, UNKNOWN, succeeds=False).output
        text = told(output)
        return None if text is None or "\0" in text else text.rstrip("\n")

    def _chain(self, chain: Chain, source: Output, *, succeeds: bool) -> Outcome:
        if chain.background:
            self._session.restless = True
            self._session.files.doubt_all()
            return Outcome(UNKNOWN, succeeded=True)
        joints = ("&&", *(joint for joint, _ in chain.rest))
        pipelines = (chain.first, *(pipeline for _, pipeline in chain.rest))
        source = source if len(pipelines) == 1 else UNKNOWN
        outcome = Outcome(NOTHING, succeeded=True)
        for at, (joint, pipeline) in enumerate(zip(joints, pipelines, strict=True)):
            # A chain that succeeded did so by its last pipelines that `&&` joins.
            proven = succeeds and "||" not in joints[at:]
            if joint == "||" and outcome.succeeded:
                continue
            runs = proven or (joint == "&&" and outcome.succeeded)
            if runs and not self._session.doubtful:
                found = self._pipeline(pipeline, source, succeeds=proven)
            else:
                found = self._perhaps(partial(self._pipeline, pipeline, UNKNOWN, succeeds=False))
            outcome = Outcome(outcome.output + found.output, found.succeeded)
        return outcome

    def _pipeline(self, pipeline: Pipeline, source: Output, *, succeeds: bool) -> Outcome:
        *stages, last = pipeline.commands
        if pipeline.negated:
            found = self._pipeline_of(stages, last, source, succeeds=False)
            return Outcome(found.output, succeeded=False)
        return self._pipeline_of(stages, last, source, succeeds=succeeds)

    def _pipeline_of(
        self, stages: list[Command], last: Command, source: Output, *, succeeds: bool
    ) -> Outcome:
        if not stages:
            return self._command(last, source, succeeds=succeeds)
        reads, self._session.files.reads = self._session.files.reads, set()
        for stage in stages:
            # A stage is stopped without a word when nothing reads what it writes any more.
            with self._session.copied(), self._session.perhaps(ran=True):
                source = self._command(stage, source, succeeds=False).output
        # All stages run at once: one may read what another is just writing.
        if not isinstance(last, Simple) or self._session.files.reads & self._paths(last):
            source = UNKNOWN
        self._session.files.reads |= reads
        with self._session.copied():
            return self._command(last, source, succeeds=succeeds)

    def _paths(self, command: Simple) -> set[str]:
        words = [*command.words, *(each.target for each in command.redirects)]
        plain = [self._expander.plain(word) for word in words]
        if any(word is None for word in plain):
            return set(self._session.files.reads)
        paths = (self._session.path(word) for word in plain if word)
        return {path for path in paths if path is not None}

    def _command(self, command: Command, source: Output, *, succeeds: bool) -> Outcome:
        self._session.count()
        if isinstance(command, Simple):
            return self._simple(command, source, succeeds=succeeds)
        run = self._compound(command, succeeds=succeeds)
        return self._redirected(command.redirects, run, source, succeeds=succeeds)

    def _compound(
        self, command: Group | For | While | If, *, succeeds: bool
    ) -> Callable[[Output], Outcome]:
        match command:
            case Group():
                return self._group(command, succeeds=succeeds)
            case For():
                return self._for(command, succeeds=succeeds)
            case While():
                return self._while(command)
            case If():
                return self._if(command)

    def _group(self, group: Group, *, succeeds: bool) -> Callable[[Output], Outcome]:
        def run(source: Output) -> Outcome:
            if not group.copied:
                return self.sequence(group.body, source, succeeds=succeeds)
            with self._session.copied():
                return self.sequence(group.body, source, succeeds=succeeds)

        return run

    def _for(self, loop: For, *, succeeds: bool) -> Callable[[Output], Outcome]:
        words = self._expander.operands(loop.words)
        values = [word for word in words if isinstance(word, str)]

        def run(_source: Output) -> Outcome:
            if len(values) < len(words):
                return self._often((loop.body,))
            outcome = Outcome(NOTHING, succeeded=True)
            for at, value in enumerate(values, start=1):
                self._session.variables[loop.name] = value
                last = succeeds and at == len(values)
                found = self.sequence(loop.body, UNKNOWN, succeeds=last)
                outcome = Outcome(outcome.output + found.output, found.succeeded)
            return outcome

        return run

    def _while(self, loop: While) -> Callable[[Output], Outcome]:
        return lambda _source: self._often((loop.condition, loop.body))

    def _often(self, bodies: Iterable[Sequence]) -> Outcome:
        """Follow what runs any number of times: what it changes once, it may change anywhere."""
        with self._session.perhaps() as trial:
            self._session.variables = {}
            for body in bodies:
                self.sequence(body, UNKNOWN, succeeds=False)
        self._session.variables = {}
        if trial.touched or trial.unknown:
            self._session.files.doubt_all()
        return _UNSURE

    def _if(self, choice: If) -> Callable[[Output], Outcome]:
        def run(source: Output) -> Outcome:
            first, *others = choice.bodies
            found = self.sequence(first, source, succeeds=False)
            for body in others:
                self._perhaps(partial(self.sequence, body, UNKNOWN, succeeds=False))
            return Outcome(found.output + UNKNOWN, succeeded=False)

        return run

    def _simple(self, command: Simple, source: Output, *, succeeds: bool) -> Outcome:
        values = [(name, self._expander.value(word)) for name, word in command.assignments]
        if any(is_special(name) for name, _ in values):
            raise UnclearError("a variable that changes what commands do")
        words = self._expander.operands(command.words)
        if not words:
            for name, value in values:
                self._session.assign(name, value)
        return self._redirected(
            command.redirects,
            lambda given: self._named(words, given, succeeds=succeeds),
            source,
            succeeds=succeeds,
        )

    def _named(self, words: tuple[Operand, ...], source: Output, *, succeeds: bool) -> Outcome:
        if not words:
            return Outcome(NOTHING, succeeded=succeeds)
        name, *operands = words
        if isinstance(name, Open):
            return self._unfollowed(succeeds=succeeds)
        name = _FULL_NAME.sub(r"\1", name)
        call = Call(name=name, operands=tuple(operands), input=source)
        if name in _SHELLS:
            return self._shell(call, succeeds=succeeds)
        named = [word for word in operands if isinstance(word, str)]
        loud = name in _LOUD and self._session.proves(f"{name}:", *named)
        sure = succeeds or loud or name in _ALWAYS
        if name in BUILTINS:
            status = Status.SURE if sure else Status.UNSURE
            return Outcome(builtin(self._session, call, status), sure)
        return self._program(call, sure=sure)

    def _program(self, call: Call, *, sure: bool) -> Outcome:
        try:
            found = self._changer(call, sure=sure) if call.name in CHANGERS else None
        except NotFollowedError:
            return self._unfollowed(succeeds=sure)
        if found is not None:
            return found
        if not only_reads_files(call.name, call.operands):
            # Once two paths are one file, writing to one changes the other.
            self._session.restless = self._session.restless or call.name in _LINKS
            return self._unfollowed(succeeds=sure)
        return Outcome(written(self._session, call) if sure else UNKNOWN, sure)

    def _changer(self, call: Call, *, sure: bool) -> Outcome | None:
        if sure:
            output = changed(self._session, call)
            return None if output is None else Outcome(output, succeeded=True)
        with self._session.perhaps():
            output = changed(self._session, call)
        return None if output is None else _UNSURE

    def _unfollowed(self, *, succeeds: bool) -> Outcome:
        self._session.files.doubt_all()
        return Outcome(UNKNOWN, succeeds)

    def _shell(self, call: Call, *, succeeds: bool) -> Outcome:
        given: list[Operand | None] = [*call.operands, None, None]
        option, script = given[:2]
        if option not in ("-c", "-lc", "-cl") or not isinstance(script, str):
            return self._program(call, sure=succeeds)
        with self._session.copied():
            self._session.variables = {}
            try:
                tree = parsed(script)
                inner = _Follower(self._session, tree)
                return inner.sequence(tree.body, call.input, succeeds=succeeds)
            except UnclearError:
                return self._unfollowed(succeeds=succeeds)

    def _redirected(
        self,
        redirects: tuple[Redirect, ...],
        run: Callable[[Output], Outcome],
        source: Output,
        *,
        succeeds: bool,
    ) -> Outcome:
        if not redirects:
            return run(source)
        asked = streams(redirects, self._expander)
        if asked is None:
            self._session.files.doubt_all()
            self._perhaps(lambda: run(UNKNOWN))
            return Outcome(UNKNOWN, succeeds)
        with self._session.muted(quiet=asked.quiet):
            if succeeds or self._session.proves(*asked.names):
                return self._led(asked, run, source)
            return self._perhaps(lambda: self._led(asked, run, source))

    def _led(self, asked: Streams, run: Callable[[Output], Outcome], source: Output) -> Outcome:
        """Run something with its streams led elsewhere, where that is sure to have worked."""
        files = self._session.files
        reads, touched = files.reads, files.touched
        files.reads, files.touched = set(), frozenset()
        outcome = run(asked.source(self._session, source))
        clash = files.reads | files.touched
        files.reads, files.touched = files.reads | reads, files.touched | touched
        asked.write(self._session, told(outcome.output), clash=clash)
        return Outcome(asked.rest(outcome.output), outcome.succeeded)
