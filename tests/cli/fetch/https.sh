# needs: python3 openssl
python3 "$cases/cases.py" https
