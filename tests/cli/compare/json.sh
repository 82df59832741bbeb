# needs: python3
cp "$cases/table_a.txt" a.csv
cp "$cases/table_b.txt" b.csv
"$facsimile" compare --json a.csv b.csv >compared.json
python3 - <<'P'
import json
compared = json.load(open("compared.json"))
assert compared["rows"] == {"both": 3, "only_first": 1, "only_second": 1}, compared
assert compared["aus"]["AU12"] == {"r": 1.0, "mean_difference": 0.1, "presence_agreement": 0.666667}, compared
assert compared["aus"]["AU01"]["r"] is None
assert abs(compared["differences"]["landmarks"]["mean"] - 1 / 6) < 1e-5
P
