# needs: python3
heads=$source/examples/clip/heads.mp4
# what is refused before anything runs, and leaves what is there as it was
said() { # status, pattern, arguments of batch
    expected=$1 pattern=$2
    shift 2
    status=0
    "$facsimile" batch "$@" 2>err || status=$?
    [ $status = "$expected" ] && grep -q "$pattern" err || { echo "$*: $status"; cat err; exit 1; }
}
mkdir -p study/a study/b empty
ln -s "$heads" study/a/x.mp4
ln -s "$heads" study/a/y.mp4
options="--pipeline open --max-frames 1 --threads 1"
said 2 'where do results go' study
said 2 'an input is missing' --out-dir results
said 2 "'3/2' is no I/N" study --out-dir results --shard 3/2
said 2 "'1' is no I/N" study --out-dir results --shard 1
said 2 '[-]-retry-failed goes with --resume' study --out-dir results --retry-failed
said 2 'joins the manifests' --merge results study
said 5 'no video and no picture is in it' empty --out-dir results
said 5 'none that it matches' 'study/*.avi' --out-dir results
said 5 'missing.avi: cannot be read' missing.avi --out-dir results
said 2 'is searched for inputs and is the folder of the results' study --out-dir study
ln -s "$heads" study/a/x.avi
said 2 'a/x.csv: would be the result of two inputs: study/a/x.avi and study/a/x.mp4' study --out-dir results
rm study/a/x.avi
refuse test -e results
"$facsimile" batch study --out-dir results $options -q
cp results/manifest.tsv before
said 7 'options: .*max_frames=1.*here .*max_frames=2' study --out-dir results --pipeline open --max-frames 2 --resume
said 7 'options: faces=one.*here faces=many' study --out-dir results $options --faces many --resume
said 7 'pipeline: open, here null' study --out-dir results --pipeline null --max-frames 1 --resume
sed '1s/models=open=[0-9a-f]*/models=open=0000/' before >results/manifest.tsv
said 7 'models: open=0000, here open=' study --out-dir results $options --resume
sed '1s/version=[^	]*/version=0.0.9/' before >results/manifest.tsv
said 7 'version: 0.0.9, here ' study --out-dir results $options --resume
echo other >results/manifest.tsv
said 7 'is no manifest of this version' study --out-dir results $options --resume
sed '3s/	ok	/	fine	/' before >results/manifest.tsv
said 7 "line 3: state: 'fine' is not possible" study --out-dir results $options --resume
cp before results/manifest.tsv
said 7 'divided in another way' study --out-dir results $options --shard 1/2
# a second one while the first lives
python3 - "$facsimile" $options <<'P'
import fcntl, subprocess, sys
with open("results/.manifest.tsv.lock", "w") as lock:
    fcntl.flock(lock, fcntl.LOCK_EX)
    lock.write("process 17 on elsewhere\n")
    lock.flush()
    ran = subprocess.run([sys.argv[1], "batch", "study", "--out-dir", "results", "--resume"] + sys.argv[2:], capture_output=True, text=True)
assert ran.returncode == 7 and "another batch is at work on it (process 17 on elsewhere)" in ran.stderr, ran
P
cmp before results/manifest.tsv
# the lock of one that is dead is nobody's
"$facsimile" batch study --out-dir results $options --resume -q
# shards: one is missing, of other options, twice the same
"$facsimile" batch study --out-dir shards $options --shard 1/2 -q
said 5 'manifest.2-of-2.tsv: is missing' --merge shards
"$facsimile" batch study --out-dir other --pipeline open --max-frames 2 --shard 2/2 -q
cp other/manifest.2-of-2.tsv shards/
said 7 'was made otherwise than the shards before it: options' --merge shards
sed '1s,shard=1/2,shard=2/2,' shards/manifest.1-of-2.tsv >shards/manifest.2-of-2.tsv
if [ "$(wc -l <shards/manifest.1-of-2.tsv)" -gt 2 ]; then
    said 7 'is in another shard of shards, too' --merge shards
fi
