"""Every container that FFmpeg can write a video into: rows, numbers and times as ffprobe has them, nothing reported; cut short, it
is reported where the container says how long it is.

    containers.py          one codec for each demuxer
    containers.py wide     all codecs, with sound, with other rates and times, damaged; minutes
"""
import os
import random
import subprocess
import sys

from probe import FACSIMILE, SOUND, card, check, cut, ffmpeg, ours, probed

H264 = ["-c:v", "libx264", "-preset", "veryfast", "-bf", "2", "-g", "6"]
H265 = ["-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=none:keyint=6"]
AV1 = ["-c:v", "libsvtav1", "-preset", "12", "-g", "6"]
MPEG2 = ["-c:v", "mpeg2video", "-bf", "2", "-g", "6"]
DV = ["-c:v", "dvvideo", "-pix_fmt", "yuv420p"]
SMALL, CIF, PAL = "96x64", "176x144", "720x576"

# name: (muxer, codec, size, rate); those that say nothing of their length; those another codec of which is here already
CONTAINERS = {
    "mp4": ("mp4", H264, SMALL, 25),
    "fast": ("mp4", [*H264, "-movflags", "+faststart"], SMALL, 25),
    "pieces": ("mp4", [*H264, "-movflags", "frag_keyframe+empty_moov"], SMALL, 25),
    "mov": ("mov", ["-c:v", "mjpeg"], SMALL, 25),
    "3gp": ("3gp", ["-c:v", "h263"], CIF, 25),
    "f4v": ("f4v", H264, SMALL, 25),
    "mkv": ("matroska", H264, SMALL, 25),
    "webm": ("webm", ["-c:v", "libvpx"], SMALL, 25),
    "avi": ("avi", ["-c:v", "mpeg4"], SMALL, 25),
    "flv": ("flv", ["-c:v", "flv"], SMALL, 25),
    "ogv": ("ogv", ["-c:v", "libtheora"], SMALL, 25),
    "wmv": ("asf", ["-c:v", "wmv2"], SMALL, 25),
    "mxf": ("mxf", MPEG2, SMALL, 25),
    "gxf": ("gxf", ["-c:v", "mjpeg"], PAL, 25),
    "rm": ("rm", ["-c:v", "rv10"], CIF, 25),
    "wtv": ("wtv", MPEG2, SMALL, 25),
    "swf": ("swf", ["-c:v", "flv"], SMALL, 25),
    "film": ("film_cpk", ["-c:v", "cinepak"], SMALL, 25),
    "ivf": ("ivf", ["-c:v", "libvpx"], SMALL, 25),
    "gif": ("gif", [], SMALL, 25),
    "apng": ("apng", [], SMALL, 25),
    "dv": ("dv", DV, PAL, 25),
    "y4m": ("yuv4mpegpipe", ["-pix_fmt", "yuv420p"], SMALL, 25),
}
SILENT = {
    "live": ("matroska", [*H264, "-live", "1"], SMALL, 25),
    "ts": ("mpegts", H264, SMALL, 25),
    "mpg": ("mpeg", MPEG2, SMALL, 25),
    "nut": ("nut", H264, SMALL, 25),
    "roq": ("roq", ["-c:v", "roqvideo"], "64x64", 30),
    "smjpeg": ("smjpeg", ["-c:v", "mjpeg"], SMALL, 25),
    "mpjpeg": ("mpjpeg", ["-c:v", "mjpeg"], SMALL, 25),
    "fits": ("fits", ["-pix_fmt", "gray"], SMALL, 25),
    "obu": ("obu", ["-c:v", "libaom-av1", "-cpu-used", "8"], SMALL, 25),
    "h264": ("h264", H264, SMALL, 25),
    "hevc": ("hevc", H265, SMALL, 25),
    "m4v": ("m4v", ["-c:v", "mpeg4"], SMALL, 25),
    "m2v": ("mpeg2video", MPEG2, SMALL, 25),
    "h261": ("h261", ["-c:v", "h261"], CIF, 25),
    "h263": ("h263", ["-c:v", "h263"], CIF, 25),
    "dirac": ("dirac", ["-c:v", "vc2"], "320x240", 25),
    # pictures one behind the other
    "mjpeg": ("mjpeg", ["-c:v", "mjpeg"], SMALL, 25),
    "pngs": ("image2pipe", ["-c:v", "png"], SMALL, 25),
    "bmps": ("image2pipe", ["-c:v", "bmp"], SMALL, 25),
    "ppms": ("image2pipe", ["-c:v", "ppm"], SMALL, 25),
}
MORE = {
    "mp4_265": ("mp4", H265, SMALL, 25),
    "mp4_mpeg4": ("mp4", ["-c:v", "mpeg4", "-bf", "2"], SMALL, 25),
    "mp4_av1": ("mp4", AV1, "128x96", 25),
    "mp4_vp9": ("mp4", ["-c:v", "libvpx-vp9", "-cpu-used", "8"], SMALL, 25),
    "avif": ("avif", AV1, "128x96", 25),
    "ismv": ("ismv", H264, SMALL, 25),
    "ipod": ("ipod", H264, SMALL, 25),
    "3g2": ("3g2", ["-c:v", "mpeg4"], SMALL, 25),
    "mov_prores": ("mov", ["-c:v", "prores_ks"], SMALL, 25),
    "mov_qtrle": ("mov", ["-c:v", "qtrle"], SMALL, 25),
    "mov_png": ("mov", ["-c:v", "png"], SMALL, 25),
    "mov_v210": ("mov", ["-c:v", "v210"], SMALL, 25),
    "mov_svq1": ("mov", ["-c:v", "svq1"], SMALL, 25),
    "mov_dnxhr": ("mov", ["-c:v", "dnxhd", "-profile:v", "dnxhr_sq", "-pix_fmt", "yuv422p"], "256x144", 25),
    "mov_cineform": ("mov", ["-c:v", "cfhd"], SMALL, 25),
    "mov_dv": ("mov", DV, PAL, 25),
    "mkv_ffv1": ("matroska", ["-c:v", "ffv1"], SMALL, 25),
    "mkv_mpeg2": ("matroska", MPEG2, SMALL, 25),
    "mkv_snow": ("matroska", ["-c:v", "snow", "-strict", "-2"], SMALL, 25),
    "mkv_jp2": ("matroska", ["-c:v", "jpeg2000"], SMALL, 25),
    "mkv_gif": ("matroska", ["-c:v", "gif"], SMALL, 25),
    "webm_alt": ("webm", ["-c:v", "libvpx", "-auto-alt-ref", "1", "-lag-in-frames", "10"], SMALL, 25),
    "webm_vp9": ("webm", ["-c:v", "libvpx-vp9", "-cpu-used", "8"], SMALL, 25),
    "webm_av1": ("webm", AV1, "128x96", 25),
    "avi_bframes": ("avi", ["-c:v", "mpeg4", "-bf", "2"], SMALL, 25),
    "avi_264": ("avi", H264, SMALL, 25),
    "avi_mjpeg": ("avi", ["-c:v", "mjpeg"], SMALL, 25),
    "avi_raw": ("avi", ["-c:v", "rawvideo"], SMALL, 25),
    "avi_huffyuv": ("avi", ["-c:v", "huffyuv"], SMALL, 25),
    "avi_msmpeg4": ("avi", ["-c:v", "msmpeg4v2"], SMALL, 25),
    "avi_zmbv": ("avi", ["-c:v", "zmbv"], SMALL, 25),
    "avi_dv": ("avi", DV, PAL, 25),
    "flv_264": ("flv", H264, SMALL, 25),
    "flv_screen": ("flv", ["-c:v", "flashsv"], SMALL, 25),
    "ogg_vp8": ("ogg", ["-c:v", "libvpx"], SMALL, 25),
    "asf_264": ("asf", H264, SMALL, 25),
    "asf_wmv1": ("asf", ["-c:v", "wmv1"], SMALL, 25),
    "asf_mpeg4": ("asf", ["-c:v", "mpeg4", "-bf", "2"], SMALL, 25),
    "mxf_dv": ("mxf", DV, PAL, 25),
    "mxf_jp2": ("mxf", ["-c:v", "jpeg2000"], SMALL, 25),
    "mxf_opatom": ("mxf_opatom", ["-c:v", "dnxhd", "-b:v", "36M", "-pix_fmt", "yuv422p"], "1920x1080", 25),
    "gxf_mpeg2": ("gxf", ["-c:v", "mpeg2video", "-pix_fmt", "yuv422p"], PAL, 25),
    "rm_rv20": ("rm", ["-c:v", "rv20"], CIF, 25),
    "wtv_264": ("wtv", H264, SMALL, 25),
    "avm2": ("avm2", ["-c:v", "mjpeg"], SMALL, 25),
    "film_raw": ("film_cpk", ["-c:v", "rawvideo", "-pix_fmt", "rgb24"], SMALL, 25),
    "ivf_vp9": ("ivf", ["-c:v", "libvpx-vp9", "-cpu-used", "8"], SMALL, 25),
    "ivf_av1": ("ivf", AV1, "128x96", 25),
    "dv_ntsc": ("dv", ["-c:v", "dvvideo", "-pix_fmt", "yuv411p"], "720x480", "30000/1001"),
}
MORE_SILENT = {
    "m2ts": ("mpegts", [*H264, "-mpegts_m2ts_mode", "1"], SMALL, 25),
    "ts_mpeg2": ("mpegts", MPEG2, SMALL, 25),
    "ts_265": ("mpegts", H265, SMALL, 25),
    "ts_mpeg4": ("mpegts", ["-c:v", "mpeg4"], SMALL, 25),
    "mpg_mpeg1": ("mpeg", ["-c:v", "mpeg1video", "-bf", "2"], SMALL, 25),
    "vob": ("vob", MPEG2, SMALL, 25),
    "dvd": ("dvd", MPEG2, SMALL, 25),
    "svcd": ("svcd", MPEG2, SMALL, 25),
    "vcd": ("vcd", ["-c:v", "mpeg1video"], SMALL, 25),
    "nut_raw": ("nut", ["-c:v", "rawvideo"], SMALL, 25),
    "m1v": ("mpeg1video", ["-c:v", "mpeg1video"], SMALL, 25),
    "dnxhd": ("dnxhd", ["-c:v", "dnxhd", "-b:v", "36M", "-pix_fmt", "yuv422p"], "1920x1080", 25),
}


def make(name, muxer, codec, size, rate, frames=20, sound=(), options=()):
    """False: this FFmpeg has no such encoder, or it does not go together."""
    try:
        ffmpeg(*card(rate, frames, size), *sound, *codec, *options, "-f", muxer, name)
    except subprocess.CalledProcessError:
        return False
    return True


def reported(name):
    """Does a run say that the file is cut short, whether it fails or not?"""
    done = subprocess.run([FACSIMILE, "extract", name, "-o", "cut.csv", "--pipeline", "null"], capture_output=True, text=True)
    assert done.returncode in (0, 6), (name, done.returncode, done.stderr)
    return "is cut short" in done.stderr or "may be cut short" in done.stderr


def whole_and_cut(kind, silent, what, shares, sound=()):
    name = "whole." + kind
    if not make(name, *what, sound=sound):
        return False
    rows, _ = check(name)
    assert len(rows) >= 20, (kind, len(rows))
    for share in shares:
        cut(name, "part." + kind, share)
        assert reported("part." + kind) or silent, (kind, share)
    return True


VARIABLE = "setpts='(N+0.8*mod(N,3)+if(gt(N,9),7.3,0))/10/TB'"
# name: (rate, frames, options)
TIMES = {
    "variable": (None, 20, ["-vf", VARIABLE, "-vsync", "vfr"]),
    "120 a second": (120, 20, []),
    "59.94 a second": ("60000/1001", 20, []),
    "one in 4 s": ("1/4", 4, []),
    "dropped": (None, 20, ["-vf", "select='not(between(n,6,11))'", "-vsync", "passthrough"]),
    "late": (None, 20, ["-output_ts_offset", "7.25"]),
}


def damaged(kind, what):
    """Bits flipped, a hole: the same frames and times as ffprobe, as long as time does not go back for good."""
    name = "sound." + kind
    if not make(name, *what, frames=40):
        return
    whole = open(name, "rb").read()
    for seed in range(3):
        chance, broken = random.Random(seed), bytearray(whole)
        for _ in range(max(3, len(broken) // 3000)):
            broken[chance.randrange(len(broken) // 8, len(broken))] ^= 1 << chance.randrange(8)
        same_frames("broken." + kind, broken)
    third = len(whole) // 3 // 188 * 188
    same_frames("hole." + kind, whole[:third] + whole[third + len(whole) // 6 // 188 * 188:])


def same_frames(name, content):
    open(name, "wb").write(content)
    try:
        _, times = probed(name)
    except (KeyError, IndexError, ZeroDivisionError):
        return  # ffprobe finds no video
    if not times:
        return
    rows, record = ours(name)
    assert [number for number, _ in rows] == list(range(1, len(times) + 1)), (name, len(rows), len(times))
    for (number, shown), wanted, before in zip(rows, times, [0, *times]):
        if any("go back" in text for text in record["warnings"]) and wanted < before:
            break
        assert abs(shown - wanted) <= max(0.00052, 1e-9 * abs(wanted)), (name, number, shown, wanted)


if sys.argv[1:] == ["wide"]:
    tried = 0
    for silent, table in ((False, {**CONTAINERS, **MORE}), (True, {**SILENT, **MORE_SILENT})):
        for kind, what in table.items():
            if not whole_and_cut(kind, silent, what, (0.3, 0.6, 0.9)):
                print("cannot be written here:", kind)
                continue
            whole_and_cut(kind, silent, what, (0.6,), SOUND)
            tried += 1
            muxer, codec, size, rate = what
            if muxer != "image2pipe":
                for times, (other, frames, options) in TIMES.items():
                    name = "times." + kind
                    if make(name, muxer, codec, size, other or rate, frames, options=options):
                        check(name)
            damaged(kind, what)
            for name in os.listdir("."):
                os.remove(name)
    print(tried, "kinds")
    assert tried >= 80, tried
else:
    for silent, table in ((False, CONTAINERS), (True, SILENT)):
        for kind, what in table.items():
            assert whole_and_cut(kind, silent, what, () if silent else (0.57,)), kind
