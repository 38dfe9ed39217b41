"""Which simple commands only read: programs that cannot write, run or reach anything else."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from runner.bash_words import Word

READERS = frozenset(
    (
        ":",
        "arch",
        "b2sum",
        "base64",
        "basename",
        "bc",
        "cat",
        "cd",
        "cksum",
        "cmp",
        "column",
        "comm",
        "cut",
        "df",
        "dirname",
        "du",
        "echo",
        "egrep",
        "expand",
        "expr",
        "false",
        "fgrep",
        "fmt",
        "fold",
        "free",
        "getconf",
        "grep",
        "groups",
        "head",
        "hexdump",
        "id",
        "jq",
        "ls",
        "lscpu",
        "md5sum",
        "nl",
        "nproc",
        "od",
        "paste",
        "pidof",
        "pgrep",
        "printenv",
        "ps",
        "pwd",
        "readlink",
        "realpath",
        "rev",
        "seq",
        "sha1sum",
        "sha224sum",
        "sha256sum",
        "sha384sum",
        "sha512sum",
        "sleep",
        "stat",
        "strings",
        "sum",
        "tac",
        "tail",
        "tr",
        "true",
        "tsort",
        "tty",
        "type",
        "uname",
        "unexpand",
        "uptime",
        "w",
        "wc",
        "which",
        "who",
        "whoami",
        "zcat",
    )
)
"""Programs and builtins none of whose options write a file, run a program or reach a network."""

_FOLDERS = ("/bin/", "/usr/bin/")
_NUMBER = re.compile(r"[-+]?\d+[A-Za-z]?")


@dataclass(frozen=True, slots=True)
class Options:
    """What a program may be given: letters, letters that take a value, long names, operands."""

    letters: str = ""
    valued: str = ""
    long: frozenset[str] = frozenset()
    most_operands: int | None = None

    def allow(self, arguments: Sequence[str]) -> bool:
        """Return whether nothing but these is given; where that is not certain, it is not."""
        operands = 0
        for argument in arguments:
            if argument == "--":
                return False
            if argument.startswith("--"):
                if argument.partition("=")[0] not in self.long:
                    return False
            elif argument.startswith("-") and argument != "-":
                if not self._cluster(argument[1:]):
                    return False
            else:
                operands += 1
        return self.most_operands is None or operands <= self.most_operands

    def _cluster(self, letters: str) -> bool:
        for letter in letters:
            if letter in self.valued:
                return True
            if letter not in self.letters:
                return False
        return True


_FIND = frozenset(
    (
        "-L",
        "-H",
        "-P",
        "-O0",
        "-O1",
        "-O2",
        "-O3",
        "-name",
        "-iname",
        "-path",
        "-ipath",
        "-wholename",
        "-iwholename",
        "-lname",
        "-type",
        "-xtype",
        "-size",
        "-empty",
        "-mtime",
        "-mmin",
        "-atime",
        "-amin",
        "-ctime",
        "-cmin",
        "-newer",
        "-maxdepth",
        "-mindepth",
        "-print",
        "-print0",
        "-printf",
        "-ls",
        "-not",
        "-o",
        "-or",
        "-a",
        "-and",
        "-perm",
        "-user",
        "-group",
        "-uid",
        "-gid",
        "-nouser",
        "-nogroup",
        "-regex",
        "-iregex",
        "-regextype",
        "-xdev",
        "-mount",
        "-prune",
        "-links",
        "-inum",
        "-samefile",
        "-readable",
        "-writable",
        "-executable",
        "-true",
        "-false",
        "-follow",
        "-daystart",
        "-depth",
        "-quit",
    )
)

# Some seds end a pattern at a slash in brackets and some do not, so there must be none.
_SED_PATTERN = r"(?:[^/\\\n\[]|\\[^\n]|\[\^?\]?[^\]\[/\\\n]*\])+"
_SED_PLACE = rf"(?:\d+|\$|/{_SED_PATTERN}/)"
_SED_DO = rf"(?:[pdq=]|s/{_SED_PATTERN}/(?:[^/\\\n]|\\[^\n])*/[gpiI0-9]*)"
_SED_ONE = rf" *(?:{_SED_PLACE} *(?:, *(?:{_SED_PLACE}|\+\d+) *)?)?!? *{_SED_DO} *"
_SED = re.compile(rf"{_SED_ONE}(?:;{_SED_ONE})*;?")
_AWK_ACTS = re.compile(r">|(?<!\|)\|(?!\|)|\|\|\||system|getline|@|\\\n")


def _find(arguments: Sequence[str]) -> bool:
    options = (each for each in arguments if each.startswith("-") and not _NUMBER.fullmatch(each))
    return all(each in _FIND for each in options)


def _sed(arguments: Sequence[str]) -> bool:
    scripts = [each for each in arguments if not each.startswith("-")][:1]
    plain = Options(
        letters="nErsuz", long=frozenset(("--quiet", "--silent", "--regexp-extended"))
    ).allow(arguments)
    return plain and len(scripts) == 1 and _SED.fullmatch(scripts[0]) is not None


def _awk(arguments: Sequence[str]) -> bool:
    return Options(valued="Fv").allow(arguments) and not any(
        _AWK_ACTS.search(each) for each in arguments
    )


def _date(arguments: Sequence[str]) -> bool:
    """Return whether a clock is only read: an operand that is no format would set it."""
    return all(each == "-u" or each.startswith(("+", "-I", "--iso-8601")) for each in arguments)


def _command(arguments: Sequence[str]) -> bool:
    return arguments[:1] in (["-v"], ["-V"])


def _test(arguments: Sequence[str]) -> bool:
    """Return whether nothing evaluates the subscript of an array, which can hold a command."""
    return not {"-v", "-R"} & set(arguments)


def _nothing(arguments: Sequence[str]) -> bool:
    return not arguments


_SORT = Options(
    letters="bdfghiMnRrVcCmsuz",
    valued="ktS",
    long=frozenset(
        (
            "--reverse",
            "--numeric-sort",
            "--unique",
            "--key",
            "--field-separator",
            "--human-numeric-sort",
            "--stable",
            "--version-sort",
            "--ignore-case",
            "--general-numeric-sort",
            "--month-sort",
            "--ignore-leading-blanks",
        )
    ),
)
_UNIQ = Options(
    letters="cdDiuz",
    valued="fsw",
    long=frozenset(("--count", "--repeated", "--unique", "--ignore-case")),
    # A second operand is the file that it writes.
    most_operands=1,
)
_TREE = Options(letters="adfhilspugDFrtvQN", valued="LPI", long=frozenset(("--dirsfirst",)))
_DIFF = Options(
    letters="abBcEdeiNnqrstTuwy",
    valued="CUWxI",
    long=frozenset(("--brief", "--recursive", "--unified", "--side-by-side", "--color")),
)
_FILE = Options(letters="bhikLNrsv0", long=frozenset(("--brief", "--mime", "--mime-type")))

_CAREFULLY: Mapping[str, Callable[[Sequence[str]], bool]] = {
    "awk": _awk,
    "command": _command,
    "date": _date,
    "diff": _DIFF.allow,
    "env": _nothing,
    "file": _FILE.allow,
    "find": _find,
    "gawk": _awk,
    "hostname": _nothing,
    "mawk": _awk,
    "sed": _sed,
    "sort": _SORT.allow,
    "test": _test,
    "tree": _TREE.allow,
    "uniq": _UNIQ.allow,
}
"""Programs that read unless an option or an operand of theirs does more."""

_SCRIPTED = frozenset(("awk", "gawk", "mawk", "sed"))
"""Programs whose first operand is a program of its own."""


def program(name: str) -> str:
    """Return the name of a program without the folder of the system that it lies in."""
    return next((name.removeprefix(each) for each in _FOLDERS if name.startswith(each)), name)


def why_no_read(words: Sequence[Word]) -> str | None:
    """Return why it is not certain that a simple command only reads, None where it is."""
    if not words:
        return "it does nothing that is understood"
    first = words[0]
    if first.opens or "=" in first.text:
        return f"`{first.text}` is no plain name of a program"
    name = program(first.text)
    arguments = [word.text for word in words[1:]]
    if name in READERS:
        return None
    if name not in _CAREFULLY:
        return f"`{name}` is not known to only read"
    if any(word.opens and _may_be_option(word) for word in words[1:]) or (
        name in _SCRIPTED and _script_opens(words[1:])
    ):
        return f"what `{name}` is given is decided by the shell"
    return None if _CAREFULLY[name](arguments) else f"`{name}` could do more than read here"


def _script_opens(words: Sequence[Word]) -> bool:
    script = next((word for word in words if not word.text.startswith("-")), None)
    return script is not None and script.opens


def _may_be_option(word: Word) -> bool:
    """Return whether a word could turn out to be an option, or several words.

    `"*.csv"` in quotes does not open; `data/*.csv` does, but always begins as it begins here.
    """
    return word.leads or "$" in word.text or "{" in word.text
