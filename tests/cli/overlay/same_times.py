"""same_times.py SOURCE OVERLAY: the frames of both are as many and are shown at the same times, for as long, and there is
as much sound.  same_times.py --every N COUNT SECONDS OVERLAY: these frames of 25 a second from 0 on."""
import json
import subprocess
import sys


def look(path):
    found = json.loads(subprocess.run(
        ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,codec_name,duration:format=duration:packet=codec_type,"
         "pts_time,duration_time", "-show_packets", "-of", "json", path], check=True, capture_output=True).stdout)
    video = sorted(float(p["pts_time"]) for p in found["packets"] if p["codec_type"] == "video")
    sound = [(float(p["pts_time"]), float(p["duration_time"])) for p in found["packets"] if p["codec_type"] == "audio"]
    stream = next(s for s in found["streams"] if s["codec_type"] == "video")
    whole = float(found["format"]["duration"])
    return video, sound, float(stream.get("duration", 0)), whole


def near(a, b, what, most=0.0011):
    if abs(a - b) > most:
        sys.exit(f"{sys.argv[1:]}: {what}: {a}, not {b}")


if sys.argv[1] == "--every":
    step, count, seconds = int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4])
    video, sound, lasts, whole = look(sys.argv[5])
    near(len(video), count, "frames", 0)
    for i, time in enumerate(video):
        near(time, i * step / 25, f"time of frame {i}")
    if lasts:
        near(lasts, seconds, "duration of the video", 0.03)  # the sound may end with a packet that began before
    near(sum(duration for _, duration in sound), 1.5 if step > 1 else seconds, "sound", 0.05)
    sys.exit()
(a, a_sound, a_lasts, a_whole), (b, b_sound, b_lasts, b_whole) = look(sys.argv[1]), look(sys.argv[2])
near(len(b), len(a), "frames", 0)
for i, (x, y) in enumerate(zip(a, b)):
    near(y, x, f"time of frame {i}")
if a_lasts and b_lasts:
    near(b_lasts, a_lasts, "duration of the video")
near(b_whole, a_whole, "duration", 0.0021)
a_sound = [(time, lasts) for time, lasts in a_sound if 2 * time + lasts > 0]  # what is heard before the first frame
near(len(b_sound), len(a_sound), "packets of sound", 0)
for x, y in zip(a_sound, b_sound):
    near(max(y[0], 0), max(x[0], 0), "time of sound", 0.024)
