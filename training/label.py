"""Pictures with MediaPipe's answers (Face Landmarker, Apache-2.0, image mode): what the point net learns from.

    python label.py renders ICT.npz face_landmarker.task OUT.npz COUNT SEED       random heads, labelled
    python label.py pictures FOLDER face_landmarker.task OUT.npz                  photographs in a folder

OUT holds crops of 176 x 176 that cover 1.9 times the face's box: `crops` (n, 176, 176) grey, `points` (n, 478, 3) in crop
pixels, `shapes` (n, 52), `rotation` (n, 3, 3) head to crop frame (x right, y down, z away), and of renders the exact truth:
`truth68` (n, 68, 3), `truth468`, `gaze` (n, 2, 2), `iris` (n, 2, 2), `ict` (n, 57) shapes, `seen_rotation` by MediaPipe.
"""

import glob
import os
import sys
import time

import cv2
import numpy as np

CROP, COVER = 176, 1.9
FLIP = np.diag([1.0, -1.0, -1.0])  # MediaPipe's frame has y up and z to the camera


def landmarker(path):
    import mediapipe as mp
    from mediapipe.tasks import python as tasks
    from mediapipe.tasks.python import vision

    options = vision.FaceLandmarkerOptions(
        base_options=tasks.BaseOptions(model_asset_path=path),
        running_mode=vision.RunningMode.IMAGE,
        num_faces=1,
        output_face_blendshapes=True,
        output_facial_transformation_matrixes=True,
    )
    task = vision.FaceLandmarker.create_from_options(options)

    def look(image):
        """(points, shapes, rotation) in pixels, or None."""
        height, width = image.shape[:2]
        rgb = np.ascontiguousarray(image[:, :, ::-1])
        found = task.detect(mp.Image(image_format=mp.ImageFormat.SRGB, data=rgb))
        if not found.face_landmarks:
            return None
        points = np.array([(p.x * width, p.y * height, p.z * width) for p in found.face_landmarks[0]])
        shapes = np.array([c.score for c in found.face_blendshapes[0]])
        return points, shapes, rotation_of(found.facial_transformation_matrixes[0])

    return look


def rotation_of(transform):
    """MediaPipe's 4 x 4 matrix -> rotation in the project's frame."""
    u, _, vt = np.linalg.svd(np.asarray(transform, np.float64)[:3, :3])
    return FLIP @ (u @ vt) @ FLIP


def crop_matrix(points):
    low, high = points[:, :2].min(0), points[:, :2].max(0)
    scale = CROP / ((high - low).max() * COVER)
    return np.c_[np.eye(2) * scale, (CROP - 1) / 2 - scale * (low + high) / 2]


def cut(image, matrix):
    grey = cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
    scale = matrix[0, 0]
    if scale < 0.6:
        grey = cv2.GaussianBlur(grey, (0, 0), 0.35 / scale)
    return cv2.warpAffine(grey, matrix, (CROP, CROP), flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)


def moved(points, matrix):
    out = points * matrix[0, 0]
    out[..., :2] += matrix[:, 2]
    return out


def label_renders(ict_path, task, out, count, seed):
    import ict
    import render_face

    model, rng, look = ict.load(ict_path), np.random.default_rng(seed), landmarker(task)
    rows, missed, started = [], 0, time.time()
    for i in range(count):
        scene = render_face.random_scene(rng, 208, 0.52)
        truth = render_face.render(scene, model)
        found = look(truth["image"])
        if found is None:
            missed += 1
            continue
        points, shapes, _ = found
        matrix = crop_matrix(points)
        coefficients = np.array([truth["expression"].get(name, 0) for name in model.names])
        error = np.linalg.norm(points[:468, :2] - truth["points468"][:, :2], axis=1).mean()
        if error > 0.12 * np.linalg.norm(truth["points68"][36] - truth["points68"][45]):
            missed += 1  # it found something else
            continue
        rows.append(
            (
                cut(truth["image"], matrix),
                moved(points, matrix),
                shapes,
                truth["rotation"],
                moved(truth["points68"], matrix),
                truth["gaze"],
                moved(truth["iris"], matrix),
                coefficients,
                found[2],
                moved(truth["points468"], matrix),
            )
        )
        if (i + 1) % 500 == 0 or i + 1 == count:
            save(out, rows)
            print(i + 1, "missed", missed, "%.0f s" % (time.time() - started), flush=True)


def save(out, rows):
    crops, points, shapes, rotation, truth68, gaze, iris, coefficients, seen, truth468 = map(np.array, zip(*rows))
    part = out + ".part.npz"
    np.savez(
        part,
        crops=crops,
        points=points.astype(np.float32),
        shapes=shapes.astype(np.float32),
        rotation=rotation.astype(np.float32),
        truth68=truth68.astype(np.float32),
        gaze=gaze.astype(np.float32),
        iris=iris.astype(np.float32),
        ict=coefficients.astype(np.float32),
        seen_rotation=seen.astype(np.float32),
        truth468=truth468.astype(np.float32),
    )
    os.replace(part, out)


def label_pictures(folder, task, out):
    look, crops, labels = landmarker(task), [], []
    for path in sorted(glob.glob(os.path.join(folder, "**", "*.jpg"), recursive=True)):
        image = cv2.imread(path)
        found = look(image) if image is not None else None
        if found is None or np.ptp(found[0][:, :2], axis=0).max() < 60:
            continue
        matrix = crop_matrix(found[0])
        crops.append(cut(image, matrix))
        labels.append((moved(found[0], matrix), found[1], found[2]))
    points, shapes, rotation = map(np.array, zip(*labels))
    np.savez(
        out,
        crops=np.array(crops),
        points=points.astype(np.float32),
        shapes=shapes.astype(np.float32),
        rotation=rotation.astype(np.float32),
    )


if __name__ == "__main__":
    cv2.setNumThreads(1)
    if sys.argv[1] == "renders":
        label_renders(*sys.argv[2:5], int(sys.argv[5]), int(sys.argv[6]))
    else:
        label_pictures(*sys.argv[2:5])
