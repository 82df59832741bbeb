# needs: ffmpeg
# options that change the pictures do, and only where they should
ffmpeg -nostdin -v error -i "$source/examples/clip/heads.mp4" -vf "select=eq(n\,53)" -frames:v 1 face.png
for how in "compat --band 6" "feather --band 6" "compat --band 20" "compat --band 0" "feather --band 0"; do
    "$facsimile" mirror face.png --blend $how --no-aus --no-debug -q -o "$how"
done
differ() {
    refuse cmp -s "$1/face_right_mirrored.png" "$2/face_right_mirrored.png"
}
differ "compat --band 6" "feather --band 6"
differ "compat --band 6" "compat --band 20"
differ "compat --band 6" "compat --band 0"
cmp "compat --band 0/face_right_mirrored.png" "feather --band 0/face_right_mirrored.png"
"$facsimile" mirror face.png --no-aus --no-debug -q
cmp face_mirror/face_right_mirrored.png "compat --band 6/face_right_mirrored.png"
# the first frame has no one before it: both rules give its own midline; a later one not
clip=$source/examples/clip/heads.mp4
for rule in mean compat; do
    "$facsimile" mirror "$clip" --midline $rule --no-aus --no-debug --max-frames 120 -q -o $rule
done
refuse cmp -s mean/heads_right_mirrored.mp4 compat/heads_right_mirrored.mp4
