mkdir pictures
touch pictures/notes.txt
"$facsimile" extract pictures
