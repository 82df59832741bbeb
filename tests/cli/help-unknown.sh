"$facsimile" help extrat
