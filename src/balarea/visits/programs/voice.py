"""`balarea voice`: makes the clips of the boards' voice by espeak-ng and lame.

Run once, when `visits/spoken.py` gets a new word; its files are part of the repository.
A mall replaces them by a person's recordings, one by one or all (the data folder's
`voice/id/`, `voice/en/`).
"""

import argparse
import array
import math
import shutil
import subprocess
import sys
import tempfile
import wave
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from balarea.visits import spoken

FOLDER = Path(__file__).resolve().parents[1] / "static" / "visits" / "voice"
RATE = 22_050  # samples a second, as espeak-ng speaks
VOICES = {"id": "id", "en": "en-gb"}
WORDS_A_MINUTE = "135"
SILENT_BELOW = 500  # of 32,767
PEAK = 28_000
MARGIN = RATE // 50  # samples of silence that are left at each end
# Seconds of silence before a word that begins a new part of the sentence.
PAUSES: Mapping[str, float] = MappingProxyType({spoken.GO_TO_DESK: 0.25})
# Frequency in Hz, and when it begins, in seconds: ding, dong.
CHIME = ((784.0, 0.0), (587.3, 0.38))
CHIME_LENGTH = 1.3  # seconds


def say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def chime() -> array.array[int]:
    """Two tones that fade."""
    samples = array.array("h")
    for at in range(int(RATE * CHIME_LENGTH)):
        seconds = at / RATE
        level = sum(
            math.exp(-4.5 * (seconds - begin))
            * math.sin(2 * math.pi * tone * (seconds - begin))
            for tone, begin in CHIME
            if seconds >= begin
        )
        samples.append(int(level * 0.45 * PEAK))
    return samples


def speech(word: str, language: str, folder: Path) -> array.array[int]:
    """A word as espeak-ng says it, as mono samples of 16 bits."""
    file = folder / "word.wav"
    voice = ("-v", VOICES[language], "-s", WORDS_A_MINUTE)
    command = ["espeak-ng", *voice, "-w", str(file), word]
    subprocess.run(command, check=True)  # noqa: S603 - words of `spoken.WORDS` only
    with wave.open(str(file)) as sound:
        return array.array("h", sound.readframes(sound.getnframes()))


def trimmed(samples: array.array[int], pause: float = 0.0) -> array.array[int]:
    """Without silence at the ends, as loud as the others, after a pause in seconds."""
    loud = [at for at, level in enumerate(samples) if abs(level) > SILENT_BELOW]
    begin, end = max(loud[0] - MARGIN, 0), loud[-1] + MARGIN
    cut = samples[begin:end]
    factor = PEAK / max(map(abs, cut))
    silence = [0] * int(RATE * pause)
    return array.array("h", [*silence, *(int(level * factor) for level in cut)])


def write(samples: array.array[int], file: Path, folder: Path) -> None:
    """As MP3, which every browser plays."""
    sound_file = folder / "clip.wav"
    with wave.open(str(sound_file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(RATE)
        sound.writeframes(samples.tobytes())
    bits = ("--silent", "-t", "-m", "m", "-b", "32", "--resample", "22.05")
    command = ["lame", *bits, str(sound_file), str(file)]
    subprocess.run(command, check=True)  # noqa: S603 - our own file names


def make(folder: Path) -> int:
    """Write every clip of every language; returns how many bytes they have."""
    size = 0
    with tempfile.TemporaryDirectory() as place:
        for language in spoken.LANGUAGES:
            (folder / language).mkdir(parents=True, exist_ok=True)
            sounds = {
                name: trimmed(
                    speech(word, language, Path(place)), PAUSES.get(name, 0.0)
                )
                for name, word in spoken.WORDS[language].items()
            }
            for name, samples in {spoken.CHIME: chime(), **sounds}.items():
                file = folder / language / f"{name}.mp3"
                write(samples, file, Path(place))
                size += file.stat().st_size
    return size


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="balarea voice",
        description="Membuat suara papan antrean dengan espeak-ng dan lame. "
        "Make the clips of the boards' voice.",
    )
    parser.add_argument("--folder", type=Path, default=FOLDER, metavar="DIR")
    folder: Path = parser.parse_args(arguments).folder
    if missing := [name for name in ("espeak-ng", "lame") if not shutil.which(name)]:
        sys.stderr.write(f"Install {' and '.join(missing)} first.\n")
        return 1
    say(f"{make(folder)} bytes in {folder}")
    return 0
