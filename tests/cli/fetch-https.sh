# needs: python3 openssl
python3 "$cases/fetch_cases.py" https
