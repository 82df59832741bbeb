# For scripts that test step by step, in the folder of the sources, which read this file.
results=
step() { # name, command...: one test
    name=$1
    shift
    echo "== $name"
    if "$@"; then how=passed; else how=failed; fi
    results="$results
--$how
$name"
}
count_steps() { # the last line
    set --
    while IFS= read -r argument; do
        [ -z "$argument" ] || set -- "$@" "$argument"
    done <<END
$results
END
    python3 scripts/count_tests.py "$@"
}
