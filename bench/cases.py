"""What is measured."""
import os
import shutil

import cen_padding
from builds import tree

CLIP, WMV = "2015-10-15-15-14.avi", "default.wmv"
PORTRAITS = ("sample1.jpg", "sample2.jpg", "sample3.jpg", "sample4.jpg", "sample5.jpg", "audrey.jpg", "single_face.jpg")


class Place:
    """Where inputs and outputs are.  `data`: the test data (TESTING.md), None = there are none."""

    def __init__(self, data, work, quick):
        self.data, self.work, self.quick = data, work, quick
        self.frames = ["--max-frames", "8"] if quick else []
        self.pictures = 6 if quick else 200

    def lacks(self, *paths):
        """why the files cannot be had; None = they are there"""
        if not self.data:
            return "no test data"
        missing = [path for path in paths if not os.path.exists(os.path.join(self.data, path))]
        return "%s is not among the test data" % missing[0] if missing else None

    def media(self, name):
        return os.path.join(self.data, "media", name)

    def output(self, name):
        return os.path.join(self.work, "out", name)


class Case:
    """One line of the tables: `command(program, threads)`, when `lacks()` says None.  `prepare` makes what it reads, once."""

    def __init__(self, key, name, command, lacks=lambda: None, prepare=lambda: None, threads=False, openface=None):
        self.key, self.name, self.command, self.lacks, self.prepare = key, name, command, lacks, prepare
        self.threads = threads  # also in the table of two threads
        self.openface = openface  # file that OpenFace is given


def extraction(place, name, pipeline, *options):
    def command(program, threads):
        return [program, "extract", place.media(name), "--pipeline", pipeline, "--threads", str(threads), "--quiet", "-o",
                place.output(name + ".csv"), *options, *place.frames]

    return command


def video(place, key, shown, name, pipeline):
    models = ["models/2.2.0/originals"] if pipeline == "openface" else []
    return Case(key, shown, extraction(place, name, pipeline), lambda: place.lacks("media/" + name, *models), threads=True,
                openface=name if pipeline == "openface" else None)


def ceclm(place):
    folder = os.path.join(place.work, "models", "cen")
    source = "models/cen_synthetic"

    def prepare():
        shutil.copytree(os.path.join(place.data, source), folder, copy_function=shutil.copyfile)
        os.symlink(os.path.join(place.data, "models", "2.2.0"), os.path.join(place.work, "models", "2.2.0"))
        if not place.quick:
            cen_padding.pad(os.path.join(place.data, source), folder)

    return Case("ce-clm", "CE-CLM, networks of the published sizes, %s" % WMV,
                extraction(place, WMV, "openface", "--landmarks", os.path.join(folder, "main_ceclm_general.txt")),
                lambda: place.lacks("media/" + WMV, source + "/main_ceclm_general.txt", "models/2.2.0/originals"), prepare)


def stills(place):
    folder = os.path.join(place.work, "pictures")

    def prepare():
        os.mkdir(folder)
        for i in range(place.pictures):
            shutil.copyfile(place.media(PORTRAITS[i % len(PORTRAITS)]), os.path.join(folder, "%03d.jpg" % i))

    def command(program, threads):
        return [program, "extract", folder, "--image", "--pipeline", "openface", "--threads", str(threads), "--quiet", "-o",
                place.output("pictures")]

    return Case("pictures", "a folder of %d pictures, CLNF" % (6 if place.quick else 200), command,
                lambda: place.lacks("models/2.2.0/originals", *["media/" + name for name in PORTRAITS]), prepare, threads=True)


def start(key, shown, *arguments):
    return Case(key, shown, lambda program, threads: [program, *arguments])


def comparison(place):
    """two small tables that the program itself has made"""
    source = os.path.join(tree(), "examples", "clip", "heads.mp4")
    table = os.path.join(place.work, "small.csv")

    def prepare():
        import machine

        machine.run([place.program, "extract", source, "--pipeline", "open", "--max-frames", "5", "--quiet", "-o", table],
                    place.environment)

    return Case("compare", "`compare` of two tables of 5 rows", lambda program, threads: [program, "compare", table, table],
                prepare=prepare)


def all_cases(place):
    return [
        video(place, "clnf-avi", "CLNF, " + CLIP, CLIP, "openface"),
        video(place, "clnf-wmv", "CLNF, " + WMV, WMV, "openface"),
        ceclm(place),
        video(place, "open-avi", "pipeline `open`, " + CLIP, CLIP, "open"),
        video(place, "open-wmv", "pipeline `open`, " + WMV, WMV, "open"),
        stills(place),
        start("version", "`--version`", "--version"),
        comparison(place),
        start("columns", "`columns`", "columns"),
        start("doctor", "`doctor`", "doctor"),
    ]
