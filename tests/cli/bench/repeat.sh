"$facsimile" bench x.mp4 --repeat 0
