# what is no folder, and a place where no page can be
refused() {
    wanted=$1 text=$2 code=0
    shift 2
    "$facsimile" view "$@" 2>said || code=$?
    [ $code = "$wanted" ] && grep -q -e "$text" said && return
    cat said
    exit 1
}
mkdir results
touch file
refused 2 "a folder is missing"
refused 5 "nowhere: is no folder" nowhere
refused 5 "file: is no folder" file
refused 2 "no place for a page" results --http 1.2.3.4
refused 2 "8 to 64" results --token short
