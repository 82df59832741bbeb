# a library that cannot be loaded is as good as none: the message says what to install
mkdir lib
: >lib/libheif.so.1
printf '\0\0\0\030ftypheic\0\0\0\0mif1heic' >a.heic
LD_LIBRARY_PATH="$PWD/lib" "$facsimile" extract a.heic --pipeline null
