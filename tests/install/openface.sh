# OpenFace's programs are installed under their names, and are what they are called
for name in FeatureExtraction FaceLandmarkVid FaceLandmarkVidMulti FaceLandmarkImg; do
    [ "$("$prefix/bin/$name" | cut -d : -f 1)" = "$name" ]
    [ "$(readlink "$prefix/bin/$name")" = facsimile ]
    cmp "$prefix/share/man/man1/$name.1" "$prefix/share/man/man1/facsimile.1"
    status=0
    "$prefix/bin/$name" -f nothing.avi 2>err || status=$?
    [ $status = 3 ]
    grep -qF 'facsimile models fetch' err
done
# found by PATH, too, and called by another path
PATH="$prefix/bin:$PATH"
[ "$(FaceLandmarkImg --help | head -n 1)" = 'usage: facsimile openface PROGRAM ARGUMENTS...' ]
[ "$(cd "$prefix" && bin/FaceLandmarkVid | cut -d : -f 1)" = FaceLandmarkVid ]
[ -r "$prefix/share/doc/facsimile/docs/openface-programs.md" ]
