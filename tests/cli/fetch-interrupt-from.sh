# needs: python3
python3 "$cases/fetch_cases.py" interrupt-from
