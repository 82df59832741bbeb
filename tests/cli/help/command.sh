# three ways to the same help
"$facsimile" help extract >one
"$facsimile" extract --help | cmp - one
"$facsimile" extract input.avi -h | cmp - one
for option in output model-dir landmarks static-au faces image wild threads boxes max-frames cpu quiet verbose; do
    grep -q -e "--$option" one
done
"$facsimile" help compare | grep -q -e --json
"$facsimile" help extract | grep -q -e --ndjson
