"$facsimile" cpuinfo >table
grep -Eq '^level     (scalar|avx2|avx512|neon): the best this machine has$' table
grep -q '^compiled  scalar' table
grep -Eq '^cores     [1-9]' table
"$facsimile" cpuinfo --cpu scalar | grep -q '^level     scalar: .*--cpu'
FACSIMILE_CPU=scalar "$facsimile" cpuinfo | grep -q '^level     scalar: .*FACSIMILE_CPU'
# the option wins
FACSIMILE_CPU=scalar "$facsimile" cpuinfo --cpu auto | grep -q 'the best this machine has'
