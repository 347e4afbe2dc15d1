"""bin/media, once its packages are there."""

import argparse
import os
import sys

from . import film, handout, packages, sources, speech


def main():
    options = parse()
    os.nice(10)
    make_packages(options)
    for script in sources.handouts(options.folders):
        make(script.with_suffix(".pdf"), handout.pdf(script), options)
    return make_films(options)


def parse():
    parser = argparse.ArgumentParser(prog="bin/media")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("folders", nargs="*", metavar="FOLDER")
    return parser.parse_args()


def make_packages(options):
    sources.PACKAGES.mkdir(parents=True, exist_ok=True)
    for name, standard in packages.STANDARDS.items():
        make(sources.PACKAGES / name, packages.package(standard), options)


def make(path, data, options):
    """These are made in no time, and the same source gives the same bytes: so they are compared."""
    if options.all or not path.exists() or path.read_bytes() != data:
        path.write_bytes(data)
        say(path)


def make_films(options):
    scripts = [
        script
        for script in sources.films(options.folders)
        if options.all or not film.is_made_of(script, script.with_suffix(".mp4"))
    ]
    if scripts and not speech.is_there():
        print(f"{len(scripts)} films are left out: no espeak-ng here (apt-get install espeak-ng).")
        return 1
    for script in scripts:
        path = script.with_suffix(".mp4")
        film.make(script, path, script.with_suffix(".vtt"))
        say(path, f"{film.seconds(path):6.1f} s")
    return 0


def say(path, length=""):
    print(
        f"{path.relative_to(sources.CLASSROOM)!s:<56} {path.stat().st_size // 1000:5} kB {length}", flush=True
    )


if __name__ == "__main__":
    sys.exit(main())
