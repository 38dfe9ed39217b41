"""`python -m odcv_desk` and the `odcv-desk` command."""

import sys

from odcv_desk.cli import run


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
