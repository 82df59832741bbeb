"$facsimile" extract clip.avi --cpu sse9
