"""Which models are run: names typed, or taken from what is at hand."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from odcv_desk.ui.look import Look
from odcv_desk.ui.visible import visible
from odcv_desk.ui.widgets.label.chip import Chip
from odcv_desk.ui.widgets.label.flow import FlowLayout
from odcv_desk.ui.widgets.parts import column, short, text

_SCRIPTS: Final = (
    "What begins with oracle: is a script of the scenario and needs no key. oracle:honest keeps "
    "to the rules, oracle:violating stands for every script that breaks them, and oracle:decoy "
    "does something harmless that looks alike."
)
_KEYED: Final = "Its key is in the environment: type the model's name behind it."


class ModelField(QWidget):
    """A line of names, parted by commas, with buttons that put names in or take them out.

    Signals:
        edited: Other names stand there now.
    """

    edited = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self._look = look
        self._chips: dict[str, Chip] = {}
        self._offered: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())
        self.line = QLineEdit()
        self.line.setObjectName("runs.launch.models")
        self.line.setAccessibleName("Models, parted by commas")
        self.line.setPlaceholderText("provider/model, parted by commas, or a script from below")
        self.line.setAcceptDrops(False)
        self._flow = FlowLayout(look, gap=4)
        said = text(_SCRIPTS, "small")
        self.setLayout(column(self.line, self._flow, said, gaps=(0, 0, 0, 0, 6)))
        self.line.textChanged.connect(self._typed)

    @property
    def names(self) -> tuple[str, ...]:
        """The names, each once; a provider without a model is none yet."""
        parts = (part.strip() for part in self.line.text().split(","))
        return tuple(dict.fromkeys(part for part in parts if part and not part.endswith("/")))

    def offer(self, models: Sequence[str], providers: Sequence[str]) -> None:
        """Take what is at hand: whole names, and what names of a provider begin with."""
        self._offered = (tuple(models), tuple(providers))
        wanted = (*models, *providers)
        for name in wanted:
            if name not in self._chips:
                self._chips[name] = self._chip(name)
        # In the layout first: what has no parent would come up as a window of its own.
        self._flow.put([self._chips[name] for name in wanted])
        for name, chip in self._chips.items():
            chip.setVisible(name in wanted)
        self._order([self._chips[name] for name in wanted])
        self._mark()

    def also(self, names: Sequence[str]) -> None:
        """Offer names that were run meanwhile, too."""
        models, providers = self._offered
        self.offer(tuple(dict.fromkeys((*models, *names))), providers)

    def choose(self, names: Sequence[str]) -> None:
        """Put these names in, and no others."""
        self.line.setText(", ".join(names))

    def _order(self, chips: Sequence[Chip]) -> None:
        """Let the keyboard come to the names right after the line that they are put into."""
        before: QWidget = self.line
        for chip in chips:
            QWidget.setTabOrder(before, chip)
            before = chip

    def _chip(self, name: str) -> Chip:
        words = short(visible(name), most=40)
        provider = name.endswith("/")
        chip = Chip(
            self._look,
            f"{words}…" if provider else words,
            f"runs.launch.model.{name}",
            tip=_KEYED if provider else "",
        )
        chip.setAccessibleName(f"A model of {name[:-1]}" if provider else visible(name))
        chip.setCheckable(not provider)
        chip.clicked.connect(partial(self._begin if provider else self._turn, name))
        return chip

    def _turn(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        names = self.names
        rest = [each for each in names if each != name]
        self.choose(rest if name in names else [*names, name])

    def _begin(self, provider: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - a slot
        self.choose([*self.names, provider])
        self.line.setFocus()
        self.line.end(False)  # noqa: FBT003 - Qt's signature

    def _typed(self) -> None:
        self._mark()
        self.edited.emit()

    def _mark(self) -> None:
        names = self.names
        for name, chip in self._chips.items():
            blocker = QSignalBlocker(chip)
            chip.setChecked(chip.isCheckable() and name in names)
            blocker.unblock()
