#!/usr/bin/env python3
"""The pipeline pyfaceau's agreement with OpenFace 2.2 on clips of the test data: Pearson r of each AU_r.

    pyfaceau_bars.py PROGRAM [--table]

The bars are on the mean over the action units that are active in a clip, as in open_bars.py: AU_r > 1 in at least 5 % of its frames.
r of the others, which is that of noise, is printed as well.  Exit 0 pass, 1 fail, 77 no test data or no ONNX Runtime (1 under CI)."""
import argparse
import os
import subprocess
import sys
import tempfile

from open_bars import AUS, golden, good_rows, pearson, read, take

CLIPS = {"default": "default.wmv", "2015-10-15-15-14": "2015-10-15-15-14.avi"}
BARS = {"default": 0.91, "2015-10-15-15-14": 0.78}
BOTH = 0.85
COMPAT_BAR = 0.70  # a box that stays where it was costs that much


def skip(why):
    print(why)
    return 1 if os.environ.get("CI") else 77


def figures(title, ours, theirs):
    """Mean r of the active action units, of all."""
    rows, active, every = good_rows(ours, theirs), [], []
    for au in AUS:
        column = "AU%s_r" % au
        truth = take(theirs, column, rows)
        r = pearson(take(ours, column, rows), truth)
        busy = sum(x > 1 for x in truth) >= 0.05 * len(truth)
        print("  %-18s AU%s %6.3f%s" % (title, au, r, "" if busy else " (quiet)"))
        if r == r:
            every.append(r)
            active += [r] if busy else []
    return sum(active) / len(active), sum(every) / len(every)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--table", action="store_true", help="figures only: no bar is checked")
    args = parser.parse_args()
    data = os.environ.get("FACSIMILE_TESTDATA", os.path.join(os.path.dirname(__file__), "../../../shared"))
    if not os.path.isdir(os.path.join(data, "golden")):
        return skip("no test data at %s (set FACSIMILE_TESTDATA)" % data)
    environment = dict(os.environ, FACSIMILE_ONNX_MODELS=os.path.join(data, "models/onnx"))
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        for how, bars, both in (["--pipeline", "pyfaceau"], BARS, BOTH), (["--compat", "pyfaceau"], {}, COMPAT_BAR):
            means = []
            for clip, file in CLIPS.items():
                out = os.path.join(folder, "out.csv")
                run = subprocess.run([args.program, "extract", os.path.join(data, "media", file), "-q", "-o", out, "--no-sidecar",
                                      "--model-dir", os.path.join(data, "models/2.2.0"), *how], env=environment, stderr=subprocess.PIPE, text=True)
                if run.returncode == 3 and "ONNX Runtime" in run.stderr:
                    return skip("no ONNX Runtime (sh scripts/packages.sh onnx)")
                if run.returncode:
                    print(run.stderr)
                    return 1
                ours, theirs = read(out), golden(data, clip, "FeatureExtraction")
                success = sum(ours["success"]) / len(ours["success"])
                active, every = figures(clip, ours, theirs)
                means.append(active)
                good = success >= 0.99 and active >= bars.get(clip, 0)
                failed += not good
                print("%s %s: faces in %.1f %%, mean r %.3f of active units, %.3f of all%s" % (
                    " ".join(how), clip, 100 * success, active, every, "" if good else "   MISSES ITS BAR"))
            mean = sum(means) / len(means)
            failed += mean < both
            print("%s both clips: %.3f, bar %.2f%s\n" % (" ".join(how), mean, both, "" if mean >= both else "   MISSES ITS BAR"))
    return 1 if failed and not args.table else 0


if __name__ == "__main__":
    sys.exit(main())
