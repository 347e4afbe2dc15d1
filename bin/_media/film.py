"""A film from its script: drawn slides, a voice, captions; and what a finished film says of itself."""

import hashlib
import subprocess
import tempfile
from pathlib import Path

from . import captions, slides, sources, speech

# Loud enough beside other films, without the rumble and hiss of the voice.
SOUND = "highpass=f=70,lowpass=f=9000,loudnorm=I=-18:TP=-2:LRA=7"


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
        _encode(Path(scratch), path, source["title"], mark(script))


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


def _encode(folder, path, title, comment):
    import imageio_ffmpeg  # only here: the tests read films, and have no encoder

    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-y", "-loglevel", "error"]
    command += ["-framerate", str(slides.PER_SECOND), "-i", folder / "%05d.png", "-i", folder / "voice.wav"]
    command += ["-vf", "scale=out_color_matrix=bt709:out_range=tv,format=yuv420p"]
    command += [
        "-c:v",
        "libx264",
        "-profile:v",
        "main",
        "-level",
        "3.1",
        "-preset",
        "slow",
        "-tune",
        "stillimage",
    ]
    command += [
        "-crf",
        "29",
        "-g",
        "300",
        "-threads",
        "1",
        "-colorspace",
        "bt709",
        "-color_primaries",
        "bt709",
    ]
    command += ["-color_trc", "bt709", "-af", SOUND, "-c:a", "aac", "-b:a", "44k", "-ar", "24000", "-ac", "1"]
    command += [
        "-metadata",
        f"title={title}",
        "-metadata",
        f"comment={comment}",
        "-metadata:s:a:0",
        "language=eng",
    ]
    # The same source gives the same bytes, and a player can begin before all of it is there.
    command += [
        "-fflags",
        "+bitexact",
        "-flags:v",
        "+bitexact",
        "-flags:a",
        "+bitexact",
        "-movflags",
        "+faststart",
    ]
    subprocess.run([*command, path], check=True)


# ---- A finished film ---------------------------------------------------------------------------------------------


def mark(script):
    """Stands in the film as a comment: of which script it was made. The time of a file says nothing after a clone."""
    return f"Sample content. Script {hashlib.sha256(script.read_bytes()).hexdigest()}"


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
