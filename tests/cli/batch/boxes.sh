"$facsimile" extract one.jpg two.jpg --boxes boxes.txt
