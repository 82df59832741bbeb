# the program runs where it is now, needs no library of its own, and knows no other place
[ "$("$prefix/bin/facsimile" --version)" = "$("$build/cli/facsimile" --version)" ]
"$prefix/bin/facsimile" help extract >help
grep -q -e --landmarks help
ldd "$prefix/bin/facsimile" >libraries_needed
grep -q libc libraries_needed
refuse grep -E 'not found|libfacsimile' libraries_needed
readelf -d "$prefix/bin/facsimile" >sections
refuse grep -E 'RPATH|RUNPATH' sections
refuse grep -aF "$build" "$prefix/bin/facsimile"
# looks for models, which are not there, and says so
"$prefix/bin/facsimile" doctor >doctor 2>&1
grep -q 'without it extract takes the pipeline open' doctor
status=0
"$prefix/bin/facsimile" doctor openface-clnf >doctor 2>&1 || status=$?
[ $status -eq 3 ]
# the clip and what is stored about it are found where they are installed
"$prefix/bin/facsimile" verify >verified
grep -qE '^\[ok\] open +ok$' verified
