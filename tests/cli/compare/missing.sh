cp "$cases/table_a.txt" a.csv
"$facsimile" compare a.csv missing.csv
