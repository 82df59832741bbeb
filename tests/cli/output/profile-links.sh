# needs: models picture
# the profile is written under a name nobody can know before, links are followed, permissions stay
run() { # profile
    "$facsimile" extract "$picture" --model-dir "$models" -o out.csv -q --profile "$1"
}
echo precious >precious
cp precious copy
# a link where the temporary file could be expected
sh -c 'for name in profile.json.$$.part .profile.json.$$.part profile.json.part; do ln -s precious $name; done
    exec "$facsimile" extract "$picture" --model-dir "$models" -o out.csv -q --profile profile.json'
cmp precious copy
rm -f ./*.part ./.*.part
[ ! -L profile.json ]
# replaced, with its permissions
chmod 600 profile.json
echo old >profile.json
run profile.json
[ "$(stat -c %a profile.json)" = 600 ]
grep -q '"stages"' profile.json
# through a link, also to what is not there yet
mkdir folder
echo old >folder/old.json
chmod 640 folder/old.json
ln -s folder/old.json link
ln -s folder/new.json new-link
run link
run new-link
[ -L link ] && [ -L new-link ]
[ "$(stat -c %a folder/old.json)" = 640 ]
grep -q '"stages"' folder/old.json
grep -q '"stages"' folder/new.json
[ "$(ls folder | tr '\n' ' ')" = 'new.json old.json ' ]
# into a loop of links: no file
ln -s loop loop
status=0
run loop 2>err || status=$?
[ $status = 7 ]
grep -q '^facsimile: loop: cannot be written: ' err
# standard output; an open file is written on, not replaced
[ "$(run - | grep -c '"stages"')" = 1 ]
(echo before && run /dev/stdout && echo after) >both
[ "$(head -n 1 both)" = before ] && [ "$(tail -n 1 both)" = after ]
[ "$(ls -A | tr '\n' ' ')" = 'both copy err folder link loop new-link out.csv out.csv.facsimile.json precious profile.json ' ]
