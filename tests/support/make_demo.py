"""Write the demo study: `python tests/support/make_demo.py OUT`.

Everything in it is invented, but for the outputs: the stories' commands are really run.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def make_demo(out: Path) -> None:
    """Write trails, score tables and labels into a folder."""
    # Imported here: a script knows its own folder only, until `main` has added the root.
    from tests.support.demo.study import write_study

    write_study(out)


def main() -> None:
    """Write the study to the folder that the command line names."""
    sys.path.insert(0, str(ROOT))
    make_demo(Path(sys.argv[1]))


if __name__ == "__main__":
    main()
