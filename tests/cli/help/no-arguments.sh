"$facsimile"
