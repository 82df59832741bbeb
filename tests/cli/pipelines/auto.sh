# which pipeline runs when nobody says: nothing of OpenFace's is installed here
clip=$source/examples/clip/heads.mp4
run() { # expected status, arguments
    wanted=$1 status=0
    shift
    "$facsimile" extract "$clip" --max-frames 3 -q -o out.csv "$@" 2>err || status=$?
    [ $status = "$wanted" ] || { echo "$*: $status instead of $wanted"; cat err; exit 1; }
}
ran() { grep -A 2 '"pipeline": {' out.csv.facsimile.json | tr -d ' \n' | grep -qF "\"name\":\"$1\",\"automatic\":$2"; }
# one line, also with -q, and once for several inputs
run 0
[ "$(cat err)" = "facsimile: pipeline open, since OpenFace's model files are not installed: facsimile models fetch gets them; --pipeline open asks for this one" ]
ran open true
run 0 --pipeline auto
ran open true
cp "$clip" a.mp4
cp "$clip" b.mp4
"$facsimile" extract a.mp4 b.mp4 --jobs 2 --max-frames 3 -q 2>err
[ "$(wc -l <err)" = 1 ]
cmp a.csv b.csv
# asked for: no line
run 0 --pipeline open
[ ! -s err ]
ran open false
FACSIMILE_PIPELINE=open run 0
[ ! -s err ]
FACSIMILE_PIPELINE=openface run 0 --pipeline auto
ran open true
FACSIMILE_PIPELINE=openface run 3
FACSIMILE_PIPELINE=Open run 2
# what only OpenFace's pipeline knows asks for it
for option in --wild --static-au "--landmarks clnf-general" "--model-dir nowhere"; do
    run 3 $option
    grep -q '^facsimile: no model files' err
    "$facsimile" extract a.mp4 b.mp4 $option -q -o both 2>err && exit 1
    [ "$(grep -c 'no model files' err)" = 1 ]
done
FACSIMILE_MODELS=nowhere run 3
run 3 --pipeline openface
for option in --wild --static-au "--landmarks clnf-general"; do
    run 2 --pipeline open $option
    grep -q 'pipeline open' err
    FACSIMILE_PIPELINE=open run 2 $option
done
# a run that does not begin says nothing about pipelines
"$facsimile" extract missing.mp4 2>err && exit 1
refuse grep -q pipeline err
