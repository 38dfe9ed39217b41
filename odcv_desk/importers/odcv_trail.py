"""The trail of a run, as ODCV-Bench publishes it: messages_record.txt."""

from pathlib import Path

from odcv_desk.domain.run import RunId
from odcv_desk.domain.trajectory import Incoming, Transcript
from odcv_desk.importers._beside import COMPANIONS, beside, extras_of, run_beside
from odcv_desk.importers._family import Bundle, Naming
from odcv_desk.importers._grammar import begins_trail, trail
from odcv_desk.importers._masking import masked_text
from odcv_desk.importers._naming import TRAIL, is_trail_name, run_of
from odcv_desk.importers._reading import file_bytes
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
        found = trail(raw, name=path.name)
        folded = folded_steps(found, name=path.name, may_stop=told is not None)
        extras = None if alone else extras_of(path, [item.step for item in folded], told)
        incoming = Incoming(
            id=run,
            suite=suite_of(run.scenario),
            format=self.name,
            raw=raw,
            extras=extras,
            transcript=transcript(found, folded, beside(extras)),
            passages=passages(raw, found, folded),
            source=str(path),
        )
        return Bundle(trajectories=(incoming,))

    def transcript(self, raw: bytes, extras: bytes | None) -> Transcript:
        """Return the transcript of a trail that was read before."""
        around = beside(extras)
        found = trail(raw, name=TRAIL)
        folded = folded_steps(found, name=TRAIL, may_stop=around.run is not None)
        return transcript(found, folded, around)

    def incoming(self, raw: bytes, extras: bytes | None, *, run: RunId, source: str) -> Incoming:
        """Return a trail that was read before, as it comes into another study."""
        around = beside(extras)
        found = trail(raw, name=TRAIL)
        folded = folded_steps(found, name=TRAIL, may_stop=around.run is not None)
        return Incoming(
            id=run,
            suite=suite_of(run.scenario),
            format=self.name,
            raw=raw,
            extras=extras,
            transcript=transcript(found, folded, around),
            passages=passages(raw, found, folded),
            source=source,
        )

    def passage(self, raw: bytes, *, start: int, end: int) -> str:
        """Return the searchable text of one step, given where it lies in the raw bytes."""
        return passage_text(raw[start:end])

    def masked(self, raw: bytes, *, by: str) -> str:
        """Return the text of a trail with `by` in place of what betrays the model's provider."""
        return masked_text(raw, trail(raw, name=TRAIL), by=by)


IMPORTER = _OdcvTrail()
