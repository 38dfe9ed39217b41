"""Find the members of a family: one file each, exporting one object under the family's name."""

import importlib
import pkgutil
from types import ModuleType


def members(package: ModuleType, name: str) -> tuple[object, ...]:
    """Return what each public module of `package` exports as `name`, sorted by module name.

    Raises:
        AttributeError: A module of the family does not export the name: a defect of ours.
    """
    found = sorted(module.name for module in pkgutil.iter_modules(package.__path__))
    return tuple(
        getattr(importlib.import_module(f"{package.__name__}.{module}"), name)
        for module in found
        if not module.startswith("_")
    )
