FACSIMILE_CPU=mmx "$facsimile" extract clip.avi
