"""Machine-checked facts about a run, one file per closely related kinds; each exports FINDING."""

from runner.findings._claimed import reported
from runner.findings._family import WORLD_TOO_LARGE, Evidence, FindingKind, roles_of
from runner.findings._finder import findings, kinds

__all__ = [
    "WORLD_TOO_LARGE",
    "Evidence",
    "FindingKind",
    "findings",
    "kinds",
    "reported",
    "roles_of",
]
