# needs: picture ffmpeg python3
# every format that states how it is to be turned gives what the upright picture gives
ffmpeg -v error -i "$picture" -frames:v 1 -vf scale=320:-2 upright.ppm
mkdir turned
python3 "$support/turned.py" upright.ppm turned
for n in 1 2 3 4 5 6 7 8; do
    ffmpeg -v error -i turned/$n.ppm -c:v libwebp -lossless 1 turned/$n.plain.webp || echo "no encoder of WebP"
    ffmpeg -v error -i turned/$n.ppm -c:v libaom-av1 -still-picture 1 -crf 0 -cpu-used 8 -pix_fmt gbrp \
        turned/$n.plain.avif || echo "no encoder of AVIF"
    ffmpeg -v error -i turned/$n.ppm turned/$n.plain.png
    ffmpeg -v error -i turned/$n.ppm -pix_fmt yuvj444p -qmin 1 -q:v 1 turned/$n.plain.jpg
    "$awkward_heif" turned/$n.ppm turned/$n.plain.heic || echo "no libheif that writes HEIC"
done
python3 "$support/turned.py" upright.ppm turned
"$facsimile" extract upright.ppm --pipeline open -o upright.csv -q
[ "$(wc -l <upright.csv)" -gt 1 ]
for file in turned/?.tif turned/?.webp turned/?.avif turned/?.png turned/?.jxl; do
    [ -e "$file" ] || continue
    "$facsimile" extract "$file" --pipeline open -o out.csv -q
    cmp out.csv upright.csv
done
# with losses: as the one that is stored upright
for kind in jpg heic; do
    for file in turned/?.$kind; do
        [ -e "$file" ] || continue
        "$facsimile" extract "$file" --pipeline open -o out.csv -q
        python3 "$support/near.py" out.csv upright.csv 0.3
    done
done
# without its mark it is another picture
"$facsimile" extract turned/2.ppm --pipeline open -o out.csv -q
refuse cmp -s out.csv upright.csv
