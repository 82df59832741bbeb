"$facsimile" extract clip.avi --colour-grading
