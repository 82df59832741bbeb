"$facsimile" extract clip.avi --threads 2000
