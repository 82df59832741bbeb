# needs: models picture
# packs go with the models they were made from, and only those
unset FACSIMILE_PACK
export OPENFACE_MODELS_DIR="$PWD/cache"
cache=cache/2.2.0
made=$cache/derived/facsimile/1
elsewhere=$PWD/elsewhere
cp -R "$models" elsewhere
"$facsimile" models fetch openface-clnf --accept-license --from elsewhere -q
"$facsimile" extract "$picture" -o out.csv -q
first=$(ls $made)
[ "$(echo "$first" | wc -l)" -eq 2 ]
# a pack of another folder of models, one that is damaged, matrices without a pack, and what a killed process left
other=$("$facsimile" models pack --model-dir "$elsewhere")
[ "$(ls $made | wc -l)" -eq 4 ]
echo damaged >$made/main_ceclm_general-0000000000000000.pack
echo lonely >$made/main_clm-0000000000000000.pack.experts
one=$(echo "$first" | head -n 1)
echo rest >"$made/$one.part-1-0123456789abcdef"

# a set that shares nothing leaves them alone, but for what is of no use to anybody
"$facsimile" models remove mediapipe >removed
[ "$(ls $made | wc -l)" -eq 5 ]
for name in $first; do [ -f "$made/$name" ]; done

# named by another way to the same folder
ln -s cache link
"$facsimile" models remove openface-clnf --cache-dir link >removed
grep -q 'openface-clnf: removed, .* MB freed' removed
ls $made >left
[ "$(wc -l <left)" -eq 2 ]
[ -f "$other" ] && [ -f "$other.experts" ]
[ ! -e $cache/originals ]

# the last pack gone, so is the folder; a pack in one cache made from models in another
"$facsimile" models fetch openface-clnf --accept-license --from elsewhere --cache-dir second -q
rm -r $made
"$facsimile" models pack --model-dir "$PWD/second/2.2.0/originals" >made
[ -f "$(cat made)" ] && [ -f "$(cat made).experts" ]
"$facsimile" models remove openface-clnf --cache-dir second >removed
[ ! -e "$(cat made)" ] && [ ! -e "$(cat made).experts" ]
"$facsimile" models fetch openface-clnf --accept-license --from elsewhere -q
"$facsimile" models pack >made
"$facsimile" models remove openface-clnf >removed
[ ! -e $cache/derived ]
