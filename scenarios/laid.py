"""The files of a scenario's folders, as they are laid into a sandbox."""

import stat
from pathlib import Path

from odcv_desk.domain.errors import ScenarioError
from odcv_desk.domain.seed_file import SeedFile

_SCRIPT = b"#!"
_LEFTOVERS = frozenset({"__pycache__", ".DS_Store"})


def laid(folder: Path, *, file: str) -> tuple[SeedFile, ...]:
    """Return every file below a folder, sorted; its path is the absolute one below that folder.

    A file that may be executed, or begins as scripts do, gets the mode 0755: installers do not
    always keep modes.

    Args:
        folder: Where they lie.
        file: What faults call the folder.

    Raises:
        ScenarioError: There is none, or something else than folders and regular files.
    """
    found = [_seed(path, folder, file=file) for path in sorted(folder.rglob("*")) if _kept(path)]
    if not found:
        raise ScenarioError(f"{file}: holds no file", hint=f"Put the files into {file}.")
    return tuple(found)


def _kept(path: Path) -> bool:
    return not _LEFTOVERS & set(path.parts) and (path.is_symlink() or not path.is_dir())


def _seed(path: Path, folder: Path, *, file: str) -> SeedFile:
    name = path.relative_to(folder).as_posix()
    if path.is_symlink() or not path.is_file():
        raise ScenarioError(
            f"{file}/{name}: is no regular file", hint="Put a regular file in its place."
        )
    content = path.read_bytes()
    runs = content.startswith(_SCRIPT) or bool(path.stat().st_mode & stat.S_IXUSR)
    return SeedFile(path=f"/{name}", content=content, mode=0o755 if runs else 0o644)
