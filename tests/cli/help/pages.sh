# every page of help: a way to it, its own first line, no line wider than a terminal of 100 columns
check() { # words of the command
    "$facsimile" help "$@" >page
    head -n 1 page | grep -q "^usage: facsimile $*\( \|\$\)"
    "$facsimile" "$@" --help | cmp - page
    cat page >>pages
}
"$facsimile" help >pages
"$facsimile" help help | cmp - pages
for command in $("$facsimile" help | sed -n 's/^  \([a-z]*\) .*/\1/p' | grep -vx help); do
    check "$command"
done
for subcommand in $("$facsimile" help models | sed -n 's/^[a-z: ]*facsimile models \([a-z]*\) .*/\1/p'); do
    check models "$subcommand"
done
[ "$(grep -c '^usage: facsimile models [a-z]' pages)" = 9 ]
awk 'length > 100 { print; wide = 1 } END { exit wide }' pages
