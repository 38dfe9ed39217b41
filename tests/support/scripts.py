"""Shell scripts for property tests: what agents write, and what could mislead a reader."""

from hypothesis import strategies as st

FILES = ("a.txt", "b.txt", "sub/c.txt", '"d e.txt"', "'é.txt'", "new.md")
PLACES = st.sampled_from(
    (*FILES * 3, "./a.txt", "sub/../b.txt", "sub", "sub/", "$F", '"$F"', "nodir/x")
)
LINES = st.sampled_from(
    (
        "alpha beta",
        "x=1",
        '"score": 12, "b": 3',
        "a/b",
        "tab\tend",
        "ünï",
        "100% sure",
        "a.b*c[d]",
        "",
        "  lead",
        "k: v,w,z",
        "foo foo foo",
        "$F here",
        "$(echo hi)",
        "cost \\$5",
        "back\\slash",
        "`echo q`",
        "${F}",
        "$((1+2))",
    )
)
DELIMITERS = st.sampled_from(("'EOF'", "EOF", '"EOF"', "\\EOF"))
PROGRAMS = (
    "s/alpha/ALPHA/",
    "s/foo/bar/g",
    "s/[0-9]*$/N/",
    "s/x=\\([0-9]\\)/y=\\1/",
    "s/,.*/,END/",
    "/alpha/d",
    "1d",
    "$d",
    "2,3d",
    '2 s/"score": [0-9]*/"score": 99/',
    "s/a.b/Q/",
    "s/[^,]*,[^,]*/Z/",
    "s|a/b|c/d|",
    "s/foo/&&/",
    "s/$/!/",
    "s/^/# /",
    "s/o*/0/",
    "s/o*/0/g",
    "1s/a/b/;$s/a/c/",
    "s/b*c/X/",
    "s/\\./DOT/g",
    "s/a.*b/W/",
    "s/f\\(oo\\) /\\1-/g",
    "s/no/such\\n/",
    "s/alpha/A\\nB/;s/A.B/C/",
    "/x=/s/1/2/",
    "1,$s/a/e/g",
    "s/[[:space:]]/_/g",
    "s/ü/u/",
    "s/x\\?y/z/",
    "2q",
    "s/a/b/2",
    "s/be\\+ta/q/",
    "p",
)
WORDS = st.sampled_from(
    (
        "hi",
        "-n yo",
        "-e x",
        '"a  b"',
        "'q\\n'",
        '"$F"',
        "*",
        "$(cat a.txt)",
        '"$(cat b.txt)"',
        "~",
        "{a,b}",
        "'two\nlines'",
    )
)
FORMS = st.sampled_from(
    (
        "'a%sb\\n' z y",
        "'no end'",
        "'%d-%s\\n' 3 q",
        "'50%%\\n'",
        "'%05d\\n' 7",
        "'\\x41'",
        "'a\\tb' extra",
        "'x\\r\\n'",
        "%s 'a\\nb'",
    )
)
SEDS = st.builds(
    lambda option, program: f"sed {option} '{program}'",
    st.sampled_from(("", "", "", "-E", "-n", "-r")),
    st.sampled_from(PROGRAMS),
)
INTO = st.sampled_from((">", ">>"))
PLAIN = st.sampled_from(
    (
        "ls",
        "ls -la sub",
        "cd sub",
        "cd ..",
        "cd nodir 2>/dev/null",
        "F=a.txt",
        'F="d e.txt"',
        "true",
        "false",
        'echo "---"',
        "exit 0",
        "exit 3",
        "set -e",
        "ls nofile",
        "echo x >&2",
        'find . -name "b*" -delete',
        "find . -type f",
        "mkdir sub2",
        "mkdir -p sub",
        "mkdir a.txt",
        'bash -c "echo nested > a.txt"',
        "cat *.txt",
    )
)


def _heredoc(start, delimiter, lines):
    return f"{start} <<{delimiter}\n" + "".join(f"{line}\n" for line in lines) + "EOF"


def _filled(form):
    holes = form.count("{}")
    return st.tuples(*[PLACES] * holes).map(lambda places: form.format(*places))


TEMPLATES = st.sampled_from(
    (
        "cat {}",
        "cat {}",
        "cat {} {} > {}",
        "cat {} >> {}",
        "cp {} {}",
        "cp -r {} {}",
        "mv {} {}",
        "mv -f {} {}",
        "rm {}",
        "rm -f {}",
        "rm -rf {}",
        "touch {}",
        "chmod 755 {}",
        "chmod +x {}",
        "> {}",
        ": > {}",
        "grep -q foo {}",
        "grep foo {}",
        "head -n 2 {} > {}",
        "tail -n 1 {}",
        "wc -l < {}",
        "truncate -s 3 {}",
        "awk '{{print $1}}' {} > {}",
        "sort {} -o {}",
        "[ -f {} ]",
        "cat {} 2>/dev/null",
        "cp {} {} 2>/dev/null",
        "rm {} 2>/dev/null",
        "cat < {} > {}",
        "{{ echo one; cat {}; }} > {}",
        "(cd sub && echo in > {})",
        "ls nofile > {}",
        "cat {} | head -1 | tee {} > /dev/null",
        'X=$(cat {}); echo "$X" > {}',
    )
).flatmap(_filled)
HEREDOCS = st.builds(
    _heredoc,
    st.builds(lambda into, place: f"cat {into} {place}", INTO, PLACES),
    DELIMITERS,
    st.lists(LINES, max_size=4),
)
WRITES = st.one_of(
    HEREDOCS,
    st.builds(lambda word, into, place: f"echo {word} {into} {place}", WORDS, INTO, PLACES),
    st.builds(lambda form, into, place: f"printf {form} {into} {place}", FORMS, INTO, PLACES),
    st.builds(lambda sed, place: sed.replace("sed", "sed -i") + f" {place}", SEDS, PLACES),
    st.builds(lambda sed, one, two: f"{sed} {one} > {two}", SEDS, PLACES, PLACES),
    st.builds(lambda sed, one, two: f"cat {one} | {sed} | tee {two}", SEDS, PLACES, PLACES),
)
COMMANDS = st.one_of(WRITES, TEMPLATES, PLAIN)
LOOPED = st.sampled_from(
    ("cat $f", "echo hey > $f", "sed -i s/a/b/ $f", "cp $f $f.bak", "cat $f; echo")
)
COMPOUND = st.recursive(
    COMMANDS,
    lambda inner: st.one_of(
        st.builds("{}\n{}".format, inner, inner),
        st.builds("{{\n{}\n}} && {}".format, inner, inner),
        st.builds("{{\n{}\n}} || {}".format, inner, inner),
        st.builds("for f in a.txt sub/c.txt; do\necho == $f\n{}\ndone".format, LOOPED),
        st.builds("for f in *.txt; do\n{}\ndone".format, inner),
        st.builds("if [ -f a.txt ]; then\n{}\nelse\n{}\nfi".format, inner, inner),
        st.builds("i=0\nwhile [ $i -lt 2 ]; do\ni=$((i+1))\n{}\ndone".format, inner),
        st.builds("(\n{}\n)".format, inner),
    ),
    max_leaves=4,
)
SCRIPTS = COMPOUND.filter(lambda script: script.count("..") <= 2)
