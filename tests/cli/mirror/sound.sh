# needs: ffmpeg ffprobe
# sound stays with the source copy, which is the input's bytes; the mirrored ones have none
ffmpeg -nostdin -v error -i "$source/examples/clip/heads.mp4" -f lavfi -i sine=frequency=440:duration=1 -t 1 -c:v copy -c:a aac sound.mp4
"$facsimile" mirror sound.mp4 --pipeline open -q --no-debug --no-aus
[ "$(ls sound_mirror | tr '\n' ' ')" = "sound_left_mirrored.mp4 sound_right_mirrored.mp4 sound_source.mp4 " ]
cmp sound.mp4 sound_mirror/sound_source.mp4
[ "$(ffprobe -v error -show_entries stream=codec_type -of csv=p=0 sound_mirror/sound_right_mirrored.mp4)" = video ]
