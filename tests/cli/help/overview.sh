# the overview names every command
"$facsimile" --help >overview
"$facsimile" help | cmp - overview
grep -q '^  extract' overview
grep -q '^  compare' overview
grep -q '^  bench' overview
grep -q '^  cpuinfo' overview
grep -q '^  models' overview
grep -q '^  pipelines' overview
