# needs: data python3
# the reader has gone: every command ends by SIGPIPE and without a word, also when its caller ignores that signal
export FACSIMILE_MODELS="$models"
python3 - "$facsimile" "$data/media" <<'P'
import os, signal, subprocess, sys
facsimile, media = sys.argv[1:]

def ends_quietly(*words, ignored=False):
    reader, writer = os.pipe()
    os.close(reader)
    before = signal.signal(signal.SIGPIPE, signal.SIG_IGN if ignored else signal.SIG_DFL)
    done = subprocess.run((facsimile, *words), stdout=writer, stderr=subprocess.PIPE, restore_signals=False)
    signal.signal(signal.SIGPIPE, before)
    os.close(writer)
    assert done.returncode == -signal.SIGPIPE, (words, done)
    assert done.stderr == b"", (words, done.stderr)

clip = (media + "/default.wmv", "--max-frames", "3")
for ignored in (False, True):
    ends_quietly("extract", *clip, "-o", "-", ignored=ignored)
    ends_quietly("doctor", ignored=ignored)
ends_quietly("extract", *clip, "--faces", "many", "-o", "-")
ends_quietly("extract", *clip, "-o", "/dev/stdout")
ends_quietly("extract", media + "/sample1.jpg", "-o", "-")
ends_quietly("bench", *clip, "--repeat", "1", "--warmup", "0")
for words in ("help", "--version", "doctor --json", "cpuinfo", "cpuinfo --json", "models list --files", "models path",
              "models verify", "models licenses --json"):
    ends_quietly(*words.split())
P
# a reader of another file is not the reader of the results: an ordinary failure
mkfifo pipe
(exec 3<pipe; exec 3<&-) &
exec 4>pipe
wait
status=0
"$facsimile" extract "$data/media/sample1.jpg" -o missing/out.csv >&4 2>err || status=$?
[ $status = 7 ]
grep -qF 'missing/out.csv: cannot be written: there is no folder missing: make it first' err
