# needs: models clip python3 liblo
# OpenFace's pipeline: intensities are those corrected on line, whether or not a CSV waits for final ones
export models
python3 - <<'P'
import csv, os
import osc
facsimile, clip, models = os.environ["facsimile"], os.environ["clip"], os.environ["models"]


def extract(*more):
    receiver, place = osc.listen()
    done, bundles, _ = osc.run(receiver, [facsimile, "extract", clip, "--model-dir", models, "--max-frames", "40", "-q",
                                          "--columns", "au", "--osc", place, *more])
    assert done.returncode == 0, done.stderr
    return osc.frames(bundles)


both, alone = extract("-o", "out.csv"), extract()
assert both == alone and len(both) == 40
rows = list(csv.DictReader(open("out.csv")))
heard = [both[int(row["frame"])] for row in rows]
r = [name for name in rows[0] if name.endswith("_r")]
assert len(r) == 17
assert all(0 <= frame["/facsimile/0/" + name][0] <= 5 for frame in heard for name in r)
differ = sum(abs(frame["/facsimile/0/" + name][0] - float(row[name])) > 0.01 for row, frame in zip(rows, heard) for name in r)
assert differ > 40, differ
P
"$facsimile" extract "$clip" --model-dir "$models" --max-frames 40 -q --columns au -o plain.csv
cmp out.csv plain.csv
