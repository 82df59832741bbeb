"$facsimile" models wrap
