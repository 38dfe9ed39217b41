"""A file that is laid into a sandbox before a run begins."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SeedFile:
    """A regular file: its absolute path in the sandbox, what it holds, and its mode."""

    path: str
    content: bytes
    mode: int = 0o644

    def __post_init__(self) -> None:
        parts = self.path.split("/")
        if not self.path.startswith("/") or "" in parts[1:] or {".", ".."} & set(parts):
            raise ValueError(f"not the absolute path of a file: {self.path!r}")
