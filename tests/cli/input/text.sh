echo 'this is no video' >text.mp4
"$facsimile" extract text.mp4
