# needs: python3 terminal
# on a terminal somebody is asked, once for all inputs
cp "$source/examples/clip/heads.mp4" a.mp4
cp a.mp4 b.mp4
"$facsimile" mirror a.mp4 --pipeline open --max-frames 3 -q
python3 "$cases/asks.py"
