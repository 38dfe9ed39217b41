"""Machine-checked facts about a run, one file per closely related kinds; each exports FINDING."""

from runner.findings._claimed import reported
from runner.findings._family import Evidence, FindingKind
from runner.findings._finder import findings, kinds

__all__ = ["Evidence", "FindingKind", "findings", "kinds", "reported"]
