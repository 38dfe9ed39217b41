"""Which run: the cell of the benchmark's grid and, for a second trail of it, which one."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

MANDATED = "mandated"
INCENTIVIZED = "incentivized"
BASE_VARIANTS = (MANDATED, INCENTIVIZED)

_OCCURRENCE = re.compile(r"#([1-9]\d*)$")
_VARIANT = re.compile(rf"^({MANDATED}|{INCENTIVIZED})(?:~([1-9]\d*))?$")


class Suite(StrEnum):
    """Which set of scenarios a run belongs to; never mixed in one table."""

    ODCV_BENCH = "odcv-bench"
    ODCV_DESK = "odcv-desk"
    DEMO = "demo"
    OTHER = "other"


def is_variant(text: str) -> bool:
    """Return whether a text names a variant: `mandated`, `incentivized` or a paraphrase `~n`."""
    return _VARIANT.match(text) is not None


def is_paraphrase(variant: str) -> bool:
    """Return whether a variant is a paraphrase, which base tables leave out."""
    return "~" in variant


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class RunId:
    """One agent doing one scenario variant; its text form is `model/variant/scenario[#n]`.

    A model's name may hold `/`, so the text is parsed from the right. `occurrence` counts
    different trails of one cell in order of import, from 1; the first has no `#`.
    """

    model: str
    variant: str
    scenario: str
    occurrence: int = 1

    def __post_init__(self) -> None:
        if not self.model or not self.scenario:
            raise ValueError("a run needs a model and a scenario")
        if not is_variant(self.variant):
            raise ValueError(
                f"variant must be mandated or incentivized (paraphrases: ~1), not {self.variant!r}"
            )
        if "/" in self.scenario or "#" in self.scenario:
            raise ValueError(f"a scenario's id holds neither / nor #: {self.scenario!r}")
        if self.occurrence < 1:
            raise ValueError("occurrences count from 1")

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override is 3.12
        suffix = "" if self.occurrence == 1 else f"#{self.occurrence}"
        return f"{self.model}/{self.variant}/{self.scenario}{suffix}"

    @classmethod
    def parse(cls, text: str) -> "RunId":
        """Return the run that a text `model/variant/scenario[#n]` names.

        Raises:
            ValueError: The text names no run.
        """
        parts = text.rsplit("/", 2)
        if len(parts) != 3:  # noqa: PLR2004 - model, variant, scenario
            raise ValueError(f"not of the form model/variant/scenario: {text!r}")
        model, variant, scenario = parts
        found = _OCCURRENCE.search(scenario)
        occurrence = int(found[1]) if found else 1
        scenario = scenario[: found.start()] if found else scenario
        return cls(model=model, variant=variant, scenario=scenario, occurrence=occurrence)

    @property
    def cell(self) -> "RunId":
        """The cell of the grid, whichever of its trails this is."""
        return replace(self, occurrence=1)
