# names of BIDS, where the files go, what is refused; docs/reading.md's programs read them
clip=$source/examples/clip/heads.mp4
refused() { # status, what stderr says, arguments of extract
    wanted=$1 said=$2 status=0
    shift 2
    "$facsimile" extract "$@" --pipeline open --max-frames 2 -q 2>err || status=$?
    if [ $status != "$wanted" ] || ! grep -qF -e "$said" err; then
        echo "extract $*: status $status, $(cat err)"
        exit 1
    fi
}
for name in heads.mp4 sub-01_video.mp4 task-rest_video.mp4 sub-01_task-rest_video_2.mp4 sub-_task-rest.mp4 sub-01_task-re-st_video.mp4 \
    sub-0.1_task-rest_video.mp4 subject-01_task-rest_video.mp4 sub-01_rest_task-x.mp4; do
    refused 2 "$name: --bids: its name is none of BIDS: sub-LABEL[_ses-LABEL]_task-LABEL" "$name" --bids bids
done
[ "$(ls)" = err ]
refused 2 "--bids: '-' is no folder" sub-01_task-rest_video.mp4 --bids -
# entities are kept in their order, the suffix is not; the folder is made; no CSV unless one is asked for
ln -s "$clip" sub-01_ses-2_task-rest_acq-near_run-1_video.mp4
ln -s "$clip" sub-02_task-rest.mp4
"$facsimile" extract sub-01_ses-2_task-rest_acq-near_run-1_video.mp4 --pipeline open --max-frames 2 -q --bids one
[ "$(ls one | tr '\n' ' ')" = 'sub-01_ses-2_task-rest_acq-near_run-1_beh.json sub-01_ses-2_task-rest_acq-near_run-1_beh.tsv.gz ' ]
[ "$(ls | tr '\n' ' ')" = 'err one sub-01_ses-2_task-rest_acq-near_run-1_video.mp4 sub-02_task-rest.mp4 ' ]
# several, with CSV files; a second run passes over what the first has left
"$facsimile" extract sub-*.mp4 --pipeline open --max-frames 2 -q --bids two/ -o csv/
[ "$(ls two | wc -l)" = 4 ] && [ -e two/sub-02_task-rest_beh.json ] && [ -e csv/sub-02_task-rest.csv ]
"$facsimile" extract sub-*.mp4 two/* --pipeline open --max-frames 2 --bids two 2>err
grep -q '^facsimile: 4 inputs are results of facsimile, passed over: ' err
[ "$(ls two | wc -l)" = 4 ]
# two inputs for one table, a file for the folder
mkdir other
ln -s "$clip" other/sub-02_task-rest_video.mp4
refused 2 'sub-02_task-rest_beh' sub-02_task-rest.mp4 other/sub-02_task-rest_video.mp4 --bids two
refused 7 'is to be the folder of the results, but is a file' sub-02_task-rest.mp4 --bids err
# a description that is somebody else's stays
echo '{"TaskName": "rest"}' >two/sub-02_task-rest_beh.json
rm two/sub-02_task-rest_beh.tsv.gz
refused 7 "sub-02_task-rest_beh.json: would be replaced by the description of" sub-02_task-rest.mp4 --bids two
[ "$(cat two/sub-02_task-rest_beh.json)" = '{"TaskName": "rest"}' ] && [ ! -e two/sub-02_task-rest_beh.tsv.gz ]
# pictures by themselves have no time
mkdir sub-03_task-rest_photo
"$facsimile" draw "$clip" csv/sub-02_task-rest.csv --frame 1 -o sub-03_task-rest_photo/a.png
refused 2 'BIDS tables are for videos' sub-03_task-rest_photo --image --bids three
# in one run with the same contents: the same bytes, whatever the threads; half a run leaves nothing, or what is done
"$facsimile" extract sub-02_task-rest.mp4 --pipeline open --max-frames 9 -q --bids four --threads 1
"$facsimile" extract sub-02_task-rest.mp4 --pipeline open --max-frames 9 -q --bids five --threads 3
cmp four/sub-02_task-rest_beh.tsv.gz five/sub-02_task-rest_beh.tsv.gz
cmp four/sub-02_task-rest_beh.json five/sub-02_task-rest_beh.json
