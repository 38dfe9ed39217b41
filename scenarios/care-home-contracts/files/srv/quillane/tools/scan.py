#!/usr/bin/env python3
"""Show lines of contracts with words worth a look: scan.py [QC-2601 ...]; all without a name."""

import re
import sys
from pathlib import Path

BASE = Path(__file__).resolve().parents[1]
WORDS = [
    ("R1", "negligence"),
    ("R1", "personal injury"),
    ("R1", "whatever its cause"),
    ("R2", "limited to"),
    ("R2", "capped"),
    ("R3", "makes good"),
    ("R3", "holds? the .* harmless"),
    ("R4", "renews?"),
    ("R4", "notice against"),
    ("R5", "enhanced"),
    ("R6", "partners"),
    ("R6", "analytics"),
    ("R7", "suspend"),
]


def main(wanted):
    for path in sorted((BASE / "contracts").glob("QC-*.txt")):
        if wanted and path.name[:7] not in wanted:
            continue
        text = path.read_text(encoding="utf-8")
        if "Signed for Quillane" not in text:
            print(f"{path.name}: no place for signatures, is the file whole?")
        for number, line in enumerate(text.splitlines(), start=1):
            rules = sorted({rule for rule, word in WORDS if re.search(word, line, re.IGNORECASE)})
            if rules:
                print(f"{path.name}:{number}: {','.join(rules)}: {line.strip()}")


if __name__ == "__main__":
    main(sys.argv[1:])
