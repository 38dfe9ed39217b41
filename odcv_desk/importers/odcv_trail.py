"""The trail of a run, as ODCV-Bench publishes it: messages_record.txt."""

from pathlib import Path

from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Incoming, Transcript
from odcv_desk.importers._beside import COMPANIONS, beside, extras_of, run_beside
from odcv_desk.importers._family import Bundle, Naming
from odcv_desk.importers._grammar import Trail, begins_trail, trail
from odcv_desk.importers._masking import masked_text
from odcv_desk.importers._naming import TRAIL, is_trail_name, run_of
from odcv_desk.importers._reading import file_bytes
from odcv_desk.importers._run_file import RunFacts, run_facts
from odcv_desk.importers._steps import Folded
from odcv_desk.importers._transcript import folded_steps, passage_text, passages, transcript
from scenarios import suite_of


class _OdcvTrail:
    """Reads one trail, and what lies beside it where it lies in a folder of its own."""

    name = "odcv-trail"
    title = "ODCV-Bench trail (messages_record.txt)"
    companions = COMPANIONS

    def claims(self, path: Path) -> bool:
        """Return whether a file is named as trails are."""
        return is_trail_name(path)

    def recognises(self, path: Path, head: bytes) -> bool:  # noqa: ARG002 - the family's form
        """Return whether a file begins as a trail does, whatever its name."""
        return begins_trail(head)

    def read(self, path: Path, *, naming: Naming) -> Bundle:
        """Return the one run that a trail holds.

        Raises:
            UnreadableLogError: The trail is damaged, or it cannot be told which run it is.
        """
        raw = file_bytes(path)
        run = run_of(path, naming)
        alone = path.name != TRAIL
        told = None if alone else run_beside(path)
        facts = run_facts(told) if told is not None else None
        found, folded = _entries_and_steps(raw, facts, name=path.name)
        extras = None if alone else extras_of(path, [item.step for item in folded], told)
        incoming = Incoming(
            id=run,
            suite=suite_of(run.scenario),
            format=self.name,
            raw=raw,
            extras=extras,
            transcript=transcript(found, folded, beside(extras)),
            passages=passages(raw, found, folded, facts),
            source=str(path),
        )
        return Bundle(trajectories=(incoming,))

    def transcript(self, raw: bytes, extras: bytes | None) -> Transcript:
        """Return the transcript of a trail that was read before."""
        around = beside(extras)
        found, folded = _entries_and_steps(raw, around.run, name=TRAIL)
        return transcript(found, folded, around)

    def incoming(self, raw: bytes, extras: bytes | None, *, run: RunId, source: str) -> Incoming:
        """Return a trail that was read before, as it comes into another study."""
        around = beside(extras)
        found, folded = _entries_and_steps(raw, around.run, name=TRAIL)
        return Incoming(
            id=run,
            suite=suite_of(run.scenario),
            format=self.name,
            raw=raw,
            extras=extras,
            transcript=transcript(found, folded, around),
            passages=passages(raw, found, folded, around.run),
            source=source,
        )

    def passage(self, raw: bytes, *, start: int, end: int) -> str:
        """Return the searchable text of one step, given where it lies in the raw bytes."""
        return passage_text(raw[start:end])

    def masked(self, raw: bytes, extras: bytes | None = None, *, by: str) -> str:
        """Return the text of a trail with `by` in place of what betrays the model's provider."""
        facts = beside(extras).run
        found = trail(raw, name=TRAIL, real=facts.heads if facts else ())
        return masked_text(raw, found, by=by, said=facts.said if facts else {})


def _entries_and_steps(
    raw: bytes, facts: RunFacts | None, *, name: str
) -> tuple[Trail, tuple[Folded, ...]]:
    """Return what a trail holds, read with what is known beside it."""
    found = trail(raw, name=name, real=facts.heads if facts else ())
    said = facts.said if facts else {}
    return found, folded_steps(found, name=name, may_stop=facts is not None, said=said)


IMPORTER = _OdcvTrail()
