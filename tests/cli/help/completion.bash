# completion.bash PROGRAM COMPLETION MANIFEST: asserts what is offered where
facsimile=$1 manifest=$3
. "$2"
failed=0

offered() { # words before and at the cursor; sorted, in one line
    COMP_WORDS=("$facsimile" "$@")
    COMP_CWORD=$#
    _facsimile
    printf '%s\n' "${COMPREPLY[@]}" | sort | xargs
}
expect() { # list, words
    local wanted found
    wanted=$(printf '%s\n' $1 | sort | xargs)
    shift
    found=$(offered "$@")
    [ "$found" = "$wanted" ] || { echo "$*: offered '$found' instead of '$wanted'"; failed=1; }
}
shown() { "$facsimile" help "$@" | grep -oE -e '--[a-z][a-z0-9-]+' | sort -u; }
# parsing goes no further than the word behind an option and its value, which is none
takes() { # option, command
    local option=$1 message
    shift
    message=$("$facsimile" "$@" "$option" --no-such-option --no-such-option 2>&1)
    [[ $message != *"unknown option $option:"* ]]
}

commands=$("$facsimile" help | sed -n 's/^  \([a-z]*\) .*/\1/p')
subcommands=$("$facsimile" help models | sed -n 's/^[a-z: ]*facsimile models \([a-z]*\) .*/\1/p')
expect "$commands --version" ""
expect "$(echo "$commands" | grep -vx help)" help ""
expect "$subcommands" models ""
expect "$subcommands" help models ""
expect fetch models f

pages=("extract" "batch" "live" "mirror" "report" "summarise" "compare" "validate" "columns" "pipelines" "cameras" "doctor" "bench" "cpuinfo")
for subcommand in $subcommands; do
    pages+=("models $subcommand")
done
every=$(for page in "${pages[@]}"; do shown $page; done | sort -u)
[ "$(echo "$every" | wc -l)" -gt 30 ] || { echo "options are missing: $every"; failed=1; }
for page in "${pages[@]}"; do
    known=$(shown $page)
    expect "$known" $page --
    for option in $every; do
        if [[ $'\n'$known$'\n' == *$'\n'$option$'\n'* ]]; then
            takes "$option" $page || { echo "$page: shows $option and does not take it"; failed=1; }
        else
            ! takes "$option" $page || { echo "$page: takes $option and does not show it"; failed=1; }
        fi
    done
done
expect "--files --json --cache-dir --model-dir --manifest" models list --
expect "--json --cache-dir --model-dir --manifest" models verify --
expect "--cache-dir --model-dir --manifest" models path --
expect "--landmarks --model-dir" models pack --
expect "--onnx --landmarks --model-dir" models export --
expect "" models export --onnx ""

sets=$(sed -n '/"sets": \[$/,/^ *\]/s/^.*"name": "\([^"]*\)".*$/\1/p' "$manifest")
[ "$(echo "$sets" | wc -w)" = 6 ] || { echo "the manifest's sets: $sets"; failed=1; }
for subcommand in list path fetch verify remove licenses; do
    expect "$sets" models $subcommand ""
done
expect "$sets" doctor ""
expect "" models pack ""
expect "openface-clnf openface-ceclm" models fetch mediapipe openface-c
expect "" extract ""

values() { "$facsimile" help extract | tr ' ,\n' '\n\n\n' | grep -xE "$1" | sort -u; }
expect "$(values '(clnf|clm|ce)-[a-z-]+')" extract --landmarks ""
expect "$(values '(clnf|clm|ce)-[a-z-]+')" models pack --landmarks ""
expect "clm-general clm-wild" bench x.mp4 --landmarks clm-
expect "$(values 'auto|scalar|avx2|avx512|neon')" extract --cpu ""
expect "$(values 'auto|scalar|avx2|avx512|neon')" cpuinfo --cpu = ""
expect "avx2 avx512" cpuinfo --cpu = av
expect "one many" extract x.mp4 --faces ""
expect "openface" validate a.csv b.csv --reference ""
expect "auto open open-mediapipe openface openface3 pyfaceau" extract --pipeline ""
expect "one many" extract x.mp4 --faces =
expect "csv facemirror pyfaceau" extract --format ""
expect "facemirror openface pyfaceau" extract --compat ""
expect "" models fetch --from ""
exit $failed
