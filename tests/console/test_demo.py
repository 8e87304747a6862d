"""`./run demo` without the shell script: both effects of the sentence verified, a picture written, exit code 0."""

from PIL import Image

from ainos.console import demo
from ainos.console.config import load_settings
from ainos.console.wiring import phones_of


def test_the_demo_sentence_is_done_and_verified_with_the_on_device_model(adb_server, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert demo.main([]) == 0
    text = capsys.readouterr().out
    assert text.count("✓ verified") == 2
    assert "✓ alarm 07:30 tomorrow" in text
    assert "✓ SMS to +14155550101: I'll be ten minutes late" in text
    assert "0 requests" in text
    with Image.open(tmp_path / "out" / "demo.png") as picture:
        assert picture.size == (1080, 2400)
    assert phones_of(load_settings()).list_running() == []
