"""A study: one database with runs, scores, labels, waves, the exposure log and desk notes."""

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy.engine import Engine

from odcv_desk.domain.errors import StoreError
from odcv_desk.store.campaigns import Campaigns
from odcv_desk.store.checks import Checks
from odcv_desk.store.connection import PATIENCE_S, engine_for, in_file, shown, study_url, together
from odcv_desk.store.desk_notes import DeskNotes
from odcv_desk.store.exposures import Exposures
from odcv_desk.store.labels import Labels
from odcv_desk.store.migrate import prepare
from odcv_desk.store.packets import Packets
from odcv_desk.store.queue import Queue
from odcv_desk.store.ruling_drafts import RulingDrafts
from odcv_desk.store.scores import Scores
from odcv_desk.store.trajectories import Trajectories
from odcv_desk.store.turns import Turns
from odcv_desk.store.waves import Waves


class Store:
    """An open study. Several processes may have one study open.

    Attributes:
        where: How the study is named to a person.
        backup: The copy made of an older study before it was brought up to date, else None.
    """

    def __init__(self, engine: Engine, *, backup: Path | None = None) -> None:
        self._engine = engine
        self.where = shown(engine.url)
        self.backup = backup
        self.trajectories = Trajectories(engine)
        self.scores = Scores(engine)
        self.labels = Labels(engine)
        self.waves = Waves(engine)
        self.exposures = Exposures(engine)
        self.queue = Queue(engine)
        self.turns = Turns(engine)
        self.desk_notes = DeskNotes(engine)
        self.ruling_drafts = RulingDrafts(engine)
        self.packets = Packets(engine)
        self.campaigns = Campaigns(engine)
        self.checks = Checks(engine)

    @classmethod
    def open(cls, where: str, *, create: bool = True, patience_s: float = PATIENCE_S) -> Self:
        """Open a study, named by a file or a database URL; an older one is brought up to date.

        Args:
            where: A file, or a database URL.
            create: Make the file where there is none.
            patience_s: How long to wait, at every write, for another program that is writing.

        Raises:
            StoreError: There is none (and `create` is False), it cannot be opened, it is no
                study, or a newer desk wrote it.
        """
        url = study_url(where)
        path = in_file(url)
        if path is not None:
            _check_file(path, create=create)
        engine = engine_for(url, patience_s=patience_s)
        try:
            backup = prepare(engine)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, backup=backup)

    def together(self) -> AbstractContextManager[None]:
        """Make all steps inside one piece: kept whole at the end, or nothing of it on a fault."""
        return together(self._engine)

    def close(self) -> None:
        """Give up all connections."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _check_file(path: Path, *, create: bool) -> None:
    try:
        if path.is_dir():
            raise StoreError(f"{path}: a folder, not a study", hint="Name a file in it.")
        if not path.exists() and not create:
            raise StoreError(
                f"{path}: no such study",
                hint="Make one with `odcv-desk demo` or `odcv-desk import FOLDER`.",
            )
        path.parent.mkdir(parents=True, exist_ok=True)
        if create and not path.exists():
            path.touch()
    except OSError as fault:
        raise StoreError(
            f"{path}: {fault.strerror or fault}", hint="Name a file that you may write."
        ) from fault
