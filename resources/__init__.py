"""What ships beside the code: texts, tables, pictures. Read through this door only."""

from importlib.resources import files
from pathlib import Path


def path(name: str) -> Path:
    """Return where a resource lies on disk, such as `path("demo")`."""
    return Path(str(files("resources"))) / name


def text(name: str) -> str:
    """Return a resource's text, such as `text("rubrics/1.toml")`."""
    return path(name).read_text(encoding="utf-8")
