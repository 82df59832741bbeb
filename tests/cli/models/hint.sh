# needs: data
# without a terminal: set, size, licence and command, for the landmark model that was asked for; also from bench and for several inputs
"$facsimile" bench "$data/media/sample1.jpg" --repeat 1 --warmup 0 --landmarks clm-wild 2>bench.err && exit 1
grep -qx '  needed:  openface-clnf, 37.3 MB from Carnegie Mellon University' bench.err
status=0
"$facsimile" extract "$data/media/sample1.jpg" "$data/media/sample2.jpg" --pipeline openface -o results 2>several.err || status=$?
[ $status = 3 ]
[ "$(grep -c '^  install: facsimile models fetch openface-clnf$' several.err)" = 1 ]
"$facsimile" extract "$data/media/sample1.jpg" --landmarks ce-clm
