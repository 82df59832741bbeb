# needs: python3 terminal
python3 "$cases/cases.py" terminal
