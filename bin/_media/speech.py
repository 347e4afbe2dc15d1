"""Narration as sound: espeak-ng speaks each sentence by itself, so it is known when each begins and ends."""

import re
import shutil
import subprocess
import tempfile
import wave
from array import array
from dataclasses import dataclass
from pathlib import Path

ENGINE = "espeak-ng"
# Received pronunciation is the clearest of its English voices; somewhat slower than it speaks by itself (175).
VOICE = ["-v", "en-gb-x-rp", "-s", "148", "-p", "42", "-a", "120"]
RATE = 22050
QUIET = 200

LEAD_IN, BETWEEN_SENTENCES, BETWEEN_SLIDES, LEAD_OUT = 0.6, 0.32, 0.9, 0.8

# What the voice reads wrong by itself, in the engine's own letters for sounds.
SOUNDS = {
    "amikacin": ",amIk'eIsIn",
    "anastomosis": "a#n,ast@m'oUsIs",
    "arrhythmia": "@r'IDmi@",
    "aztreonam": "aztr'i:@nam",
    "capillary": "k@p'Il@rI",
    "carbapenem": "k,A:b@p'En@m",
    "ceftazidime": "sEft'azIdi:m",
    "creatinine": "krI'at@ni:n",
    "echocardiography": ",EkoUkA:dI'0gr@fI",
    "meropenem": "m,Er@p'En@m",
    "mic": "'Em'aI s'i:",
    "noradrenaline": "n,O:r@dr'En@lIn",
    "norepinephrine": "n,O:rEpIn'EfrIn",
    "piperacillin": "pIp,Er@s'IlIn",
    "procalcitonin": "pr,oUkalsIt'oUnIn",
    "pseudomonas": "sju:d'0m@n@s",
    "staphylococcus": "st,afIl@k'0k@s",
    "vancomycin": "v,aNk@m'aIsIn",
}


@dataclass
class Sentence:
    slide: int
    text: str
    begin: float
    end: float


def is_there():
    return shutil.which(ENGINE) is not None


def speak(slides):
    """All that is said, slide by slide: the samples and the sentences with their times."""
    samples, sentences = _silence(LEAD_IN), []
    for number, narration in enumerate(slides):
        if number:
            samples += _silence(BETWEEN_SLIDES)
        for index, text in enumerate(split(narration)):
            if index:
                samples += _silence(BETWEEN_SENTENCES)
            begin = len(samples) / RATE
            samples += _say(text)
            sentences.append(Sentence(number, text, begin, len(samples) / RATE))
    return samples + _silence(LEAD_OUT), sentences


def split(narration):
    """Sentences, where a full stop, question mark or exclamation mark is followed by a new beginning."""
    return re.split(r"(?<=[.!?])\s+(?=[\"“‘(]?[A-Z0-9])", " ".join(narration.split()))


def write(samples, path):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())


def _say(text):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sentence.wav"
        subprocess.run([ENGINE, *VOICE, "-w", path, "--stdin"], input=sounded(text).encode(), check=True)
        with wave.open(str(path), "rb") as file:
            return _trimmed(array("h", file.readframes(file.getnframes())))


def sounded(text):
    """With sounds in place of the words that would be read wrong, in the plural too."""
    words = re.compile(rf"\b({'|'.join(SOUNDS)})(s?)\b", re.IGNORECASE)
    return words.sub(lambda word: f"[[{SOUNDS[word[1].lower()]}{'z' if word[2] else ''}]]", text)


def _trimmed(samples):
    """Without the silence that the voice leaves before and after: pauses are ours."""
    loud = [number for number, sample in enumerate(samples) if abs(sample) > QUIET]
    return samples[loud[0] : loud[-1] + RATE // 20] if loud else samples


def _silence(seconds):
    return array("h", bytes(2 * round(seconds * RATE)))
