: >empty.mp4
"$facsimile" extract empty.mp4
