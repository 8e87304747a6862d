"""The shell services against raw frames: stdout, stderr, exit codes, stdin, terminals."""

from __future__ import annotations

import asyncio
import struct

import pytest

STDIN, STDOUT, STDERR, EXIT, CLOSE_STDIN, WINDOW_SIZE = range(6)


def frame(frame_id, data=b""):
    return struct.pack("<BI", frame_id, len(data)) + data


def frames(data):
    """Join a reply's frames by id: {1: stdout, 2: stderr, 3: exit}."""
    found: dict[int, bytes] = {}
    at = 0
    while at + 5 <= len(data):
        frame_id, size = struct.unpack_from("<BI", data, at)
        assert at + 5 + size <= len(data), "half a frame"
        found[frame_id] = found.get(frame_id, b"") + data[at + 5 : at + 5 + size]
        at += 5 + size
    return found


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("echo hi", {STDOUT: b"hi\n", EXIT: b"\0"}),
        ("warn no", {STDERR: b"no\n", EXIT: b"\0"}),
        ("fail 3", {EXIT: b"\3"}),
        ("fail 259", {EXIT: b"\3"}),
        ("what", {STDERR: b"/system/bin/sh: what: inaccessible or not found\n", EXIT: b"\x7f"}),
        ("echo grüße: a:b", {STDOUT: "grüße: a:b\n".encode(), EXIT: b"\0"}),
    ],
)
def test_v2_keeps_stdout_stderr_and_exit_code_apart(talk, command, expected):
    async def scenario(host, daemon):
        return await host.ask(f"shell,v2,raw:{command}")

    assert frames(talk(scenario)) == expected


@pytest.mark.parametrize("service", ["shell:", "shell,raw:", "exec:"])
def test_services_without_frames_merge_the_streams(talk, service):
    async def scenario(host, daemon):
        return await host.ask(service + "warn no") + await host.ask(service + "echo yes")

    assert talk(scenario) == b"no\nyes\n"


def test_abb_exec_runs_cmd_with_quoted_arguments(talk):
    async def scenario(host, daemon):
        return await host.ask(b"abb_exec:package\0list\0a b;c")

    assert talk(scenario) == b"/system/bin/sh: cmd: inaccessible or not found\n"


def test_stdin_frames_reach_the_command_until_closed(talk):
    async def scenario(host, daemon):
        stream = await host.open("shell,v2,raw:cat")
        message = frame(STDIN, b"one") + frame(STDIN, b"two" * 5000) + frame(CLOSE_STDIN)
        for at in range(0, len(message), 7000):
            await stream.write(message[at : at + 7000])
        return await stream.until_closed()

    assert frames(talk(scenario)) == {STDOUT: b"one" + b"two" * 5000, EXIT: b"\0"}


def test_terminal_type_reaches_the_command(talk):
    async def scenario(host, daemon):
        return await host.ask("shell,v2,TERM=xterm-256color,raw:whoami")

    assert frames(talk(scenario))[STDOUT] == b"2000 xterm-256color\n"


def test_a_terminal_returns_the_carriage(talk):
    async def scenario(host, daemon):
        return await host.ask("shell,v2,TERM=x,pty:echo hi")

    assert frames(talk(scenario)) == {STDOUT: b"hi\r\n", EXIT: b"\0"}


async def typed(stream, keys):
    await stream.write(frame(WINDOW_SIZE, b"24x80,0x0\0"))
    for piece in keys:
        await stream.write(frame(STDIN, piece))
        await asyncio.sleep(0.05)
    return frames(await stream.until_closed())


@pytest.mark.parametrize(
    ("keys", "seen", "code"),
    [
        ([b"echo hi\r", b"exit\r"], "P:/ $ echo hi\r\nhi\r\nP:/ $ exit\r\n", 0),
        ([b"false\r", b"\x04"], "P:/ $ false\r\n1|P:/ $ ", 1),
        ([b"exit 7\r"], "P:/ $ exit 7\r\n", 7),
        ([b"X=1; cd /sdcard\r", b"echo $X\r", b"\x04"], "P:/sdcard $ echo $X\r\n1\r\n", 0),
        (["ecX\x7fho hü\x7fi\r".encode(), b"\x04"], "ecX\b \bho hü\b \bi\r\nhi\r\n", 0),
        ([b"if\r", b"\x04", b"\x04"], "P:/ $ if\r\n> ", 1),
        ([b"for i in 1 2\r", b"do echo n$i\r", b"done\r", b"\x04"], "> done\r\nn1\r\nn2\r\nP:/ $ ", 0),
        ([b")\r", b"echo ok\r", b"\x04"], "1|P:/ $ echo ok\r\nok\r\n", 0),
        ([b"while true; do :; done\r", b"\x03", b"exit\r"], "done\r\n^C\r\n130|P:/ $ exit\r\n", 130),
        ([b"if x\r", b"\x03", b"echo ok\r", b"\x04"], "> ^C\r\n130|P:/ $ echo ok\r\nok\r\n", 0),
        ([b"read A; echo got $A\r", b"line\r", b"\x04"], "line\r\ngot line\r\nP:/ $ ", 0),
        ([b"half\x15", b"\r", b"\x04"], "half\b \b\b \b\b \b\b \b\r\nP:/ $ ", 0),
    ],
)
def test_an_interactive_shell_prompts_echoes_and_edits(talk, keys, seen, code):
    async def scenario(host, daemon):
        daemon.phone.properties["ro.product.device"] = "P"
        return await typed(await host.open("shell,v2,TERM=xterm,pty:"), keys)

    found = talk(scenario, whole=True)
    assert seen in found[STDOUT].decode()
    assert found[EXIT] == bytes([code])


def test_a_root_terminal_shows_the_root_prompt(talk):
    async def scenario(host, daemon):
        daemon.is_root = True
        return await typed(await host.open("shell,v2,TERM=xterm,pty:"), [b"\x04"])

    assert talk(scenario, whole=True)[STDOUT].endswith(b":/ # ")


def test_an_old_host_gets_a_terminal_without_frames(talk):
    async def scenario(host, daemon):
        stream = await host.open("shell:")
        await stream.write(b"echo hi\r")
        await stream.host.until(lambda: b"\nhi\r\n" in stream.data)
        await stream.write(b"exit\r")
        return await stream.until_closed()

    assert b"echo hi\r\nhi\r\n" in talk(scenario, whole=True)


def test_a_broken_frame_ends_stdin(talk):
    async def scenario(host, daemon):
        stream = await host.open("shell,v2,raw:cat")
        await stream.write(struct.pack("<BI", STDIN, 1 << 30))
        return await stream.until_closed()

    assert frames(talk(scenario)) == {EXIT: b"\0"}


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("echo one\nX=two\necho $X\nexit 5\necho no\n", {STDOUT: b"one\ntwo\n", EXIT: b"\5"}),
        ("if true\nthen echo 'a\nb'\nfi\n", {STDOUT: b"a\nb\n", EXIT: b"\0"}),
        ("read A\nline\necho got $A", {STDOUT: b"got line\n", EXIT: b"\0"}),
        ("read A <<END\ntext\nEND\necho $A\n", {STDOUT: b"text\n", EXIT: b"\0"}),
        ("echo a \\\nb\n", {STDOUT: b"a b\n", EXIT: b"\0"}),
        ("trap 'echo bye' EXIT\nfalse\n", {STDOUT: b"bye\n", EXIT: b"\1"}),
        ("", {EXIT: b"\0"}),
        ("\n\n# nothing\n", {EXIT: b"\0"}),
        (")\necho no\n", {STDERR: b"/system/bin/sh: syntax error: unexpected ')'\n", EXIT: b"\1"}),
    ],
)
def test_a_script_on_stdin_runs_line_by_line_in_one_shell(talk, script, expected):
    async def scenario(host, daemon):
        stream = await host.open("shell,v2,raw:")
        await stream.write(frame(STDIN, script.encode()) + frame(CLOSE_STDIN))
        return await stream.until_closed()

    assert frames(talk(scenario, whole=True)) == expected


def test_a_piped_shell_answers_before_its_input_ends(talk):
    async def scenario(host, daemon):
        stream = await host.open("shell,v2,raw:")
        await stream.write(frame(STDIN, b"echo now\n"))
        return await stream.at_least(9)

    assert frames(talk(scenario, whole=True)) == {STDOUT: b"now\n"}


def test_abb_knows_only_two_exit_codes(talk):
    async def scenario(host, daemon):
        return [await host.ask(b"abb:"), await host.ask(b"abb:package\0path\0com.android.settings")]

    nothing, found = (frames(reply) for reply in talk(scenario, whole=True))
    assert nothing[EXIT] == b"\1"
    assert nothing[STDERR].startswith(b"cmd: No service specified")
    assert found[EXIT] == b"\0"
    assert found[STDOUT].startswith(b"package:/")


def test_a_host_that_leaves_is_a_hang_up_that_a_trap_hears(talk):
    async def scenario(host, daemon):
        text = "trap 'echo HUP > /data/local/tmp/log; exit 0' SIGHUP; echo Waiting; read"
        stream = await host.open(f"shell,v2,raw:{text}")
        await stream.at_least(13)
        stream.close()
        found = ""
        while not found:
            await asyncio.sleep(0.01)
            node = daemon.phone.fs.find("/data/local/tmp/log")
            found = node.content().decode() if node is not None else ""
        return found, [row.args for row in daemon.phone.processes.all() if "trap" in row.args]

    said, left = talk(scenario, whole=True)
    assert said == "HUP\n"
    assert left == []


@pytest.mark.parametrize(
    ("command", "output", "code"),
    [
        ("trap 'echo bye; exit 4' TERM; kill $$; sleep 5", b"bye\n", 4),
        ("trap 'echo end' EXIT; kill -INT $$; sleep 5", b"end\n", 130),
        ("trap 'echo no' TERM; trap - SIGTERM; kill $$; sleep 5", None, 143),
        ("trap 'echo no' HUP; kill -9 $$; sleep 5", None, 137),
    ],
)
def test_a_signal_ends_the_shell_after_its_trap(talk, command, output, code):
    async def scenario(host, daemon):
        return await host.ask(f"shell,v2,raw:{command}")

    reply = frames(talk(scenario, whole=True))
    assert reply.get(STDOUT) == output
    assert reply[EXIT] == bytes([code])


@pytest.mark.parametrize(("options", "code"), [("v2,pty", 0), ("v2,raw", 1)])
def test_a_command_knows_whether_it_has_a_terminal(talk, options, code):
    async def scenario(host, daemon):
        return await host.ask(f"shell,{options}:[ -t 0 ] && [[ -t 1 ]]")

    assert frames(talk(scenario, whole=True))[EXIT] == bytes([code])
