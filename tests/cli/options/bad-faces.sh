"$facsimile" extract clip.avi --faces=two
