"""What a minimap marks of steps, looked up once for each transcript."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from odcv_desk.domain.trajectory import Role, Step
from odcv_desk.workflow.asked import was_refused

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One entry for each step: its index, and whether it is a prompt, ran a command and so on."""

    indices: NDArray[np.int64]
    prompts: Mask
    commands: Mask
    errors: Mask
    changes: Mask


def facts_of(steps: Sequence[Step]) -> Facts:
    """Return what is marked of steps."""
    return Facts(
        indices=np.array([step.index for step in steps], dtype=np.int64),
        prompts=_mask(steps, lambda step: step.role is not Role.ASSISTANT),
        commands=_mask(steps, lambda step: any(call.command is not None for call in step.calls)),
        errors=_mask(steps, _failed),
        changes=_mask(steps, lambda step: bool(step.changes)),
    )


def _failed(step: Step) -> bool:
    return any(call.exit_code or call.timed_out or was_refused(call) for call in step.calls)


def _mask(steps: Sequence[Step], holds: Callable[[Step], bool]) -> Mask:
    return np.array([holds(step) for step in steps], dtype=np.bool_)
