"$facsimile" extract clip.avi --fx 500
