"$facsimile" frobnicate
