# needs: pkg-config
# every example, and the program on top of the header, compiles with what is installed and says what is missing
export LD_LIBRARY_PATH=$libraries
build_it() { eval "$CC -std=c11 -Wall -Wextra -Werror '$1' -o '$2' $(pkg-config --cflags --libs facsimile)"; }
count=0
for example in "$prefix"/share/doc/facsimile/examples/*.c; do
    name=$(basename "$example" .c)
    cp "$example" "$name.c"
    build_it "$name.c" "$name"
    status=0
    "./$name" 2>out || status=$?
    [ "$status" = 2 ]
    grep "^usage: $name" out
    count=$((count + 1))
done
[ "$count" -ge 4 ]
sed -n '/^ \*     #include/,/^ \*     }$/s/^ \* \{0,5\}//p' "$prefix/include/facsimile/facsimile.h" >header.c
grep -q 'int main' header.c
[ "$(wc -l <header.c)" -le 20 ]
build_it header.c header
refuse ./header nothing.mp4 nothing.csv 2>out
grep 'nothing.mp4' out
