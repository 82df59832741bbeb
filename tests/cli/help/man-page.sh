# needs: groff
# the manual knows every option of every command, every exit status, every variable and every set, and is sound
sed "s/@VERSION@/$("$facsimile" --version | cut -d ' ' -f 2)/" "$source/share/facsimile.1.in" >facsimile.1
groff -man -Tutf8 -ww facsimile.1 >shown 2>warnings
[ ! -s warnings ] || { cat warnings; exit 1; }
sed 's/\\-/-/g; s/\\f[BIR]//g' facsimile.1 >plain
failed=0
section() { awk -v wanted=".SH $1" '/^\.SH / { inside = $0 == wanted } inside' plain; }
has() { # word, section
    section "$2" | grep -qE -e "(^|[^A-Za-z0-9_-])$1([^A-Za-z0-9_-]|\$)" || { echo "the manual's $2 lack $1"; failed=1; }
}
for command in $("$facsimile" help | sed -n 's/^  \([a-z]*\) .*/\1/p' | grep -vx help); do
    title="OPTIONS OF $(echo "$command" | tr a-z A-Z)"
    for option in $("$facsimile" help "$command" | grep -oE -e '--[a-z][a-z0-9-]+' | sort -u); do
        has "$option" "$title"
    done
    for letter in $("$facsimile" help "$command" | sed -n 's/^  \(-[a-z]\), --.*/\1/p'); do
        has "$letter" "$title"
    done
    # and none that does not exist
    for option in $(section "$title" | grep -oE -e '--[a-z][a-z0-9-]+' | sort -u); do
        "$facsimile" help "$command" | grep -q -e "$option" || { echo "$title: there is no $option"; failed=1; }
    done
done
for subcommand in $("$facsimile" help models | sed -n 's/^[a-z: ]*facsimile models \([a-z]*\) .*/\1/p'); do
    grep -qx "\.BR \"models $subcommand\"" plain || { echo "the manual lacks models $subcommand"; failed=1; }
done
statuses=$(sed -n '/^## Exit status/,$s/^| \([0-9][0-9, ]*\) |.*/\1/p' "$source/docs/cli.md" | tr -d ' ' | tr ',' '\n')
[ "$(echo "$statuses" | wc -l)" -ge 14 ]
for status in $statuses; do
    section "EXIT STATUS" | grep -E '^\.B "?[0-9]' | grep -qw "$status" || { echo "the manual lacks status $status"; failed=1; }
done
for variable in $(grep -ohE '(FACSIMILE|OPENFACE_MODELS)_[A-Z_]+' "$source"/docs/cli.md "$source"/docs/models.md | sort -u) \
    $(for command in extract models bench cpuinfo doctor; do "$facsimile" help "$command"; done | grep -oE '(FACSIMILE|OPENFACE_MODELS)_[A-Z_]+'); do
    has "$variable" ENVIRONMENT
done
for set in openface-clnf openface-ceclm pyfaceau openface3 mediapipe mediapipe-onnx; do
    has "$set" "OPTIONS OF MODELS"
done
exit $failed
