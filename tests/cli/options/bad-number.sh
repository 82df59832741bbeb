"$facsimile" extract clip.avi --fx nan --fy 500
