# needs: data python3 terminal
# on a terminal: extract offers to fetch what it lacks, and goes on when it is there
python3 "$cases/offer.py"
