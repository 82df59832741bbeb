# needs: data
# the Face Landmarker, without a question about its licence: from the file, which is an archive itself, from a folder, from an archive
task=$data/models/mediapipe/face_landmarker.task
[ -f "$task" ]
installed=$HOME/.local/share/OpenFaceModels/2.2.0/derived/facsimile/1/mediapipe/face_landmarker.task
status=0
"$facsimile" models path mediapipe 2>err || status=$?
[ $status = 3 ]
mkdir folder
cp "$task" folder/another-name
tar -cf archive.tar folder
for from in "$task" folder archive.tar; do
    "$facsimile" models fetch mediapipe --from "$from" -q 2>err
    [ ! -s err ]
    cmp "$task" "$installed"
    "$facsimile" models verify mediapipe | grep -q ' 1 file, 3.8 MB, all intact'
    [ "$("$facsimile" models path mediapipe)" = "$HOME/.local/share/OpenFaceModels/2.2.0" ]
    "$facsimile" models list mediapipe | grep -q 'Face Landmarker'
    "$facsimile" models licenses mediapipe | grep -q 'mediapipe: nothing to accept'
    "$facsimile" models remove mediapipe | grep -q removed
    [ ! -e "$installed" ]
done
status=0
"$facsimile" models fetch mediapipe --from "$source/examples/clip/heads.mp4" 2>err || status=$?
[ $status = 5 ]
status=0
"$facsimile" models fetch mediapipe --offline 2>err || status=$?
[ $status = 10 ]
# it changes nothing about what auto takes, and a fetch without a name is about OpenFace's files
status=0
"$facsimile" models fetch --from folder 2>err || status=$?
[ $status = 9 ]
