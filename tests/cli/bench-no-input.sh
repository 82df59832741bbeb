"$facsimile" bench
