# a list of models of another version is refused; what it says cannot play with the terminal
write() { # version, title
    printf '{"version":%s,"licences":{"a\\u001b":{"name":"A","summary":"s","url":"https://a"}},"sets":[{"name":"one","default":true,
"title":"%s","unlocks":"u"}],"files":[{"path":"originals/a.dat","sets":["one"],"size":12,"sha256":"%064d","publisher":"p",
"licence":"a%s","urls":[]}]}\n' "$1" "$2" 0 "$3" >list.json
}
write 1 'plain \u001b[2Jtext' '\u001b' # the name of the licence is made harmless, so the file's has to be as well
"$facsimile" models list --manifest list.json >out
grep -q 'plain ?\[2Jtext' out
refuse grep -q "$(printf '\033')" out
for version in 2 0 '"1"' null; do
    write "$version" plain '\u001b'
    status=0
    "$facsimile" models list --manifest list.json 2>err || status=$?
    [ $status -eq 4 ]
    grep -q 'list.json: expected a list of models of version 1' err
done
# nothing to remove
"$facsimile" models remove openface-clnf >out
grep -q 'openface-clnf: was not installed' out
# without HOME everything is reported all the same
status=0
env -u HOME XDG_DATA_HOME="$PWD/none" "$facsimile" doctor >out 2>err || status=$?
[ $status -eq 0 ]
grep -q '^This machine' out
grep -q '\[--\] openface-clnf *not installed' out
