: >results
"$facsimile" extract one.avi two.avi -o results
