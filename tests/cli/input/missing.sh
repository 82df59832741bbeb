"$facsimile" extract no-such-clip.avi
