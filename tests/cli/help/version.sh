"$facsimile" --version | grep -Eqx 'facsimile [0-9]+\.[0-9]+\.[0-9]+ \((scalar|avx2|avx512|neon)\)'
