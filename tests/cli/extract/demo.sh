# needs: python3
# make demo needs no models, no test data and no network: our clip, the pipeline that needs no files, a picture of a frame
demo=$source/scripts/demo.sh
sh "$demo" "$facsimile" "" out.csv </dev/null >out 2>err
[ "$(wc -l <out.csv)" -gt 100 ]
grep -q '^facsimile: pipeline open, since' err
grep -qF "All of it is in $PWD/out.csv" out
[ "$(grep -cE '^ +[0-9]+ +[0-9]+\.[0-9]+ ' out)" -ge 8 ]
python3 - <<'P'
head = open("out.png", "rb").read(24)
assert head[:8] == b"\x89PNG\r\n\x1a\n" and int.from_bytes(head[16:20], "big") >= 640
P
# a clip that is given is used, and nothing else
status=0
sh "$demo" "$facsimile" missing.mp4 other.csv </dev/null 2>err || status=$?
[ $status = 5 ]
[ ! -e other.csv ]
