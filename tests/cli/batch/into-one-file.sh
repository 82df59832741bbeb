"$facsimile" extract one.avi two.avi -o out.csv
