"$facsimile" bench missing.mp4
