"$facsimile" columns x
