# Clips of several persons, made of clips of one each.  tile NAME FILE FIRST-FRAME COUNT: 160 x 160 pixels with a face at 25 frames a second
tile() {
    case $2 in
    default.wmv) area=crop=360:360:70:80 ;;
    2015-10-15-15-14.avi) area=crop=340:340:190:110 ;;
    franck.mp4) area=crop=260:260:65:28 ;;
    face_noface.mov) area=crop=440:440:220:100 ;;
    esac
    ffmpeg -nostdin -v error -y -i "$data/media/$2" -vf "trim=start_frame=$3:end_frame=$(($3 + $4)),setpts=N/25/TB,$area,scale=160:160,setsar=1,format=bgr24" \
        -r 25 -c:v ffv1 "$1.avi"
}
