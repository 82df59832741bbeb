"""The clip of a rendered head that comes with the project, and fresh renders for tests; both with their truth.

    clip.py film OUT_DIRECTORY --ict ict.npz [--frames PNG_DIRECTORY]     heads.mp4 and heads.csv
    clip.py renders OUT_DIRECTORY --ict ict.npz --count 200 --seed N      000.png ... and truth.csv

Truth, a row per picture: `frame` (from 1) or `picture` and `ramp` (pictures of one ramp show one person and one movement, growing);
activations of action units, 0..1, per side (L: the person's left), where 1 is the full shape of SHAPES; `pitch`, `yaw`, `roll` of the
head in degrees, the rotation being Rx(pitch) Ry(yaw) Rz(roll) with x right, y down, z away from the camera; `gaze_yaw` (positive:
to the person's left) and `gaze_pitch` (positive: up), eye in head, degrees; x_0 ... y_67, the 68 points, pixel centres at whole
numbers.
"""
import argparse
import os
import subprocess

import cv2
import numpy as np

import ict
import render_face

WIDTH, HEIGHT, RATE = 320, 240, 25
PAIRED = ("AU01", "AU02", "AU04", "AU05", "AU06", "AU09", "AU10", "AU12", "AU14", "AU15", "AU45")
WHOLE = ("AU25", "AU26")
UNITS = [unit + side for unit in PAIRED for side in ("_L", "_R")] + list(WHOLE)
SHAPES = {  # of the head model, at activation 1; a "_" is filled in by the side
    "AU01": {"browInnerUp_": 1.0}, "AU02": {"browOuterUp_": 1.0}, "AU04": {"browDown_": 1.0}, "AU05": {"eyeWide_": 1.0},
    "AU06": {"cheekSquint_": 1.0, "eyeSquint_": 0.5}, "AU09": {"noseSneer_": 1.0}, "AU10": {"mouthUpperUp_": 1.0},
    "AU12": {"mouthSmile_": 1.0}, "AU14": {"mouthDimple_": 1.0}, "AU15": {"mouthFrown_": 1.0}, "AU45": {"eyeBlink_": 1.0},
    "AU25": {"mouthLowerDown_L": 0.5, "mouthLowerDown_R": 0.5, "mouthUpperUp_L": 0.25, "mouthUpperUp_R": 0.25}, "AU26": {"jawOpen": 0.45}}
POSE = ("pitch", "yaw", "roll", "gaze_yaw", "gaze_pitch")  # degrees
POINTS = ["%s_%d" % (axis, i) for axis in "xy" for i in range(68)]


def both(*units):
    return [unit + side for unit in units for side in ("_L", "_R")]


def only(side, *units):
    return [unit + side for unit in units]


# First frame, frames of onset, apex and offset, what moves, how far.
FILM_LENGTH = 200
SCRIPT = [
    (20, 7, 8, 7, {**dict.fromkeys(both("AU12"), 1.0), **dict.fromkeys(both("AU06"), 0.8)}),
    (44, 6, 6, 6, {"AU12_L": 1.0, "AU06_L": 0.5}),
    (64, 6, 6, 6, {"AU12_R": 1.0, "AU06_R": 0.5}),
    (84, 6, 6, 6, dict.fromkeys(both("AU01", "AU02"), 0.85)),
    (104, 5, 14, 5, {"AU25": 1.0}),
    (108, 6, 4, 6, {"AU26": 1.0}),
    (130, 2, 1, 3, dict.fromkeys(both("AU45"), 1.0)),
    (138, 3, 3, 3, {"AU45_L": 1.0}),
    (148, 2, 3, 2, {"gaze_yaw": 22.0}), (154, 2, 3, 2, {"gaze_yaw": -22.0}),
    (161, 2, 3, 2, {"gaze_pitch": 20.0}), (167, 2, 3, 2, {"gaze_pitch": -20.0}),
    (175, 4, 1, 4, {"yaw": 25.0}), (182, 4, 1, 4, {"yaw": -25.0}),
    (189, 3, 0, 3, {"pitch": 15.0}), (193, 3, 0, 3, {"pitch": -15.0})]


def ramp(frame, first, onset, apex, offset):
    """0..1, smooth at both ends."""
    t = np.clip(min((frame - first) / onset, (first + onset + apex + offset - frame) / offset), 0, 1)
    return t * t * (3 - 2 * t)


def acted(frame):
    """Activations and pose of one frame of the film."""
    state = dict.fromkeys([*UNITS, *POSE], 0.0)
    for first, onset, apex, offset, moves in SCRIPT:
        amount = ramp(frame, first, onset, apex, offset)
        for name, full in moves.items():
            state[name] += amount * full
    return state


def expression(state):
    """Weights of the head model's shapes."""
    shapes = {}
    for unit in UNITS:
        name, side = (unit, "") if unit in WHOLE else (unit[:4], unit[5:])
        for shape, weight in SHAPES[name].items():
            shape += side if shape.endswith("_") else ""
            shapes[shape] = shapes.get(shape, 0.0) + weight * state[unit]
    return {shape: min(weight, 1.0) for shape, weight in shapes.items() if weight > 0}


def posed(scene, state):
    scene.expression = expression(state)
    scene.pitch, scene.yaw, scene.roll = (float(np.radians(state[name])) for name in ("pitch", "yaw", "roll"))
    scene.gaze = tuple(np.radians([state["gaze_yaw"], state["gaze_pitch"]]))
    return scene


def number(value):
    """Few characters: two decimals without needless zeros."""
    text = ("%.2f" % value).rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def truth_row(state, points):
    return [number(state[name]) for name in (*UNITS, *POSE)] + ["%.1f" % v for v in points[:, :2].T.ravel()]


def write_truth(path, keys, rows):
    with open(path, "w", newline="\n") as file:
        file.write(",".join([*keys, *UNITS, *POSE, *POINTS]) + "\n")
        file.writelines(",".join(row) + "\n" for row in rows)


def room():
    """A wall with a window, a picture and a shelf, out of focus; linear B G R."""
    y, x = np.mgrid[:HEIGHT, :WIDTH].astype(np.float32)
    wall = (0.20 + 0.12 * (1 - x / WIDTH) - 0.05 * y / HEIGHT)[..., None] * np.array([0.86, 0.95, 1.0], np.float32)
    wall = np.ascontiguousarray(wall)
    cv2.rectangle(wall, (-10, 20), (58, 150), (0.75, 0.72, 0.66), -1)
    for a, b in (((24, 20), (24, 150)), ((-10, 84), (58, 84)), ((58, 16), (58, 154))):
        cv2.line(wall, a, b, (0.24, 0.27, 0.3), 4)
    cv2.rectangle(wall, (250, 34), (306, 92), (0.05, 0.09, 0.14), -1)
    cv2.rectangle(wall, (255, 39), (301, 87), (0.25, 0.3, 0.24), -1)
    cv2.rectangle(wall, (236, 172), (330, 179), (0.08, 0.14, 0.24), -1)
    for k, (left, width, height, colour) in enumerate(((244, 9, 34, (0.1, 0.1, 0.3)), (254, 7, 40, (0.25, 0.14, 0.06)),
                                                       (262, 12, 30, (0.1, 0.22, 0.12)), (275, 8, 37, (0.3, 0.3, 0.34)),
                                                       (284, 10, 33, (0.06, 0.12, 0.3)), (295, 9, 42, (0.2, 0.1, 0.1)))):
        cv2.rectangle(wall, (left, 171 - height), (left + width, 171), colour, -1)
    return cv2.GaussianBlur(wall, (0, 0), 3.5)


def actor():
    """The scene of the film before anything moves."""
    look = dict(skin=(0.30, 0.42, 0.62), lips=(0.22, 0.2, 0.5), hair=(0.018, 0.03, 0.05), brow=0.75, brow_width=0.5, brow_shift=-0.4,
                liner=0.35, lash=0.6, creases=0.15, mottle=0.5, hair_line=-0.2, hair_height=0.9,
                iris=(0.12, 0.14, 0.12), cloth=(0.2, 0.13, 0.08), collar=-12.5, ambient=0.3, gloss=0.08, gloss_power=18.0,
                lights=(((-0.6, -0.5, -0.8), 0.62, (1.0, 1.0, 1.0)), ((0.9, -0.2, -0.5), 0.22, (0.8, 0.95, 1.0))),
                background=room(), gamma=0.55)
    look["curtain"] = dict(opening=1.35, bottom=-9.0, wide=9.2, deep=9.8, wave=0.15)
    identity = np.random.default_rng(11).normal(0, 0.55, 60)
    return render_face.Scene(identity=identity, width=WIDTH, height=HEIGHT, centre=(159.5, 126.0), scale=8.1, distance=75.0, look=look, seed=7,
                             vergence=0.02, supersample=3)


def film(a):
    model, scene, rows = ict.load(a.ict), actor(), []
    os.makedirs(a.out, exist_ok=True)
    path = os.path.join(a.out, "heads.mp4")
    coder = ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-pix_fmt", "bgr24", "-s", "%dx%d" % (WIDTH, HEIGHT), "-r", str(RATE),
             "-i", "-", "-an", "-c:v", "libx264", "-preset", "veryslow", "-crf", str(a.quality), "-pix_fmt", "yuv420p", "-threads", "1",
             "-fflags", "+bitexact", "-flags", "+bitexact", "-movflags", "+faststart", path]
    with subprocess.Popen(coder, stdin=subprocess.PIPE) as process:
        for frame in range(FILM_LENGTH):
            state = acted(frame)
            truth = render_face.render(posed(scene, state), model)
            process.stdin.write(truth["image"].tobytes())
            rows.append([str(frame + 1), *truth_row(state, truth["points68"])])
            if a.frames:
                cv2.imwrite(os.path.join(a.frames, "%03d.png" % (frame + 1)), truth["image"])
        process.stdin.close()
    if process.returncode:
        raise SystemExit("ffmpeg could not write " + path)
    write_truth(os.path.join(a.out, "heads.csv"), ["frame"], rows)


STEPS = 8  # pictures of a ramp
RAMPS = [both("AU12", "AU06"), only("_L", "AU12"), only("_R", "AU12"), both("AU01", "AU02"), ["AU25"], ["AU25", "AU26"], both("AU45"),
         only("_L", "AU45"), only("_R", "AU45"), only("_R", "AU12", "AU06"), only("_L", "AU12", "AU06"), both("AU12"),
         only("_L", "AU01", "AU02"), only("_R", "AU01", "AU02"), both("AU10"), both("AU14"), only("_L", "AU14"), only("_R", "AU14"),
         only("_L", "AU10"), only("_R", "AU10"), both("AU15"), both("AU04"), both("AU09"), both("AU05"), both("AU06")]


def person(random):
    """A random scene with nothing that hides parts of the face."""
    scene = render_face.random_scene(random, 256, 0.5)
    scene.look.update(blobs=(), strands=0, shadow=None)
    scene.look["fringe"] = None
    if scene.look.get("glasses"):
        scene.look["glasses"].update(tint=0.9, glint=0.0)  # clear ones
    scene.distance = float(random.uniform(55, 110))
    return scene


def renders(a):
    random, model, rows = np.random.default_rng(a.seed), ict.load(a.ict), []
    os.makedirs(a.out, exist_ok=True)
    for k in range(a.count):
        number_of_ramp, step = divmod(k, STEPS)
        if step == 0:
            scene = person(random)
            base = dict(zip(POSE, random.normal(0, [7, 11, 4, 6, 4])))
        state = dict.fromkeys(UNITS, 0.0)
        state.update({name: value + random.normal(0, 1.5) for name, value in base.items()})
        for unit in RAMPS[number_of_ramp % len(RAMPS)]:
            state[unit] = step / (STEPS - 1)
        truth = render_face.render(posed(scene, state), model)
        cv2.imwrite(os.path.join(a.out, "%03d.png" % k), truth["image"])
        rows.append(["%03d.png" % k, str(number_of_ramp), *truth_row(state, truth["points68"])])
    write_truth(os.path.join(a.out, "truth.csv"), ["picture", "ramp"], rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    for name, run in (("film", film), ("renders", renders)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("out")
        command.add_argument("--ict", default=ict.default_path())
    commands.choices["film"].add_argument("--frames", help="also write every frame as PNG here")
    commands.choices["film"].add_argument("--quality", type=int, default=20, help="x264's constant rate factor")
    commands.choices["renders"].add_argument("--count", type=int, default=200)
    commands.choices["renders"].add_argument("--seed", type=int, default=1)
    a = parser.parse_args()
    cv2.setNumThreads(1)
    a.run(a)


if __name__ == "__main__":
    main()
