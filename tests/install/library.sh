# needs: pkg-config
# pkg-config finds everything where it is now; the shared library has a name of its own
case $(pkg-config --variable=prefix facsimile) in
/usr | /usr/local) exit 1 ;;
esac
# nothing else has to be installed for that
[ "$(PKG_CONFIG_PATH='' PKG_CONFIG_LIBDIR=$libraries/pkgconfig pkg-config --cflags --libs facsimile)" = \
    "$(pkg-config --cflags --libs facsimile)" ]
eval "$CC $source/tests/install/hello.c -o hello $(pkg-config --cflags --libs facsimile)"
readelf -d hello | grep -F 'NEEDED' | grep -F '[libfacsimile.so.1]'
LD_LIBRARY_PATH=$libraries ./hello >out
grep -F "nothing.mp4" out
grep -F "$(pkg-config --modversion facsimile): " out
# nothing but the public functions is visible
nm -D --defined-only "$libraries/libfacsimile.so.1" | awk '{ print $3 }' >names
[ "$(wc -l <names)" -gt 30 ]
refuse grep -v '^facs_' names
