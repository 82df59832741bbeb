# needs: python3
# the memory of many results is that of few: RESULTS is ten times as many in scripts/many_results.sh as the short form
many=${RESULTS:-300}
few=$((many / 10))
python3 "$cases/make_results.py" many "$many"
mkdir few
ls many | head -n "$few" | while read -r name; do ln "many/$name" few/; done
peak() {
    python3 - "$@" <<'PY'
import os, resource, subprocess, sys
# the address sanitizer keeps what was freed for a while
os.environ["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":quarantine_size_mb=0:thread_local_quarantine_size_kb=0"
subprocess.run(sys.argv[1:], check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
PY
}
small=$(peak "$facsimile" summarise few -o few.csv -q)
large=$(peak "$facsimile" summarise many -o many.csv -q)
[ "$(wc -l <many.csv)" = $((2 * many + 1)) ]
head -n $((2 * few + 1)) many.csv | sed 's/^many/few/' | cmp - few.csv
echo "peak memory: $few results $small KiB, $many results $large KiB"
# the list of names grows by some 900 bytes for each, and nothing else
[ $((large - small)) -le $((2048 + many)) ]
