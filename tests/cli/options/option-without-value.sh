"$facsimile" extract clip.avi -o
