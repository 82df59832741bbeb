"$facsimile" extract clip.avi --threads 2x
