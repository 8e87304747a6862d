"""`ainos --help` is fast because it imports nothing heavy."""

import subprocess
import sys

HEAVY = (
    "chromadb",
    "openai",
    "uiautomator2",
    "adbutils",
    "llama_cpp",
    "onnxruntime",
    "PIL",
    "numpy",
    "pydantic",
    "rich",
)


def test_help_imports_nothing_heavy():
    code = (
        "import sys; sys.argv = ['ainos', '--help']\n"
        "from ainos.console.cli import main\n"
        "try: main()\n"
        "except SystemExit as end: assert not end.code\n"
        f"print('HEAVY', [m for m in {HEAVY!r} if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout.rstrip().endswith("HEAVY []")
    assert "phone" in done.stdout


def test_unknown_command_is_a_usage_error():
    done = subprocess.run(
        [sys.executable, "-m", "ainos.console.cli", "fly"], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 2
    assert "fly" in done.stderr
    assert "Traceback" not in done.stderr
