# needs: python3
python3 "$cases/cases.py" json-file
