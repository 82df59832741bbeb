# needs: data python3
# one byte of one file is wrong: that file is named, and the status is another than for a missing one
cp -rs "$data/models" base
file=$(find base -name ccnf_patches_0.35_general.txt)
cp "$file" damaged
rm "$file"
python3 -c 'd = bytearray(open("damaged", "rb").read()); d[1000000] ^= 4; open("damaged", "wb").write(d)'
mv damaged "$file"
status=0
OPENFACE_MODELS_DIR=$PWD/base "$facsimile" doctor >out || status=$?
grep -q '\[!!\] openface-clnf *1 of 111 files damaged, 2.4 MB' out
[ "$(grep -c 'wrong contents' out)" = 1 ]
grep -q 'wrong contents .*/ccnf_patches_0.35_general.txt$' out
grep -q '^\[!!\] a model file is damaged' out
: >"$file"
[ "$(OPENFACE_MODELS_DIR=$PWD/base "$facsimile" doctor | grep -c 'wrong size .*/ccnf_patches_0.35_general.txt$')" = 1 ]
# damaged outweighs missing
find base -name PNet.dat -delete
code=0
OPENFACE_MODELS_DIR=$PWD/base "$facsimile" doctor >out || code=$?
[ $code = 4 ]
grep -q '1 of 111 files damaged, 1 missing' out
# the folder extract would use is the one looked at
code=0
FACSIMILE_MODELS=$PWD/base/2.2.0/originals "$facsimile" doctor >out || code=$?
[ $code = 4 ]
grep -q "OpenFace's files are used from: $PWD/base/2.2.0/originals" out
exit $status
