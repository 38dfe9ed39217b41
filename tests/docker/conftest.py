"""What tests on a real Docker engine share."""

from tests.support.engine import engine, image, sandbox, sandboxes

__all__ = ["engine", "image", "sandbox", "sandboxes"]
