"""A film from its script: drawn slides, a voice, captions; and what a finished film says of itself."""

import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from . import captions, slides, sources, speech

# H.264 and AAC that every browser plays, from the first bytes on, with a place to jump to at each slide. Drawn
# pages need few bits; the voice is cleared of rumble and hiss, and as loud as other films.
VIDEO = """-vf scale=out_color_matrix=bt709:out_range=tv,format=yuv420p -colorspace bt709 -color_primaries bt709
    -color_trc bt709 -c:v libx264 -profile:v main -level 3.1 -preset slow -tune animation -crf 31 -g 300 -threads 1"""
AUDIO = """-af highpass=f=70,lowpass=f=9000,loudnorm=I=-18:TP=-2:LRA=7 -c:a aac -b:a 42k -ar 24000 -ac 1
    -metadata:s:a:0 language=eng"""
# The same script gives the same bytes.
FILE = "-fflags +bitexact -flags:v +bitexact -flags:a +bitexact -movflags +faststart"


def make(script, path, captions_path):
    source = sources.read(script)
    pages = source["slide"]
    samples, sentences = speech.speak([_ended(source["title"]), *(page["narration"] for page in pages)])
    timeline = slides.timeline(
        [[], *(page["bullets"] for page in pages)], sentences, len(samples) / speech.RATE
    )
    facts = {
        "title": source["title"],
        "level": sources.level_of(script),
        "module": sources.module_of(script),
        "slides": [{"title": page["title"], "bullets": page["bullets"]} for page in pages],
    }
    pictures = slides.pictures(facts, [state for state, _lasts in timeline])
    captions_path.write_text(captions.vtt(captions.cues(sentences)), encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="pathway-film-") as scratch:
        _lay_out(pictures, [lasts for _state, lasts in timeline], Path(scratch))
        speech.write(samples, Path(scratch) / "voice.wav")
        shutil.move(_encode(Path(scratch), slides.begins(timeline), source["title"], mark(script)), path)


def _ended(title):
    """A title is spoken as a sentence."""
    return title if title[-1] in ".?!" else f"{title}."


def _lay_out(pictures, lasts, folder):
    """One file for each tenth of a second, as the encoder takes them; most are links."""
    number = 0
    for index, (picture, frames) in enumerate(zip(pictures, lasts, strict=True)):
        drawn = folder / f"drawn{index}.png"
        drawn.write_bytes(picture)
        for _frame in range(frames):
            (folder / f"{number:05}.png").symlink_to(drawn)
            number += 1


def _encode(folder, begins, title, comment):
    import imageio_ffmpeg  # only here: the tests read films, and have no encoder

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error"]
    command += ["-framerate", str(slides.PER_SECOND), "-i", folder / "%05d.png", "-i", folder / "voice.wav"]
    command += [*VIDEO.split(), "-force_key_frames", ",".join(map(str, begins)), *AUDIO.split()]
    command += ["-metadata", f"title={title}", "-metadata", f"comment={comment}", *FILE.split()]
    subprocess.run([*command, folder / "film.mp4"], check=True)
    return folder / "film.mp4"


# ---- A finished film ---------------------------------------------------------------------------------------------


def mark(script):
    """Stands in the film as a comment: of which words it was made. The time of a file says nothing after a clone."""
    words = script.read_bytes() + sources.module_of(script).encode()
    return f"Sample content. Script {hashlib.sha256(words).hexdigest()}"


def is_made_of(script, path):
    return path.exists() and path.with_suffix(".vtt").exists() and mark(script).encode() in path.read_bytes()


def seconds(path):
    """How long a film is, from its header (ISO 14496-12, mvhd)."""
    data = path.read_bytes()
    at = data.index(b"mvhd") + 4
    long = data[at] == 1
    scale_at = at + (20 if long else 12)
    scale = int.from_bytes(data[scale_at : scale_at + 4])
    return int.from_bytes(data[scale_at + 4 : scale_at + (12 if long else 8)]) / scale
