"$facsimile" extract clip.avi --treads=2
