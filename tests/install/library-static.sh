# needs: pkg-config
# linked into the program, which then runs without the shared library
eval "$CC $source/tests/install/hello.c -o hello $(pkg-config --cflags facsimile) '$libraries/libfacsimile.a' \
    $(pkg-config --static --libs facsimile | sed 's/ *-lfacsimile / /')"
readelf -d hello >sections
refuse grep -F libfacsimile sections
./hello >out
grep -F "nothing.mp4" out
