from __future__ import annotations

import asyncio
import contextlib
import shlex

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.shell.parser import parse
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader
from ainos.virtual_phone.shell.syntax import ShellSyntaxError


def execute(phone: Phone, line: str, stdin: bytes = b"", uid: int = 2000) -> tuple[str, str, int]:
    async def work() -> int:
        return await asyncio.wait_for(
            phone.run_shell(line, stdin=BytesReader(stdin), stdout=out, stderr=err, uid=uid), 20
        )

    out, err = BufferWriter(), BufferWriter()
    code = asyncio.run(work())
    return out.text(), err.text(), code


@pytest.fixture(scope="module")
def phone() -> Phone:
    return Phone()


@pytest.mark.parametrize(
    ("line", "out"),
    [
        ("echo hi", "hi\n"),
        ("echo $((2 * (3 + 4))) $(echo sub) `echo old`", "14 sub old\n"),
        ("echo 'a  b' \"c  d\" e  f", "a  b c  d e f\n"),
        ("X=1; echo $X ${X} ${Y:-none} ${X:+set} ${#X}", "1 1 none set 1\n"),
        ("f=a.b.c; echo ${f%.*} ${f%%.*} ${f#*.} ${f##*.} ${f/b/X}", "a.b a b.c c a.X.c\n"),
        ("x='a b'; for w in $x \"$x\"; do echo [$w]; done", "[a]\n[b]\n[a b]\n"),
        ("true && echo yes || echo no", "yes\n"),
        ("false && echo yes || echo no", "no\n"),
        ("if [ -d /sdcard ] && [ ! -e /nope ]; then echo ok; else echo bad; fi", "ok\n"),
        ("i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done", "0\n1\n2\n"),
        ("for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i = 4 ] && break; echo $i; done", "1\n3\n"),
        ("case photo.jpg in *.png|*.gif) echo no;; *.jp?g) echo x;; *.jpg) echo picture;; esac", "picture\n"),
        ("printf 'b\\na\\n' | sort | head -1", "a\n"),
        ("echo out; echo err >&2 2>/dev/null", "out\n"),
        ("{ echo a; echo b; } | wc -l", "2\n"),
        ("(cd /data/local; pwd); pwd", "/data/local\n/\n"),
        ('f() { echo "$1-$#"; return 3; }; f x y; echo $?', "x-2\n3\n"),
        ("cat <<EOF\nhome $HOME\nEOF\necho after", "home /\nafter\n"),
        ("cat <<'EOF'\nhome $HOME\nEOF", "home $HOME\n"),
        ('set -- a \'b c\'; for x in "$@"; do echo "<$x>"; done', "<a>\n<b c>\n"),
        ("echo {a,b}{1,2} {1..3}", "a1 a2 b1 b2 1 2 3\n"),
        ("[[ abc == a*c && 3 -gt 2 ]] && echo y", "y\n"),
        ("[[ 'a*' == 'a*' ]] && echo literal", "literal\n"),
        ("echo one two | while read a b; do echo $b $a; done", "two one\n"),
        ("echo -n x; echo -e 'a\\tb'", "xa\tb\n"),
        ("false; echo $?; nosuch 2>/dev/null; echo $?", "1\n127\n"),
        ("A=5 env | grep ^A=", "A=5\n"),
        ("eval 'echo $((1+1))'", "2\n"),
        ("echo a; exit 3; echo b", "a\n"),
        ("trap 'echo bye' EXIT; echo hi", "hi\nbye\n"),
        ("echo \\$HOME \"\\$HOME\" '$HOME'", "$HOME $HOME $HOME\n"),
        ("# only a comment\necho x # and more", "x\n"),
        ("echo a\\\nb", "ab\n"),
        ("sleep 0.01 & wait; echo done", "done\n"),
        ("x=$(printf 'a\\n\\n'); echo \"[$x]\"", "[a]\n"),
    ],
)
def test_scripts_print_what_mksh_prints(phone, line, out):
    ran = execute(phone, line)
    assert ran[0] == out, ran


@pytest.mark.parametrize(
    ("line", "err", "code"),
    [
        ("foo", "/system/bin/sh: foo: inaccessible or not found\n", 127),
        ("./foo", "/system/bin/sh: ./foo: inaccessible or not found\n", 127),
        ("/sdcard", "/system/bin/sh: /sdcard: can't execute: Is a directory\n", 126),
        ('echo "open', "/system/bin/sh: no closing quote\n", 1),
        ("if", "/system/bin/sh: syntax error: unmatched 'if'\n", 1),
        ("cd /nope", "/system/bin/sh: cd: /nope: No such file or directory\n", 2),
        ("echo x > /system/x", "/system/bin/sh: can't create /system/x: Permission denied\n", 1),
        ("cat < /nope", "/system/bin/sh: can't open /nope: No such file or directory\n", 1),
        ("kill 99999", "/system/bin/sh: kill: 99999: No such process\n", 1),
        ("cat /nope", "cat: /nope: No such file or directory\n", 1),
        ("ls /nope", "ls: /nope: No such file or directory\n", 1),
        ("mkdir /system/x", "mkdir: '/system/x': Permission denied\n", 1),
        ("rm /nope", "rm: /nope: No such file or directory\n", 1),
        ("cp /nope /sdcard", "cp: bad '/nope': No such file or directory\n", 1),
        ("mv /nope /sdcard", "mv: bad '/nope': No such file or directory\n", 1),
        ("grep x /nope", "grep: /nope: No such file or directory\n", 2),
        ("cat /data/local/tmp", "cat: /data/local/tmp: Is a directory\n", 1),
        ("ls -?", "ls: Unknown option '?' (see \"ls --help\")\n", 1),
    ],
)
def test_failures_have_androids_words_and_codes(phone, line, err, code):
    assert execute(phone, line)[1:] == (err, code)


def test_a_pipeline_ends_when_its_reader_has_enough(phone):
    assert execute(phone, "while true; do echo y; done | head -2")[0] == "y\ny\n"


def test_redirections_append_merge_and_read(phone):
    lines = "cd /data/local/tmp; echo a > r; echo b >> r; ls /nope r > both 2>&1; cat < r; cat both; rm r both"
    assert execute(phone, lines)[0] == "a\nb\nls: /nope: No such file or directory\nr\n"


def test_globs_expand_sorted_and_stay_when_nothing_fits(phone):
    line = "cd /data/local/tmp; touch g2.txt g1.txt .g0.txt; echo g*.txt *.nope 'g*'; rm g?.txt .g0.txt"
    assert execute(phone, line)[0] == "g1.txt g2.txt *.nope g*\n"


def test_a_script_file_needs_the_execute_bit(phone):
    start = "cd /data/local/tmp; printf 'echo ran $1\\n' > s.sh; ./s.sh; chmod 755 s.sh; ./s.sh x; sh s.sh y; rm s.sh"
    out, err, _ = execute(phone, start)
    assert out == "ran x\nran y\n"
    assert err == "/system/bin/sh: ./s.sh: can't execute: Permission denied\n"


def test_input_reaches_the_command_and_bytes_survive(phone):
    data = bytes(range(256)) * 3
    out = BufferWriter()
    asyncio.run(phone.run_shell("cat", stdin=BytesReader(data), stdout=out, stderr=BufferWriter()))
    assert bytes(out.data) == data


def test_cancelling_ends_a_command_and_its_processes(phone):
    async def work() -> None:
        task = asyncio.create_task(
            phone.run_shell("sleep 60 | cat", stdin=BytesReader(), stdout=BufferWriter(), stderr=BufferWriter())
        )
        while not any(row.name == "sleep" for row in phone.processes.all()):
            await asyncio.sleep(0.01)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not any(row.name == "sleep" for row in phone.processes.all())

    asyncio.run(work())


def test_kill_ends_another_command(phone):
    out, _, code = execute(phone, "sleep 60 & sleep 0.05; pkill sleep; wait; echo over")
    assert (out, code) == ("over\n", 0)


def test_root_sees_what_the_shell_may_not(phone):
    assert execute(phone, "id -un; whoami", uid=0)[0] == "root\nroot\n"
    assert execute(phone, "su root whoami; su 0 id -u; whoami")[0] == "root\n0\nshell\n"


TEXT = st.text(alphabet=st.characters(exclude_characters="\0\r", exclude_categories=("Cs",)), max_size=30)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(TEXT, min_size=1, max_size=4))
@example(["a\nb", "$x`y`", "\\", "'\"", "*", "~", "", "é🙂"])
def test_quoted_arguments_arrive_unchanged(phone, words):
    line = "printf '%s\\0' " + " ".join(shlex.quote(word) for word in words)
    out, err, code = execute(phone, line)
    assert (out.split("\0")[:-1], err, code) == (words, "", 0)


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab $`'\"\\(){}|&;<>\n#*[]!=if then fi do done case esac in", max_size=40))
def test_any_text_parses_or_fails_with_a_syntax_error(text):
    with contextlib.suppress(ShellSyntaxError):
        parse(text)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(-1000, 1000), st.integers(-1000, 1000), st.sampled_from(["+", "-", "*", "<", "==", "&", "|", "^"]))
def test_arithmetic_agrees_with_c(phone, left, right, operator):
    expected = {
        "+": left + right,
        "-": left - right,
        "*": left * right,
        "<": int(left < right),
        "==": int(left == right),
        "&": left & right,
        "|": left | right,
        "^": left ^ right,
    }[operator]
    assert execute(phone, f"echo $(( ({left}) {operator} ({right}) ))")[0] == f"{expected}\n"
