"$facsimile" extract -q
