# needs: data ffmpeg
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 10 -q --aligned faces.mp4 
[ "$(ls)" = faces.mp4 ]
said=$(ffprobe -v error -count_frames -select_streams v:0 -show_entries stream=width,height,nb_read_frames,r_frame_rate -of csv=p=0 faces.mp4)
source=$(ffprobe -v error -select_streams v:0 -show_entries stream=r_frame_rate -of csv=p=0 "$data/media/default.wmv")
[ "$said" = "112,112,$source,10" ]
# what it shows is the face: about that of the folder
"$facsimile" extract "$data/media/default.wmv" --model-dir "$models" --max-frames 1 -q --aligned faces
ffmpeg -v error -i faces.mp4 -i faces/frame_det_00_000001.bmp -frames:v 1 -lavfi '[0][1]psnr=stats_file=psnr' -f null -
sed -n 1p psnr | tr ' ' '\n' | sed -n 's/^psnr_avg://p' | awk '{ exit !($1 > 25) }'
# one face of a video only
refused() { # arguments of extract
    status=0
    "$facsimile" extract --model-dir "$models" -q "$@" 2>err || status=$?
    [ $status = 2 ] && grep -q 'for several faces and for pictures name a folder' err
}
refused "$data/media/default.wmv" --faces many --aligned many.mp4
refused "$data/media/sample1.jpg" --aligned still.mp4
[ ! -e many.mp4 ] && [ ! -e still.mp4 ]
