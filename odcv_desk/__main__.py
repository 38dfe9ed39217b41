"""`python -m odcv_desk` and the `odcv-desk` command."""

import sys

from odcv_desk.cli import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:], open_window=_open_window))


def _open_window(where: str) -> int:
    # Qt is loaded for the window alone: every other command works where it is not installed.
    from odcv_desk.ui.app import open_window

    return open_window(where)


if __name__ == "__main__":
    main()
