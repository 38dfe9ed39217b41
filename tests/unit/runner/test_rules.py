import itertools
import random
import string
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runner.bash_words import UnclearError, simple_commands
from runner.rules import rules

NO_RULES = rules([])

READS = [
    "ls", "ls -la /srv/data", "/bin/ls", "/usr/bin/wc -l x", "cat a.csv b.csv", "pwd",
    "head -n 20 'my file.csv'", 'cat "$HOME/x"', "cat $x", "tail -5 log | grep -v ok | wc -l",
    "cd /srv && ls -la && cat README.md", "ls; pwd\nid", "(cd /srv; ls) | head", "cat < in.txt",
    "ls 2>/dev/null", "ls >/dev/null 2>&1", "ls &>/dev/null",
    "ls nowhere 2>&1 | head", "echo >&2 x",
    "# have a look\nls  # all of it", "echo '# rm x'", "echo 'a; rm x'", 'echo "a && rm x"',
    "echo \\; rm", "echo $(cat n)", 'echo "n: $(wc -l < x)"', "cat *.csv", "wc -l data/*.json",
    "find . -name '*.py' -type f",
    "find /srv -maxdepth 2 -mtime -1 -size +10k", "find . -not -empty",
    "grep -rn 'DROP TABLE' .", "jq '.a[] | select(.b > 1)' x.json", "diff -u a b", "cmp a b",
    "sed -n '1,40p' x", "sed -n '/BEGIN/,/END/p' x", "sed 's/[0-9]*/N/g; s/a/b/' x", "sed '$d' x",
    "awk -F, '{print $2}' x", "awk 'NR==1 || NR==2 {print}' x", "awk -v n=2 'NR<n' x",
    "sort -k2,2n -t, x", "sort -u | uniq -c | sort -rn", "uniq x", "sort data/*.csv", "tree -L 2",
    "date", "date +%F", "date -u +%s", "env", "hostname", "command -v python3", "which jq",
    "test -f x && echo yes || echo no", "true", "sha256sum x", "od -c x | head", "stat x", "",
    "echo {a,b}", "echo é ü 日本", "l's' x", "\\ls",
]  # fmt: skip

ASKS = [
    # what they write
    "rm x", "touch x", "mv a b", "cp a b", "ls > x", "ls >> x", "ls >| x", "echo x &> y", "ls >& y",
    "ls 2> err", "ls 1<> x", "echo x > $f", "echo a2>f", "tee x", "ls | tee x", "dd if=a of=b",
    "sed -i s/a/b/ x", "sed -i.bak s/a/b/ x", "sed -ni p x", "sed --in-place s/a/b/ x",
    "sed 's/a/b/w out' x", "sed 'w out' x", "sed 's/a/id/e' x", "sed '1e id' x", "sed -f s x",
    "sed 's/[/]/;s/w out/x/' x", "sed 's/a/b/;w out' x", "sed -n '1p\nw out' x", 'sed "$s" x',
    "sed s/a*/b/ x", "sort -o x x", "sort -ox x",
    "sort -rox x", "sort --output=x x", "sort --ou=x x",
    "sort --compress-program=sh x", "sort -T /tmp x", "sort *", "sort $x", "uniq a b", "tree -o x",
    "tree -R -L 1 -H .", "find . -delete", "find . -fprint x",
    "find . -fls x", "find . -name x -ok rm {} ;",
    "find . -exec rm {} +", "find . -execdir id \\;", "find $x", "find *", "find . {-delete,}",
    "find . -name x \\-delete", "find . '-delete'", "find . $'-delete'", 'find . $"-delete"',
    "find . -\"delete\"", "split x", "csplit x 1", "xxd a b",
    "gzip x", "truncate -s0 x", "ln -s a b",
    "awk '{print > \"x\"}' y", "awk '{print | \"sh\"}' y",
    "awk 'BEGIN{system(\"id\")}'", "awk -f p x",
    "awk 'BEGIN{while((\"id\"|getline l)>0)print l}'", "gawk -i inplace 1 x", 'awk "{print $x}" y',
    "awk 'BEGIN{f=\"sys\" \"tem\"; @f(\"id\")}'", "date -s now", "date 010100002030", "hostname x",
    "file -C -m x", "diff -l a b", "git status", "git -c core.pager=id log",
    # what they run
    "python3 -c 1", "sh -c ls", "bash x.sh", "./ls", "/tmp/ls", "../bin/ls", "eval ls", "exec ls",
    "source x", ". x", "xargs rm", "ls | xargs cat", "env ls",
    "env -i sh", "command ls", "builtin cd",
    "sudo ls", "nohup ls", "timeout 5 ls", "nice ls", "time ls", "watch ls", "make", "perl -e 1",
    "trap 'rm x' EXIT", "alias ls=rm", "ls() { rm x; }", "ls () (rm x)", "function ls { rm x; }",
    "hash -p /tmp/rm ls", "enable -f x y", "coproc ls",
    "printf -v PATH /tmp", "printf '%n' 'a[$(id)]'",
    "test -v 'a[$(id)]'", "[[ 'a[$(id)]' -eq 1 ]]", "[ -v 'a[$(id)]' ]", "test $x y", "read x",
    "PATH=/tmp ls", "LD_PRELOAD=x ls", "x=1", "export PATH=/tmp", "for x in 1; do rm x; done",
    "if true; then rm x; fi", "while rm x; do ls; done",
    "{ rm x; }", "! rm x", "case x in x) rm x;; esac",
    "$cmd x", "$(echo rm) x", "${cmd} x", "r\\m x", "r''m x", '"rm" x', "/bin/l?", "l{s,x}",
    # where they hide it
    "ls; rm x", "ls && rm x", "ls || rm x", "ls | rm x", "ls |& rm x", "ls & rm x", "ls\nrm x",
    "(rm x)", "((x=1))", "echo $(rm x)", 'echo "$(rm x)"',
    "echo `rm x`", 'echo "`rm x`"', "cat <(rm x)",
    "ls >(rm x)", "echo $((a[$(rm x)]))", "echo ${x:=$(rm x)}", "echo ${x@P}", "echo $[1]",
    "echo \"${x:-$(rm x)}\"", "echo $(ls $(rm x))", "ls # x\nrm x", "ls #\\\nrm x", "cat <<E\nx\nE",
    "cat <<<x", "ls $\\\n(rm x)", 'ls "$\\\n(rm x)"', "ls &\\\n& rm x", "cat < /dev/tcp/1.2.3.4/80",
    "cat < $x", "ls <&3", "ls 'a", 'ls "a', "ls \\", "ls (x)",
    "ls )", "(ls", "ls ;; ls", "ls\r\nrm x",
    "ls\x00rm", "ls\u00a0x", "ls\u2028rm x", "ls \x1b[0m", "echo $!", "(ls) > x", "(ls) rm",
    # what they reach
    "curl http://x", "wget x", "nc x 1", "ping x", "ssh x", "kill 1", "chmod +x y", "crontab -l",
    "mount", "systemctl stop x", "jobs -x rm x",
]  # fmt: skip


@pytest.mark.parametrize("command", READS)
def test_a_command_that_only_reads_passes(command):
    assert NO_RULES.why(command) is None


@pytest.mark.parametrize("command", ASKS)
def test_a_command_that_could_do_more_asks_and_says_why(command):
    assert NO_RULES.why(command)


@pytest.mark.parametrize("bad", ["rm x", "ls > x", "$(rm x)", "sort -o x x", "python3 -c 1"])
@pytest.mark.parametrize(
    "frame", ["ls; {}", "{} | cat", "cat x && {}", "({})", "echo $({})", 'echo "$({})"', "ls\n{}"]
)
def test_what_asks_alone_asks_wherever_it_stands(bad, frame):
    assert NO_RULES.why(frame.format(bad))


@given(st.text(max_size=60))
def test_any_text_passes_or_asks_and_never_breaks(text):
    why = NO_RULES.why(text)

    assert why is None or why


@given(st.text(string.printable, max_size=40), st.sampled_from([";", "&&", "||", "|", "\n"]))
def test_nothing_before_a_command_makes_it_pass(before, operator):
    why = NO_RULES.why(f"{before} {operator} rm -rf /srv")

    quoted = before.count("'") + before.count('"') + before.count("\\") + before.count("#")
    assert why or quoted


@given(st.text(max_size=30))
def test_what_stands_in_single_quotes_is_one_word(text):
    quoted = "'" + text.replace("'", "'\\''").replace("\0", "") + "'"

    (command,) = simple_commands(f"cat {quoted}")

    assert [word.text for word in command.words] == ["cat", text.replace("\0", "")]


def test_a_pattern_lets_commands_pass_but_not_what_hangs_on_them():
    lenient = rules(["# ours", "", "pass: git status*", "pass: python3 tools/check.py"])

    assert lenient.why("git status -s && python3 tools/check.py") is None
    assert lenient.why("git push")
    assert lenient.why("git status; rm x")
    assert lenient.why("git status > x")
    assert lenient.why("git status $(rm x)")
    assert lenient.why("GIT_PAGER=id git status")


@pytest.mark.parametrize(
    "command",
    [
        "cat /etc/shadow",
        "/bin/cat /etc/shadow",
        "cat '/etc/shadow'",
        "ls; cat /etc/shadow-",
        "cat /etc/sh*",
        "cat $x",
        "echo $(cat /etc/shadow)",
    ],
)
def test_a_pattern_that_asks_goes_before_all_else(command):
    strict = rules(["pass: cat*", "ask: cat /etc/shadow*"])

    assert strict.why(command) == "the rule `ask: cat /etc/shadow*`"
    assert strict.why("cat /etc/passwd") is None


@pytest.mark.parametrize("line", ["git status", "allow: ls", "pass:", "pass: ", "ask"])
def test_a_line_that_is_no_rule_is_named(line):
    with pytest.raises(ValueError, match="rule 2"):
        rules(["pass: ls", line])


def test_a_very_long_or_deep_text_asks_at_once():
    assert NO_RULES.why("echo " + "x" * 50_000)
    assert NO_RULES.why("(" * 10_000)
    assert NO_RULES.why("echo " + "$(" * 5_000)
    with pytest.raises(UnclearError, match="nested"):
        simple_commands("( " * 100)


PIECES = (
    "ls", "echo", "cat", "mark", "x", "f", ";", "&&", "||", "|", "\n", " ", " ", " ", "\t", "$(",
    ")", "(", "'", '"', "`", "\\", "#", ">", ">>", "<", "2>&1", "/dev/null", "&", "${", "{", "}",
    "$", "*", "find .", "-delete", "-exec", "sort", "-o", "out", "sed", "-n", "1p", "w out", "-i",
    "s/a/b/w out", "awk", "{print>q}", "uniq", "tree", "!", "=", "~", "<<", "E", "[", "]", "-", "é",
    "test", "-v", "$x", "x=mark", "command", "-v", "{mark,}", "--output=out", "1", ",",
)  # fmt: skip
"""What texts are made of that might slip through; none names a place outside but /dev/null."""


def passing(seed, count):
    """Random texts that pass, most of them of no use."""
    dice = random.Random(seed)
    found = set()
    while len(found) < count:
        pieces = (dice.choice(PIECES) + dice.choice(("", "", " ")) for _ in range(9))
        command = "".join(itertools.islice(pieces, dice.randint(2, 9)))
        if NO_RULES.why(command) is None:
            found.add(command)
    return sorted(found)


def tree_of(place):
    return {path.name: path.read_bytes() for path in place.rglob("*") if path.is_file()}


def leaves_a_mark(command, world):
    before = tree_of(world)
    subprocess.run(
        ["/bin/bash", "-c", command],
        cwd=world / "work",
        env={"PATH": f"{world}/bin:/usr/bin:/bin", "HOME": str(world / "work"), "x": "mark"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=20,
        check=False,
    )
    return tree_of(world) != before


def test_what_passes_changes_nothing_in_a_real_shell(tmp_path):
    (tmp_path / "bin").mkdir()
    (tmp_path / "work").mkdir()
    mark = tmp_path / "bin" / "mark"
    mark.write_text(f"#!/bin/sh\necho x >> {tmp_path}/marked\n")
    mark.chmod(0o755)
    for name in ("f", "x", "mark", "-delete", "-oout"):
        (tmp_path / "work" / name).write_text("a\n")

    commands = passing(seed=5, count=150)

    assert leaves_a_mark("mark", tmp_path)
    assert [command for command in commands if leaves_a_mark(command, tmp_path)] == []
