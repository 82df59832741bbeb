# needs: data python3
# half of the files: each missing one is named
cp -rs "$data/models" base
find base -name 'svr_patches_*_general.txt' -delete
find base -name PNet.dat -delete
status=0
OPENFACE_MODELS_DIR=$PWD/base "$facsimile" doctor >out || status=$?
grep -q '\[!!\] openface-clnf *4 of 111 files missing, 3.4 MB' out
[ "$(grep -c '^ *missing  ' out)" = 4 ]
for name in svr_patches_0.25_general.txt svr_patches_0.35_general.txt svr_patches_0.5_general.txt PNet.dat; do
    grep -q "missing .*/$name\$" out
done
OPENFACE_MODELS_DIR=$PWD/base "$facsimile" doctor --json >out.json || true
python3 - <<'P'
import json
found = json.load(open("out.json"))
clnf = found["models"]["sets"][0]
assert found["verdict"] == "models missing" and clnf["missing"] == 4 and clnf["damaged"] == 0 and not clnf["installed"]
assert sum(file["state"] == "good" for file in clnf["files"]) == 107
P
# a long list is cut
find base -path '*svr_combined*' -name '*.dat' -delete
OPENFACE_MODELS_DIR=$PWD/base "$facsimile" doctor >out || true
left=$(sed -n '/openface-clnf/,/openface-ceclm/s/^ *and \([0-9]*\) more.*/\1/p' out)
total=$(sed -n 's/.*openface-clnf *\([0-9]*\) of 111 files missing.*/\1/p' out)
[ "$left" -gt 0 ]
[ $((left + 12)) = "$total" ]
exit $status
