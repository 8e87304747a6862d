"""awk, diff, tar, nc, run-as: the small part that clients and people use."""

from __future__ import annotations

import asyncio

import pytest

from ainos.virtual_phone.apps.app import Manifest
from ainos.virtual_phone.phone import Phone
from ainos.virtual_phone.providers.mp4 import length_ms
from ainos.virtual_phone.shell.streams import BufferWriter, BytesReader


@pytest.fixture(scope="module")
def phone():
    made = Phone(pace="fast")
    made.packages.install(Manifest("com.mine", "Mine", system=False))
    return made


def run(phone, command):
    out, err = BufferWriter(), BufferWriter()

    async def work():
        return await asyncio.wait_for(phone.run_shell(command, stdin=BytesReader(), stdout=out, stderr=err), 30)

    return asyncio.run(work()), out.text(), err.text()


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        ("'{print $2}'", "b\ne\n\n"),
        ("'{print $NF, NR}'", "c 1\ne 2\nx 3\n"),
        ("'NR==2'", "d e\n"),
        ("'/^d/ {print $1 \"-\" $2}'", "d-e\n"),
        ("'$1 != \"x\" && NF > 2 {print NF}'", "3\n"),
        ("'$1 ~ /[ad]/ {print $1}'", "a\nd\n"),
        ("'BEGIN {print \"go\"} END {print NR}'", "go\n3\n"),
        ("-F b '{print $1}'", "a \nd e\nx\n"),
        ("-v who=me 'NR==1 {print who}'", "me\n"),
    ],
)
def test_awk_prints_what_one_liners_ask_for(phone, program, printed):
    assert run(phone, f"printf 'a b c\\nd e\\nx\\n' | awk {program}") == (0, printed, "")


@pytest.mark.parametrize(
    ("program", "printed"),
    [
        (r'{printf "%-3s|%5.1f|%03d|%c%%\n", $1, NR / 2, NR, $2}',
         "a  |  0.5|001|b%\nd  |  1.0|002|e%\nx  |  1.5|003|%\n"),
        ("{n[NF]++} END {for (k in n) print k, n[k]; print length(n), (2 in n), (9 in n)}", "3 1\n2 1\n1 1\n3 1 0\n"),
        ('{$2 = "-"; print; $5 = "z"} NR == 1 {print NF; exit 3}', "a - c\n5\n"),
        ('BEGIN {print "a"; exit 3} END {print "b"}', "a\n"),
        ('BEGIN {while (i < 3) s = s i++; do s = s "."; while (length(s) < 6); print s; exit}', "012...\n"),
        ('BEGIN {for (i = 1; i < 9; i++) {if (i == 2) continue; if (i > 3) break; printf i " "} print ""}', "1 3 \n"),
        ('BEGIN {print substr("hello", 2, 3), index("abc", "c"), toupper("x") tolower("Y"), length("four")}',
         "ell 3 Xy 4\n"),
        ('BEGIN {n = split("a:b:c", p, ":"); print n, p[1] p[3]; s = "aXbX"; print gsub(/X/, "<&>", s), s}',
         "3 ac\n2 a<X>b<X>\n"),
        ('BEGIN {if (match("foobar", /o+/)) print RSTART, RLENGTH}', "2 2\n"),
        ("BEGIN {print 7 % 4 + 2 ^ 3 * 2, -3 / 2, 1e3, 0.1 + 0.2}", "19 -1.5 1000 0.3\n"),
 
               ("function f(n) {return n < 2 ? 1 : n * f(n - 1)}\nfunction g(a) {a[1] = 5}\n"
         "BEGIN {print f(5); g(z); print z[1]}",
         "120\n5\n"),
        ('NR == 1, /d/ {print NR} !/x/ && NF != 3 {sub("d", "D"); print}', "1\n2\nD e\n"),
        ('BEGIN {getline; print "first", $1; getline x; print x, NR}', "first a\nd e 2\n"),
        ('BEGIN {OFS = "-"; FS = "b"} {$1 = $1; print; next; print "no"} END {print NR}', "a - c\nd e\nx\n3\n"),
        ("{a[NR, 1] = $1; delete a[2, 1]} END {print (1, 1) in a, (2, 1) in a}", "1 0\n"),
        ('END {print u == 0, u == "", (10 > 9), "10" < "9"}', "1 1 1 1\n"),
        ('END {print "x" > "/sdcard/awk"; while ((getline l < "/system/etc/hosts") > 0) n++; print (n > 0)}', "1\n"),
    ],
)  # fmt: skip
def test_awk_runs_whole_programs(phone, program, printed):
    phone.fs.write("/data/local/tmp/p.awk", program.encode())
    code, said, problem = run(phone, "printf 'a b c\\nd e\\nx\\n' | awk -f /data/local/tmp/p.awk")
    assert (code in (0, 3), said, problem) == (True, printed, "")


@pytest.mark.parametrize(
    "program",
    ["{x = }", "{print $", "{", 'BEGIN {system("ls")}', ")", "{print (}", '{"ls" | getline}', '{print | "sort"}',
     "{f(1)}", "BEGIN {print 1 / 0}", "BEGIN {while (1) i++}", "BEGIN {x[1] = 1; print x}", "BEGIN {" + "(" * 3000,
     "function f(n) {return f(n + 1)} BEGIN {f(1)}"],
)  # fmt: skip
def test_awk_refuses_what_it_cannot_do(phone, program):
    phone.fs.write("/data/local/tmp/p.awk", program.encode())
    code, _, said = run(phone, "echo a | awk -f /data/local/tmp/p.awk")
    assert code == 2
    assert said.startswith("awk: ")


def test_diff_tells_what_changed(phone):
    run(phone, "cd /sdcard; printf 'a\\nb\\n' > 1; printf 'a\\nc\\n' > 2")
    assert run(phone, "cd /sdcard; diff 1 2") == (1, "--- 1\n+++ 2\n@@ -1,2 +1,2 @@\n a\n-b\n+c\n", "")
    assert run(phone, "cd /sdcard; diff 1 1")[0] == 0
    assert run(phone, "cd /sdcard; diff -q 1 2")[1] == "Files 1 and 2 differ\n"
    assert run(phone, "diff /sdcard/1 /nope")[0] == 2


@pytest.mark.parametrize(("flag", "name"), [("", "t.tar"), ("z", "t.tgz")])
def test_tar_packs_and_unpacks(phone, flag, name):
    assert run(phone, f"cd /sdcard; mkdir -p in/deep; echo x > in/deep/f; tar c{flag}f {name} in")[0] == 0
    assert run(phone, f"tar tf /sdcard/{name}")[1] == "in/\nin/deep/\nin/deep/f\n"
    assert run(phone, f"cd /sdcard; rm -rf out; mkdir out; tar xf {name} -C out; cat out/in/deep/f")[1] == "x\n"
    assert run(phone, f"cd /sdcard; tar c{flag} in | tar t")[1].endswith("in/deep/f\n")


def test_tar_stays_in_its_folder_and_refuses_other_files(phone):
    import io
    import tarfile

    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo("../../escaped")
        entry.size = 1
        archive.addfile(entry, io.BytesIO(b"x"))
    phone.fs.write("/sdcard/evil.tar", buffer.getvalue())
    code, _, said = run(phone, "mkdir -p /sdcard/cage/in; tar xf /sdcard/evil.tar -C /sdcard/cage/in")
    assert code == 1
    assert "not under" in said
    assert phone.fs.find("/sdcard/escaped") is None
    phone.fs.write("/sdcard/no.tar", b"nonsense" * 100)
    assert run(phone, "tar tf /sdcard/no.tar")[::2] == (1, "tar: not tar\n")


def test_nc_listens_and_connects_on_the_phone(phone):
    assert run(phone, "(sleep 0.1; echo hi | nc 127.0.0.1 7777) & nc -l -p 7777")[:2] == (0, "hi\n")
    assert 7777 not in phone.ports
    assert run(phone, "nc 127.0.0.1 9")[0] == 1
    assert run(phone, "nc example.invalid 80")[2] == "nc: example.invalid: Network is unreachable\n"


def test_run_as_becomes_the_app_and_refuses_system_apps(phone):
    assert run(phone, "run-as com.mine pwd")[1] == "/data/data/com.mine\n"
    assert "uid=10" in run(phone, "run-as com.mine id")[1]
    assert run(phone, "run-as com.no ls")[::2] == (1, "run-as: unknown package: com.no\n")
    assert "not debuggable" in run(phone, "run-as com.android.settings ls")[2]


def test_gzip_packs_unpacks_and_refuses_what_is_none(phone):
    line = "cd /data/local/tmp; echo hello > g; gzip -k g; zcat g.gz; rm g; gunzip g.gz; cat g; ls g*"
    code, said, problem = run(phone, line)
    assert (code, said, problem) == (0, "hello\nhello\ng\n", "")
    assert run(phone, "echo piped | gzip -9 | gunzip") == (0, "piped\n", "")
    assert run(phone, "cd /data/local/tmp; gunzip g") == (1, "", "gunzip: no .gz: g\n")
    assert run(phone, "cd /data/local/tmp; cp g g.gz; gzip -d -f g.gz")[2].startswith("gzip: bad zlib")
    assert run(phone, "gzip /nope") == (1, "", "gzip: /nope: No such file or directory\n")


def test_screenrecord_films_until_its_time_is_over_or_it_is_interrupted():
    frozen = Phone(pace="fast", speed=0)
    assert run(frozen, "screenrecord --time-limit 3 --size 270x600 /sdcard/a.mp4") == (0, "", "")
    assert length_ms(frozen.fs.read("/sdcard/a.mp4")) == 3000
    assert frozen.fs.read("/sdcard/a.mp4").count(b"\xff\xd8\xff") == 1
    assert run(frozen, "screenrecord --time-limit 999 /sdcard/b.mp4")[0] == 2
    assert run(frozen, "screenrecord /system/b.mp4")[2].startswith("Unable to open '/system/b.mp4': ")
    live = Phone(pace="fast")
    record = "screenrecord --size 270x600 /sdcard/c.mp4 & P=$!; "
    script = record + "sleep 0.6; input tap 500 2000; sleep 0.6; kill -INT $P; wait $P; echo $?"
    assert run(live, script)[1].endswith("0\n")
    seen = length_ms(live.fs.read("/sdcard/c.mp4"))
    assert seen is not None
    assert 500 <= seen <= 5000
