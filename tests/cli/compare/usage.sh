"$facsimile" compare only.csv
