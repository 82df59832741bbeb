# needs: pkg-config
# linked into the program, which then runs without the shared library
eval "$CC $source/tests/install/hello.c -o hello $(pkg-config --cflags facsimile) '$libraries/libfacsimile.a' \
    $(pkg-config --libs $(pkg-config --print-requires-private facsimile | cut -d ' ' -f 1)) -lm -pthread"
readelf -d hello >sections
refuse grep -F libfacsimile sections
./hello >out
grep -F "nothing.mp4" out
