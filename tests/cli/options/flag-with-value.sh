"$facsimile" extract clip.avi --wild=yes
