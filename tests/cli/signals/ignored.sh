# needs: data python3
# what is ignored when the program begins stays ignored, as nohup and shells mean it
for signal in INT HUP; do
    python3 "$support/signal_after.py" --ignored $signal "$facsimile" extract "$data/media/franck.mp4" --max-frames 120 --threads 1 \
        --model-dir "$models" -o out.csv -q
    [ "$(wc -l <out.csv)" = 121 ]
    [ "$(ls | tr '\n' ' ')" = 'out.csv out.csv.facsimile.json ' ]
done
