#!/usr/bin/env python3
"""OpenFace's own command lines (README.md of the golden data), given to our programs of the same names: every file that the
data has must come out, byte for byte.

    dropin.py FACSIMILE CASE
    dropin.py --list

Exit 0 the same, 1 another one, 77 no test data (1 under CI).
"""
import gzip
import os
import subprocess
import sys
import tempfile

from golden import testdata

CLNF = "-mloc model/main_clnf_general.txt"
COLUMNS = "-pose -2Dfp -3Dfp -pdmparams -gaze -aus"
STILLS = ["sample1", "sample2", "sample3", "sample4", "sample5", "sample6", "single_face", "multi_face", "audrey"]

# name -> (command line in the folder of the media, {golden file: ours below the folder of the results})
CASES = {
    "features": ("FeatureExtraction -f default.wmv %s %s" % (CLNF, COLUMNS),
                 {"default/FeatureExtraction.csv.gz": "default.csv",
                  "default/FeatureExtraction_of_details.txt": "default_of_details.txt"}),
    "faces": ("FeatureExtraction -f default.wmv %s -hogalign -simalign" % CLNF,
              dict({"default/first20.hog": "default.hog"},
                   **{"default/aligned/frame_det_00_%06d.bmp" % i: "default_aligned/frame_det_00_%06d.bmp" % i
                      for i in range(1, 21)})),
    "au_static": ("FeatureExtraction -f default.wmv %s -au_static %s" % (CLNF, COLUMNS),
                  {"default/FeatureExtraction_au_static.csv.gz": "default.csv"}),
    "multi_pie": ("FeatureExtraction -f default.wmv -mloc model/main_clnf_multi_pie.txt %s" % COLUMNS,
                  {"default/FeatureExtraction_main_clnf_multi_pie.csv.gz": "default.csv"}),
    "sequence": ("FeatureExtraction -fdir image_sequence %s %s" % (CLNF, COLUMNS),
                 {"image_sequence/FeatureExtraction.csv": "image_sequence.csv"}),
    "many": ("FaceLandmarkVidMulti -f multi_face.avi %s %s" % (CLNF, COLUMNS),
             {"multi_face/FaceLandmarkVidMulti.csv.gz": "multi_face.csv"}),
    "stills": ("FaceLandmarkImg %s %s %s" % (" ".join("-f %s.jpg" % still for still in STILLS), CLNF, COLUMNS),
               dict({"sample1_jpg/FaceLandmarkImg_of_details.txt": "sample1_of_details.txt"},
                    **{"%s_jpg/FaceLandmarkImg.csv" % still: still + ".csv" for still in STILLS})),
    "stills-wild": ("FaceLandmarkImg -f sample3.jpg -f sample1.jpg %s -wild %s" % (CLNF, COLUMNS),
                    {"%s_jpg/FaceLandmarkImg_wild.csv" % still: still + ".csv" for still in ("sample1", "sample3")}),
}


def read(path):
    with (gzip.open(path) if path.endswith(".gz") else open(path, "rb")) as file:
        return file.read()


def ours(path, wanted):
    """As the golden file: descriptors of as many frames, details without the lines about the input."""
    found = read(path)
    if path.endswith(".hog"):
        return found[:len(wanted)]
    if path.endswith("_of_details.txt"):
        return b"".join(line for line in found.splitlines(True) if not line.startswith(b"Input"))
    return found


def main():
    if sys.argv[1:] == ["--list"]:
        print("\n".join(CASES))
        return 0
    program, name = os.path.abspath(sys.argv[1]), sys.argv[2]
    root = testdata()
    line, files = CASES[name]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        words = line.split()
        os.symlink(program, os.path.join(folder, words[0]))
        environment = dict(os.environ, FACSIMILE_MODELS=os.path.join(root, "models", "2.2.0", "originals"))
        done = subprocess.run([os.path.join(folder, words[0])] + words[1:] + ["-out_dir", folder],
                              cwd=os.path.join(root, "media"), env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            print("%s\n%sexit status %d" % (line, done.stdout, done.returncode))
            return 1
        for golden, result in files.items():
            wanted = read(os.path.join(root, "golden", golden))
            if ours(os.path.join(folder, result), wanted) != wanted:
                print("%s: another one than %s" % (result, golden))
                failed = 1
    print("%s\n%d files compared" % (line, len(files)))
    return failed


if __name__ == "__main__":
    sys.exit(main())
