# needs: data
# without a terminal: set, size, licence and command, for the landmark model that was asked for; also from bench
"$facsimile" bench "$data/media/sample1.jpg" --repeat 1 --warmup 0 --landmarks clm-wild 2>bench.err && exit 1
grep -qx '  needed:  openface-clnf, 37.3 MB from Carnegie Mellon University' bench.err
"$facsimile" extract "$data/media/sample1.jpg" --landmarks ce-clm
