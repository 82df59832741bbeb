# this build gives the stored numbers, at every level of the processor
"$facsimile" verify >out
grep -qE '^\[ok\] open +ok$' out
grep -qE '^\[--\] openface +not installed$' out
"$facsimile" verify --cpu scalar | cmp - out
"$facsimile" verify --clip "$source/examples/clip/heads.mp4" | cmp - out
# it differs, is not stored, is another clip
cp "$source"/examples/clip/heads.mp4 "$source"/examples/clip/verify.json .
"$facsimile" verify --clip heads.mp4 | cmp - out
sed -i 's/\("open":[[:space:]]*"\)[0-9a-f]\{8\}/\100000000/' verify.json
status=0
"$facsimile" verify --clip heads.mp4 >differs || status=$?
[ $status = 1 ]
grep -qE '^\[!!\] open +differs: [0-9a-f]{64} instead of 00000000' differs
sed -i 's/"open":/"closed":/' verify.json
status=0
"$facsimile" verify --clip heads.mp4 >none || status=$?
[ $status = 1 ]
grep -qE '^\[!!\] open +no result is stored' none
# whoever changes the numbers stores them anew
"$facsimile" verify --clip heads.mp4 --update >/dev/null
"$facsimile" verify --clip heads.mp4 | cmp - out
echo x >>heads.mp4
status=0
"$facsimile" verify --clip heads.mp4 2>err || status=$?
[ $status = 6 ]
grep -q 'is not the clip whose results are stored' err
for damaged in '' '{' '{"clip": 1}'; do
    echo "$damaged" >verify.json
    status=0
    "$facsimile" verify --clip heads.mp4 2>err || status=$?
    [ $status = 6 ]
done
rm verify.json
status=0
"$facsimile" verify --clip heads.mp4 2>err || status=$?
[ $status = 5 ]
status=0
"$facsimile" verify --clip missing.mp4 2>err || status=$?
[ $status = 5 ]
