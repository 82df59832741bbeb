# options and programs of OpenFace are told in ours, none of them is taken for a letter with a value
said() { # message, arguments
    expected=$1
    shift
    status=0
    "$facsimile" "$@" 2>err || status=$?
    if [ $status != 2 ] || [ "$(cat err)" != "facsimile: $expected" ]; then
        echo "$*: status $status, $(cat err)"
        exit 1
    fi
}
theirs() { # option, ours
    said "$1 is an option of OpenFace; here: $2" extract x.mp4 "$1" value
}
theirs -f 'give the file without an option: facsimile extract FILE'
theirs -fdir 'give the folder without an option: facsimile extract FOLDER (with --image: every picture by itself)'
theirs -out_dir '-o DIR/'
theirs --out_dir '-o DIR/'
theirs -of '-o NAME.csv'
theirs -bboxdir '--boxes DIR, together with --image'
theirs -mloc '--landmarks NAME (or the path of a main_*.txt file)'
theirs -wild '--wild'
theirs -au_static '--static-au'
theirs -fx '--fx V, together with --fy V'
theirs -verbose 'leave it out: nothing is shown in windows'
for pair in '2Dfp 2d' '3Dfp 3d' 'pdmparams pdm' 'pose pose' 'aus au' 'gaze gaze,eyes'; do
    set -- $pair
    theirs -$1 "--columns $2,... (default: every column)"
done
theirs -hogalign '--hog FILE'
theirs -tracked 'facsimile FeatureExtraction ARGUMENTS... takes it'
for option in root inroot device cam_width cam_height fy cx cy hogalign simalign tracked nobadaligned format_aligned \
    format_vis_image simscale simsize nomask g vis-track vis-align vis-hog vis-aus fdloc multi_view validate_detections \
    n_iter sigma reg w_reg; do
    status=0
    "$facsimile" extract x.mp4 -$option value 2>err || status=$?
    [ $status = 2 ]
    grep -q "^facsimile: -$option is an option of OpenFace; here: " err
done
"$facsimile" -f x.mp4 2>err || [ $? = 2 ]
grep -q '^facsimile: -f is an option of OpenFace; here: .* A command comes first: facsimile extract INPUT...$' err
# other commands know nothing of them
said 'unknown option -f: see facsimile help compare' compare -f a.csv
[ "$(ls)" = err ]
