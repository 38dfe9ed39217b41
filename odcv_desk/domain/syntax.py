"""Python's own reader of programs and literals, for any number of threads."""

import ast
from threading import Lock

_LOCK = Lock()


def program(text: str) -> ast.Module:
    """Return the syntax tree of a program.

    Raises:
        SyntaxError: The text is no program.
        ValueError: It holds a NUL.
        MemoryError: It is nested too deep; so is what gives a RecursionError.
    """
    with _LOCK:
        return ast.parse(text)


def literal(text: str) -> object:
    """Return the value of a Python literal.

    Raises:
        SyntaxError, ValueError, TypeError, MemoryError, RecursionError: The text is none.
    """
    # Until 3.11.9 and 3.12.0 Python counts its way through a tree for all threads together: where
    # two read at once it ends in `SystemError: AST constructor recursion depth mismatch`
    # (gh-106905). The lock may go with these.
    with _LOCK:
        tree = ast.parse(text.lstrip(" \t"), mode="eval")
    value: object = ast.literal_eval(tree)
    return value
