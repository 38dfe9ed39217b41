"""Who a judge is, told by the name of its score table and the models in its columns."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

SCORES = "scores_"
_PUBLISHED = {
    "gpt55": "gpt-5.5",
    "grok": "grok-4.20",
    "claude47": "claude-opus-4.7",
    "gemini": "gemini-3.1-pro-preview",
}
_OTHER_GENERATION = "old-"
_SELF = "self-"
_SELF_FOLDER = "self_eval"
_PLAIN = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, slots=True)
class TableJudge:
    """The judge of a table, which is also the name of the model behind it."""

    name: str
    self_evaluation: bool


def table_judge(path: Path, models: Sequence[str]) -> TableJudge:
    """Return who gave the scores of a table.

    A table of one model's columns only, in `self_eval/` or named `self-*`, is that model judging
    itself. `old-` marks the same judges on the other generation of models. A short name that is a
    model of the columns but for dots and dashes is that model. Our own export writes `%` and two
    digits for what a file's name cannot hold, or where a name would be taken for another.
    """
    affix = path.stem.removeprefix(SCORES).removeprefix(_OTHER_GENERATION)
    if len(models) == 1 and (path.parent.name == _SELF_FOLDER or affix.startswith(_SELF)):
        return TableJudge(models[0], self_evaluation=True)
    if affix in _PUBLISHED:
        return TableJudge(_PUBLISHED[affix], self_evaluation=False)
    name = unquote(affix)
    alike = [model for model in models if name == affix and _plain(model) == _plain(affix)]
    return TableJudge(alike[0] if len(alike) == 1 else name or affix, self_evaluation=False)


def _plain(name: str) -> str:
    return _PLAIN.sub("", name.lower())
