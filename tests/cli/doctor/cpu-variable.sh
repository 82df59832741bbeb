# needs: models python3
# a FACSIMILE_CPU with which no analysis begins is nothing to be silent about
export FACSIMILE_MODELS="$models" FACSIMILE_CPU=foo
status=0
"$facsimile" doctor >out || status=$?
[ $status = 1 ]
grep -q "\[!!\] FACSIMILE_CPU *'foo' is none of auto, scalar, avx2, avx512, neon" out
tail -n 1 out | grep -qx '\[!!\] a setting of this machine is wrong'
status=0
"$facsimile" doctor --json >out.json || status=$?
[ $status = 1 ]
python3 - <<'P'
import json
found = json.load(open("out.json"))
assert found["processor"]["wrong_variable"] == "foo" and found["verdict"] == "a setting of this machine is wrong", found
P
# what is missing is the more specific failure
status=0
FACSIMILE_MODELS=nowhere "$facsimile" doctor >out || status=$?
[ $status = 3 ]
grep -q "\[!!\] FACSIMILE_CPU" out
# a level this machine may not offer is none of these: another is used
FACSIMILE_CPU=neon "$facsimile" doctor >out
FACSIMILE_CPU= "$facsimile" doctor --json | python3 -c 'import json, sys; assert "wrong_variable" not in json.load(sys.stdin)["processor"]'
