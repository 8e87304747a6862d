"""Spoken goals: a synthesised voice, and the word error rate between what was said and what was heard."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path


class SpeechError(Exception):
    """No voice can be synthesised here."""


def speak(text: str, path: Path, *, voice: str = "en-us", words_per_minute: int = 150) -> Path:
    """Write a WAV file that says `text`, by espeak-ng; SpeechError where it is missing."""
    program = shutil.which("espeak-ng")
    if program is None:
        raise SpeechError("espeak-ng is not installed (apt-get install espeak-ng)")
    command = [program, "-v", voice, "-s", str(words_per_minute), "-w", str(path), text]
    subprocess.run(command, check=True, capture_output=True, timeout=30)
    return path


def spoken_words(text: str) -> list[str]:
    """Return the words for comparison: small letters, no punctuation, numbers as digits."""
    from text_to_num import alpha2digit

    plain = re.sub(r"[^\w\s:'.%]", " ", text.lower().replace("wi-fi", "wifi").replace("doctor", "dr"))
    digits = str(alpha2digit(plain, "en"))
    return re.sub(r"(?<=\d)[:.\s]+(?=\d)", " ", digits.replace("%", " percent")).replace(".", " ").split()


def count_word_errors(said: str, heard: str) -> tuple[int, int]:
    """Return (substitutions + insertions + deletions, words said)."""
    a, b = spoken_words(said), spoken_words(heard)
    previous = list(range(len(b) + 1))
    for i, word in enumerate(a, 1):
        current = [i]
        for j, other in enumerate(b, 1):
            current.append(min(previous[j] + 1, current[-1] + 1, previous[j - 1] + (word != other)))
        previous = current
    return previous[-1], len(a)
