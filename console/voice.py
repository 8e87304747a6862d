"""Speech: a recording or the microphone in, words out, all on this machine. Knows no goals."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..models.catalogue import entry
from ..models.types import ModelUnavailableError
from ..tools.embedding import keep_runtime_silent

RECOGNISER = "whisper-tiny-en"
"""The entry of the models' registry that hears."""

_HINT = (
    "Phone commands: set an alarm for 6:45, set the brightness to 30%, turn on Wi-Fi, start a timer, stop the "
    "stopwatch, how full is the battery, text {first} that I am late, call {last}, what's on my calendar, open the "
    "camera."
)
"""What people say to a phone, written as it shall be written. Whole phrases help more than words: measured on eighteen
synthesised commands, 9 % of the words were wrong with it and 27 % with a list of words."""
_MOST_NAMES = 40


class VoiceError(Exception):
    """No speech can be heard here; `hint` is the next command."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class Transcript:
    """What was said."""

    text: str
    milliseconds: float
    """Time that the recogniser took, its loading not counted."""


class Recogniser:
    """Whisper tiny.en through faster-whisper, with weights that come inside a package; loaded on first use."""

    def __init__(self) -> None:
        self._model: Any = None

    def transcribe(self, audio: Path, names: Sequence[str] = ()) -> Transcript:
        """Return the words of a recording (any format that ffmpeg's libraries read, WAV by preference).

        Args:
            audio: The recording.
            names: Names that may be said, such as the phone's contacts; the recogniser leans towards them.

        Raises:
            VoiceError: The voice parts are not installed, or the file is no recording.
        """
        model = self._load()
        start = time.perf_counter()
        try:
            segments, _ = model.transcribe(
                str(audio), language="en", beam_size=5, condition_on_previous_text=False, initial_prompt=_hint(names),
                vad_filter=False,
            )  # fmt: skip
            text = " ".join(s.text.strip() for s in segments)
        except (OSError, ValueError, RuntimeError) as error:  # av's errors derive from OSError and ValueError
            raise VoiceError(
                f"{audio} is no recording that can be read; nothing was done",
                f"ffmpeg -i {audio.name} -ar 16000 -ac 1 wish.wav",
            ) from error
        return Transcript(text.strip(), (time.perf_counter() - start) * 1000)

    def _load(self) -> Any:
        if self._model is None:
            os.environ.setdefault("HF_HUB_OFFLINE", "1")  # never look for a newer model on a network
            keep_runtime_silent()
            try:
                from faster_whisper import WhisperModel
            except ImportError as error:
                raise VoiceError(
                    f"the voice parts are not installed ({error.name})", "pip install 'ainos[voice]'"
                ) from error
            try:
                weights = entry(RECOGNISER).require()
            except ModelUnavailableError as error:
                raise VoiceError(f"the voice parts are not installed: {error}", error.hint) from error
            self._model = WhisperModel(str(weights), device="cpu", compute_type="int8", cpu_threads=2)
        return self._model


def _hint(names: Sequence[str]) -> str:
    # Whisper reads at most 224 tokens of it; the phrases and forty names stay below that.
    hint = _HINT.format(first=names[0] if names else "Alice", last=names[-1] if names else "Bob")
    return f"{hint} Contacts: {', '.join(names[:_MOST_NAMES])}." if names else hint


_recogniser = Recogniser()


def transcribe(audio: Path, names: Sequence[str] = ()) -> Transcript:
    """Return the words of a recording; the model stays loaded for the next one."""
    return _recogniser.transcribe(audio, names)


class PushToTalk:
    """Records from the microphone between `start` and `stop`, through ALSA's `arecord`."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._file = Path(tempfile.gettempdir()) / f"ainos-{os.getpid()}.wav"

    def start(self) -> None:
        """Begin to record; VoiceError without a recorder."""
        program = shutil.which("arecord")
        if program is None:
            raise VoiceError("there is no recorder for the microphone (arecord)", "apt-get install alsa-utils")
        command = [program, "-q", "-f", "S16_LE", "-r", "16000", "-c", "1", str(self._file)]
        self._process = subprocess.Popen(command, stderr=subprocess.PIPE)

    def stop(self, names: Sequence[str] = ()) -> Transcript:
        """Stop recording and return what was said; the recording is deleted."""
        if self._process is None:
            raise VoiceError("nothing is being recorded")
        self._process.terminate()
        _, errors = self._process.communicate(timeout=5)
        self._process = None
        try:
            if not self._file.is_file() or self._file.stat().st_size <= 44:  # a WAV header alone
                raise VoiceError(
                    f"the microphone gave no sound: {errors.decode(errors='replace').strip()[:200]}", "arecord -l"
                )
            return transcribe(self._file, names)
        finally:
            self._file.unlink(missing_ok=True)
