# needs: python3
# the page's program, which needs safe names: with the usual ones SQLite sees one twice
. "$cases/page.inc"
written
page SQLite >program.py
cat >>program.py <<'P'

table = list(csv.DictReader(open("face.csv")))
assert smile == [(float(row["timestamp"]), float(row["AU12_r"])) for row in table if row["success"] == "1"] and len(smile) > 20
(found,) = base.execute("select X3d_5 from face where frame = 3").fetchone()
(other,) = base.execute("select X_5 from face where frame = 3").fetchone()  # names of any case
assert found == float(table[2]["X_5"]) and other == float(table[2]["x_5"]) and found != other
assert len(base.execute("pragma table_info(face)").fetchall()) == len(table[0])
P
python3 program.py
sed 's/safe\.csv/face.csv/; s/study/other/' program.py >usual.py
! python3 usual.py 2>err
grep -q 'duplicate column name' err
