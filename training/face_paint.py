"""Colours, hair, glasses, light and backgrounds of render_face.py's heads.

Skin is painted on a plane: the (x, y) of the neutral head, so that paint moves with the mesh.  Colours are B G R, 0..1, linear
until `finished`.
"""

import cv2
import numpy as np

import ict

HAIR, CLOTH, FRAME = 7, 8, 9
SIDE, X0, Y1, EXTENT = 448, -12.0, 13.0, 24.0  # of the paint plane: pixels, left and upper edge and size in cm

DEFAULT_LOOK = dict(
    skin=(0.42, 0.55, 0.78),
    lips=(0.34, 0.34, 0.62),
    hair=(0.05, 0.07, 0.1),
    brow=0.7,
    brow_width=0.55,
    brow_shift=0.0,
    brow_strokes=0,
    liner=0.3,
    lash=0.6,
    beard=0.0,
    moustache=0.0,
    stubble_edge=0.0,
    freckles=0,
    creases=0.2,
    mottle=0.5,
    hair_cap=True,
    hair_line=0.0,
    hair_height=0.5,
    curtain=None,
    fringe=None,
    glasses=None,
    iris=(0.25, 0.18, 0.1),
    iris_angle=22.0,
    pupil=0.4,
    sclera=0.85,
    cloth=(0.3, 0.25, 0.2),
    collar=-13.0,
    ambient=0.35,
    lights=(((0.3, -0.5, -0.8), 0.7, (1.0, 1.0, 1.0)),),
    gloss=0.15,
    gloss_power=20.0,
    crevice=0.6,
    background=None,
    blobs=(),
    strands=0,
    shadow=None,
    gamma=0.6,
    gain=1.0,
    socket=0.5,
    teeth=0.75,
    gums=(0.2, 0.2, 0.45),
)


def complete(look):
    return {**DEFAULT_LOOK, **look}


def random_skin(rng):
    """From very light to very dark; the mixtures in between are the usual ones."""
    light, middle, dark = np.array([0.52, 0.62, 0.82]), np.array([0.22, 0.36, 0.58]), np.array([0.035, 0.055, 0.1])
    t = rng.uniform(0, 2)
    colour = light + (middle - light) * min(t, 1) if t < 1 else middle + (dark - middle) * (t - 1)
    return np.clip(colour * np.exp(rng.normal(0, 0.15) + rng.normal(0, 0.04, 3)), 0.01, 0.95), t


def random_colour(rng, low=0.0, high=0.8):
    return np.clip(rng.uniform(low, high) * np.exp(rng.normal(0, 0.25, 3)), 0, 1)


def random_hair(rng, tone):
    kind = rng.random()
    if kind < 0.55 or tone > 1.3:
        return random_colour(rng, 0.008, 0.06)
    if kind < 0.8:
        return np.array([0.06, 0.12, 0.25]) * rng.uniform(0.4, 1.2)
    if kind < 0.9:
        return np.array([0.18, 0.35, 0.5]) * rng.uniform(0.6, 1.3)
    return np.full(3, rng.uniform(0.2, 0.7))


def random_lights(rng):
    lights = []
    for k in range(rng.integers(1, 4)):
        if rng.random() < 0.3:  # from the side
            direction = np.array([rng.choice([-1, 1]) * rng.uniform(0.6, 1), rng.normal(-0.2, 0.4), rng.normal(-0.2, 0.4)])
        else:
            direction = rng.normal(0, 0.5, 3) + [0, -0.35, -1]
        lights.append((tuple(direction), rng.uniform(0.2, 0.9) / (1 + k), tuple(np.exp(rng.normal(0, 0.12, 3)))))
    return tuple(lights)


def random_look(rng):
    skin, tone = random_skin(rng)
    hair = random_hair(rng, tone)
    lip = (
        skin * np.array([0.72, 0.66, 0.88]) * rng.uniform(0.7, 1.05)
        if rng.random() < 0.7
        else np.clip(skin * np.array([0.5, 0.35, 0.95]) * rng.uniform(0.5, 1.2), 0.01, 1)
    )
    look = dict(
        skin=skin,
        lips=lip,
        hair=hair,
        brow=rng.uniform(0.1, 0.95),
        brow_width=rng.uniform(0.3, 1.0),
        brow_shift=rng.normal(0.1, 0.12),
        brow_strokes=int(rng.integers(0, 2) * rng.integers(60, 250)),
        liner=rng.uniform(0, 0.9) * (rng.random() < 0.6),
        lash=rng.uniform(0, 1) * (rng.random() < 0.8),
        beard=rng.uniform(0.2, 0.9) * (rng.random() < 0.22),
        moustache=rng.uniform(0.3, 0.95) * (rng.random() < 0.2),
        stubble_edge=rng.normal(0, 0.5),
        freckles=int(rng.integers(5, 60)) if rng.random() < 0.2 else 0,
        creases=rng.uniform(0, 0.6) * (rng.random() < 0.6),
        mottle=rng.uniform(0, 1),
        hair_cap=rng.random() < 0.86,
        hair_line=rng.normal(0, 0.8),
        hair_height=rng.uniform(0.1, 1.6),
        iris=np.clip(random_colour(rng, 0.03, 0.45), 0, 0.6),
        iris_angle=rng.uniform(19.5, 24),
        pupil=rng.uniform(0.25, 0.55),
        sclera=rng.uniform(0.55, 1.0),
        cloth=random_colour(rng),
        collar=rng.uniform(-16, -11.5),
        ambient=rng.uniform(0.12, 0.5),
        lights=random_lights(rng),
        gloss=rng.uniform(0, 0.35) * (rng.random() < 0.7),
        gloss_power=rng.uniform(8, 50),
        crevice=rng.uniform(0.2, 0.9),
        strands=int(rng.integers(1, 8)) if rng.random() < 0.15 else 0,
        gamma=rng.uniform(0.45, 0.85),
        gain=float(np.exp(rng.normal(0, 0.2))),
        socket=rng.uniform(0.3, 0.6),
        teeth=rng.uniform(0.35, 0.95),
        gums=np.array([0.2, 0.2, 0.45]) * rng.uniform(0.3, 1.2),
    )
    add_things(look, rng)
    return look


def add_things(look, rng):
    """Long hair, fringe, glasses, things before the face, shadows: each only on some heads."""
    skin = look["skin"]
    if rng.random() < 0.35:
        look["curtain"] = dict(
            opening=rng.uniform(0.75, 1.5),
            bottom=rng.uniform(-17, -4),
            wide=rng.uniform(8.6, 10.5),
            deep=rng.uniform(9, 11.5),
            wave=rng.uniform(0, 0.6),
        )
    if rng.random() < 0.2:
        look["fringe"] = dict(
            bottom=rng.uniform(6.2, 9.0), left=rng.uniform(-1, 0.2), right=rng.uniform(-0.2, 1), wave=rng.uniform(0, 0.8)
        )
    if rng.random() < 0.2:
        look["glasses"] = dict(
            width=rng.uniform(1.9, 2.9),
            height=rng.uniform(1.4, 2.4),
            power=rng.uniform(2, 5),
            thick=rng.uniform(0.08, 0.35),
            drop=rng.normal(0.3, 0.25),
            colour=random_colour(rng, 0.0, 0.6 if rng.random() < 0.3 else 0.1),
            tint=rng.uniform(0.02, 0.25) if rng.random() < 0.15 else rng.uniform(0.8, 1),
            glint=rng.uniform(0, 0.5) * (rng.random() < 0.5),
        )
    if rng.random() < 0.12:  # a hand, a cup, a microphone: something before the face
        look["blobs"] = tuple(
            (
                rng.uniform(-8, 8),
                rng.uniform(-9, 9),
                rng.uniform(1, 5),
                rng.uniform(1, 5),
                rng.uniform(0, 180),
                tuple(skin * rng.uniform(0.6, 1.2) if rng.random() < 0.5 else random_colour(rng)),
            )
            for _ in range(rng.integers(1, 3))
        )
    if rng.random() < 0.15:
        look["shadow"] = (rng.uniform(0.2, 0.75), rng.uniform(1, 14))


# --- paint ---------------------------------------------------------------------------------------------------------------


def on_plane(points):
    points = np.atleast_2d(points)
    return np.stack([(points[:, 0] - X0) * SIDE / EXTENT, (Y1 - points[:, 1]) * SIDE / EXTENT], 1).astype(np.float32)


def noise(rng, cells, size=SIDE):
    return cv2.resize(rng.normal(0, 1, (cells, cells)).astype(np.float32), (size, size), interpolation=cv2.INTER_CUBIC)


def soft(shapes, width, closed, blur):
    mask = np.zeros((SIDE, SIDE), np.float32)
    for points in shapes:
        points = np.round(points * 8).astype(np.int32)
        if closed:
            cv2.fillPoly(mask, [points], 1.0, cv2.LINE_AA, 3)
        else:
            cv2.polylines(mask, [points], False, 1.0, width, cv2.LINE_AA, 3)
    return cv2.GaussianBlur(mask, (0, 0), blur) if blur > 0 else mask


def blend(colour, mask, paint):
    colour += mask[..., None] * (np.asarray(paint, np.float32) - colour)


def smooth_curve(points, count):
    t = np.linspace(0, len(points) - 1, count)
    return np.stack([np.interp(t, np.arange(len(points)), points[:, k]) for k in range(points.shape[1])], 1).astype(np.float32)


def skin_paint(model, look, rng):
    """(SIDE, SIDE, 3) colours of the skin."""
    p68 = on_plane(model.neutral[ict.ICT68])
    cm = SIDE / EXTENT
    mottle = 1 + look["mottle"] * (0.05 * noise(rng, 6) + 0.05 * noise(rng, 20) + 0.05 * noise(rng, 80))
    colour = np.asarray(look["skin"], np.float32) * mottle[..., None]
    blush = soft([p68[[2, 31, 48, 4]], p68[[14, 35, 54, 12]]], 1, True, 16)
    colour *= 1 + blush[..., None] * np.array([-0.12, -0.1, 0.03], np.float32) * rng.uniform(0, 2)
    for _ in range(look["freckles"]):
        x, y = rng.integers(SIDE // 4, 3 * SIDE // 4, 2)
        cv2.circle(
            colour,
            (int(x), int(y)),
            int(rng.integers(1, 3)),
            [float(v) for v in np.array(look["skin"]) * rng.uniform(0.5, 0.85)],
            -1,
            cv2.LINE_AA,
        )
    if look["creases"]:
        folds = [p68[[31, 48]] + [-6, 2], p68[[35, 54]] + [6, 2], p68[[40, 41]] + [0, 9], p68[[47, 46]] + [0, 9]]
        folds += [on_plane(np.array([[-4, y], [0, y + 0.3], [4, y]])) for y in (7.6, 8.4)][: int(rng.integers(0, 3))]
        colour *= 1 - soft([smooth_curve(f, 9) for f in folds], 2, False, 2.0)[..., None] * look["creases"]
    lids = [on_plane(model.neutral[ids]) for ids in (*ict.UPPER_LID, *ict.LOWER_LID)]
    if rng.random() < 0.5:  # eye shadow, dark rings
        rings = [np.r_[lid, (lid + [0, s * rng.uniform(6, 22)])[::-1]] for lid, s in zip(lids, (-1, -1, 1, 1))]
        colour *= 1 - soft(rings, 1, True, rng.uniform(2, 6))[..., None] * rng.uniform(-0.2, 0.45)
    if look["beard"] or look["moustache"]:
        beards(colour, look, rng, p68)
    lip_shape = np.r_[p68[48:55], p68[55:60]]
    blend(colour, soft([lip_shape], 1, True, 1.2) * (0.92 + 0.08 * noise(rng, 60)), look["lips"])
    blend(colour, soft([smooth_curve(p68[[60, 61, 62, 63, 64]], 15)], 2, False, 1.2) * 0.5, np.asarray(look["lips"]) * 0.3)
    brows(colour, look, rng, p68)
    if look["liner"]:
        blend(colour, soft(lids[:2], int(rng.integers(1, 5)), False, 0.8) * look["liner"], np.asarray(look["skin"]) * 0.08)
        if rng.random() < 0.4:
            blend(colour, soft(lids[2:], 1, False, 0.8) * look["liner"], np.asarray(look["skin"]) * 0.08)
    return np.clip(colour, 0.004, 1)


def brows(colour, look, rng, p68):
    if look["brow"] <= 0:
        return
    cm = SIDE / EXTENT
    shift = np.array([0, -look["brow_shift"] * cm - 0.25 * look["brow_width"] * cm], np.float32)
    curves = [smooth_curve(p68[17:22] + shift, 24), smooth_curve(p68[22:27] + shift, 24)]
    width = max(2, int(look["brow_width"] * cm))
    if look["brow_strokes"]:
        strokes = []
        for curve, sign in zip(curves, (-1, 1)):
            for _ in range(look["brow_strokes"]):
                at = curve[rng.integers(24)] + rng.normal(0, 0.3, 2) * [1, width]
                strokes.append(np.array([at, at + np.array([sign * rng.uniform(2, 9), -rng.uniform(0, 5)])], np.float32))
        mask = soft(strokes, 1, False, 0.7)
    else:
        mask = soft(curves, width, False, rng.uniform(1.2, 3)) * (0.85 + 0.2 * noise(rng, 70))
    blend(colour, np.clip(mask, 0, 1) * look["brow"], np.asarray(look["hair"]) * 0.8)


def beards(colour, look, rng, p68):
    grain = np.clip(0.8 + 0.25 * noise(rng, 90) + 0.2 * noise(rng, 30), 0, 1)
    cm, edge = SIDE / EXTENT, look["stubble_edge"] * SIDE / EXTENT
    if look["beard"]:
        low = np.array([[p68[11, 0], p68[8, 1] + 1.6 * cm], [p68[5, 0], p68[8, 1] + 1.6 * cm]], np.float32)
        shape = np.r_[
            p68[[2]] + [-30, 0],
            p68[[3]],
            p68[[4]] + [14, -14 + edge],
            p68[[48]] + [-8, 10 + edge],
            p68[[57]] + [0, 8],
            p68[[54]] + [8, 10 + edge],
            p68[[12]] + [-14, -14 + edge],
            p68[[13]],
            p68[[14]] + [30, 0],
            low,
        ]
        blend(colour, soft([shape], 1, True, 4) * grain * look["beard"], look["hair"])
    if look["moustache"]:
        shape = np.r_[
            p68[[48]] + [-4, 6],
            p68[[31]] + [0, 0.35 * cm],
            p68[[33]] + [0, 0.35 * cm],
            p68[[35]] + [0, 0.35 * cm],
            p68[[54]] + [4, 6],
            p68[[51]],
        ]
        blend(colour, soft([shape], 1, True, 2.5) * grain * look["moustache"], look["hair"])


# --- hair, clothes, glasses as meshes ------------------------------------------------------------------------------------


def hair_mask(model, look):
    """Per vertex of the skin, 0..1: belongs to the hair cap."""
    n = model.neutral
    mask = np.zeros(len(n), np.float32)
    if not look["hair_cap"]:
        return mask
    x, y, z = n[: ict.HEAD_END].T
    front = y - (9.6 + look["hair_line"] - 0.02 * x * x)
    back = np.minimum(2.0 - z, y + 6.5)
    side = np.minimum(y - 5.2, 4.6 - z + 0.25 * (y - 5))
    value = np.maximum(np.maximum(front, side), back)
    ears = (np.abs(x) > 6.9) & (y < 5.0) & (y > -2.5) & (z > -1.8)
    mask[: ict.HEAD_END] = np.where(ears, 0, np.clip(value / 0.8, 0, 1))
    return mask


def grid_mesh(points):
    rows, columns = points.shape[:2]
    index = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = (q.ravel() for q in (index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]))
    return points.reshape(-1, 3).astype(np.float32), np.concatenate([np.stack([a, b, c], 1), np.stack([a, c, d], 1)]).astype(
        np.int32
    )


def extra_meshes(model, vertices, look, rng):
    parts = []
    u, v = np.meshgrid(np.linspace(0, 2 * np.pi, 33), np.linspace(0, np.pi * 0.6, 12))
    body = np.stack([20 * np.cos(u) * np.sin(v), -28 + 11.5 * np.cos(v), -4 + 9.5 * np.sin(u) * np.sin(v)], -1)
    parts.append((*grid_mesh(body), CLOTH))
    if look["curtain"]:
        parts.append((*curtain(rng, **look["curtain"]), HAIR))
    if look["fringe"]:
        parts.append((*fringe(rng, **look["fringe"]), HAIR))
    if look["glasses"]:
        parts.append((*glasses(vertices, look["glasses"]), FRAME))
    return parts


def curtain(rng, opening, bottom, wide, deep, wave):
    angle, y = np.meshgrid(np.linspace(opening, 2 * np.pi - opening, 49), np.linspace(14.2, bottom, 24))
    top = np.sqrt(np.clip(1 - ((y - 5) / 9.6) ** 2, 0, 1))
    radius = np.where(y > 5, top, 1) * (
        1 + 0.06 * wave * np.sin(angle * rng.integers(3, 14) + y * rng.uniform(0, 1.5) + rng.uniform(0, 6))
    )
    return grid_mesh(np.stack([wide * radius * np.sin(angle), y, deep * radius * np.cos(angle) - 0.5], -1))


def fringe(rng, bottom, left, right, wave):
    angle, t = np.meshgrid(np.linspace(left, right, 25), np.linspace(0, 1, 10))
    low = bottom + wave * np.sin(angle * rng.uniform(3, 15) + rng.uniform(0, 6))
    y = 13 + (low - 13) * t
    radius = 11.3 - 0.055 * np.clip(y - 6, 0, 9) ** 2
    return grid_mesh(np.stack([0.82 * radius * np.sin(angle), y, radius * np.cos(angle) - 0.2], -1))


def glasses_rims(vertices, g, scale):
    """Rim curves of both lenses (left, right), (64, 3) each."""
    out = []
    for a, b in (ict.LEFT_EYE, ict.RIGHT_EYE):
        centre = vertices[a:b].mean(0)
        t = np.linspace(0, 2 * np.pi, 64)
        c, s = np.cos(t), np.sin(t)
        x = np.sign(c) * np.abs(c) ** (2 / g["power"]) * g["width"] * scale
        y = np.sign(s) * np.abs(s) ** (2 / g["power"]) * g["height"] * scale
        px = centre[0] * 1.04 + x
        out.append(np.stack([px, centre[1] - g["drop"] + y, np.full_like(x, centre[2] + 3.2) - 0.035 * px**2], 1))
    return out


def glasses(vertices, g):
    inner, outer = glasses_rims(vertices, g, 1.0), glasses_rims(vertices, g, 1 + g["thick"] / g["height"])
    meshes = [grid_mesh(np.stack([i, o], 0)) for i, o in zip(inner, outer)]
    left, right = outer
    y, z = left[0, 1] + 0.4 * g["height"], left[:, 2].max()
    bars = [np.array([[[right[:, 0].max(), y + t, z], [left[:, 0].min(), y + t, z]] for t in (0, g["thick"] + 0.12)])]
    for rim, sign in ((left, 1), (right, -1)):
        x = sign * np.abs(rim[:, 0]).max()
        bars.append(np.array([[[x, y + t, rim[:, 2].min()], [sign * 8.4, y + 0.3 + t, 0.5]] for t in (0, g["thick"] + 0.2)]))
    meshes += [grid_mesh(bar) for bar in bars]
    v, t, count = [], [], 0
    for a, b in meshes:
        v.append(a)
        t.append(b + count)
        count += len(a)
    return np.concatenate(v), np.concatenate(t)


# --- light ---------------------------------------------------------------------------------------------------------------


def shade(buffers, triangles, material, attributes, look, rng, model):
    """Linear colours of all pixels, background included, and the material seen at each (-1: background)."""
    seen = np.where(buffers.which >= 0, material[np.maximum(buffers.which, 0)], -1)
    a = buffers.gather(triangles, attributes)
    colour = background(buffers.width, buffers.height, look, rng)
    there = seen >= 0
    rows, columns = np.nonzero(there)
    m, a = seen[there], a[there]
    albedo = np.empty((len(m), 3), np.float32)
    skin = m == ict.SKIN
    paint = skin_paint(model, look, rng)
    where = on_plane(a[skin, 3:5])
    albedo[skin] = look_up(paint, where)
    strands = (
        1
        + 0.35 * look_up(np.repeat(noise(rng, 5)[..., None], 3, 2), on_plane(a[:, [3, 4]]))[:, :1]
        + 0.25 * np.sin(a[:, 3:4] * 9 + 3 * np.sin(a[:, 4:5] * 0.7))
    )
    hair = np.asarray(look["hair"], np.float32) * np.clip(strands, 0.2, 2)
    albedo[skin] += a[skin, 6:7] * (hair[skin] - albedo[skin])
    collar = skin & (a[:, 4] < look["collar"] - 0.15 * np.abs(a[:, 3]) + 0.3 * (a[:, 5] - 3))
    albedo[collar] = look["cloth"]
    albedo[m == HAIR] = hair[m == HAIR]
    for kind, value in (
        (ict.MOUTH, np.asarray(look["gums"]) * 0.25),
        (ict.SOCKET, np.asarray(look["skin"]) * look["socket"]),
        (ict.GUMS, look["gums"]),
        (ict.TEETH, np.array([0.85, 0.95, 1.0]) * look["teeth"]),
        (CLOTH, look["cloth"]),
        (FRAME, look["glasses"]["colour"] if look["glasses"] else (0, 0, 0)),
    ):
        albedo[m == kind] = value
    eye = (m == ict.EYE_L) | (m == ict.EYE_R)
    albedo[eye] = eye_colour(a[eye, 3:6], look, rng)
    light, gloss = lighting(a[:, :3], look)
    light[eye] = 0.5 * light[eye] + 0.35 * light[eye].mean() if eye.any() else light[eye]
    shine = np.where(skin, 1.0, np.where(m == HAIR, 0.5, np.where(m == FRAME, 1.5, 0.2)))[:, None] * gloss
    depth = np.where(there, buffers.depth, 1e3)
    dark = crevices(depth, there, look["crevice"], buffers.height)[there]
    inside = (m == ict.MOUTH) | (m == ict.TEETH) | (m == ict.GUMS)
    dark[inside] *= 0.75
    colour[rows, columns] = albedo * light * dark[:, None] + shine * dark[:, None]
    return colour, seen


def look_up(paint, where):
    x = np.clip(where[:, 0], 0, SIDE - 1.001)
    y = np.clip(where[:, 1], 0, SIDE - 1.001)
    out = (
        cv2.remap(paint, x[None].reshape(-1, 1), y.reshape(-1, 1), cv2.INTER_LINEAR)
        if len(x) < 32000
        else np.concatenate(
            [
                cv2.remap(paint, x[k : k + 32000].reshape(-1, 1), y[k : k + 32000].reshape(-1, 1), cv2.INTER_LINEAR)
                for k in range(0, len(x), 32000)
            ]
        )
    )
    return out.reshape(len(x), -1)


def lighting(normal, look):
    total = np.full((len(normal), 3), look["ambient"], np.float32) * (1 - 0.25 * normal[:, 1:2])
    gloss = np.zeros((len(normal), 1), np.float32)
    for direction, strength, tint in look["lights"]:
        d = np.asarray(direction, np.float32)
        d = d / np.linalg.norm(d)
        lit = np.maximum((normal @ d) * 0.9 + 0.1, 0)[:, None]
        total += lit * strength * np.asarray(tint, np.float32)
        half = d + np.array([0, 0, -1], np.float32)
        half /= np.linalg.norm(half) + 1e-6
        gloss += (np.maximum(normal @ half, 0) ** look["gloss_power"])[:, None] * strength * look["gloss"]
    return total, gloss


def crevices(depth, there, strength, height):
    """What lies behind its surroundings gets less light."""
    weight = there.astype(np.float32)
    out = np.ones_like(weight)
    for sigma in (height * 0.006, height * 0.02):
        near = cv2.GaussianBlur(depth.astype(np.float32) * weight, (0, 0), sigma) / (
            cv2.GaussianBlur(weight, (0, 0), sigma) + 1e-3
        )
        out *= 1 - strength * np.clip((depth - near) / 1.2, 0, 0.6)
    return out


def eye_colour(direction, look, rng):
    d = direction / (np.linalg.norm(direction, axis=1, keepdims=True) + 1e-6)
    angle, phase = np.arccos(np.clip(d[:, 2], -1, 1)), np.arctan2(d[:, 1], d[:, 0])
    t = angle / np.radians(look["iris_angle"])
    rays = 1 + 0.25 * np.sin(phase * rng.integers(5, 19) + rng.uniform(0, 6)) * np.clip(t, 0, 1)
    iris = np.asarray(look["iris"], np.float32) * (rays * (1 - 0.6 * np.clip((t - 0.75) / 0.25, 0, 1)))[:, None]
    white = np.array([0.88, 0.92, 1.0], np.float32) * (look["sclera"] * (1 - 0.2 * np.clip(t - 1.6, 0, 1)))[:, None]
    outside = 1 / (1 + np.exp(-np.clip((t - 1) * 18, -50, 50)))[:, None]
    inside = 1 / (1 + np.exp(np.clip((t - look["pupil"]) * 25, -50, 50)))[:, None]
    return (white * outside + iris * (1 - outside)) * (1 - inside) + 0.01 * inside


# --- background and what lies over the picture ---------------------------------------------------------------------------


def background(width, height, look, rng):
    if look["background"] is not None:
        back = np.asarray(look["background"], np.float32)
        return np.array(
            (
                np.broadcast_to(back, (height, width, 3))
                if back.ndim == 1
                else cv2.resize(back, (width, height), interpolation=cv2.INTER_LINEAR)
            ),
            np.float32,
        )
    cells = int(rng.integers(2, 9))
    back = cv2.resize(rng.random((cells, cells, 3)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
    grey = back.mean(2, keepdims=True)
    back = (grey + (back - grey) * rng.uniform(0, 0.6)) * rng.uniform(0.1, 0.8) + random_colour(rng, 0, 0.6).astype(np.float32)
    for _ in range(int(rng.integers(0, 9))):
        colour = [float(v) for v in random_colour(rng)]
        p = (rng.uniform(-0.2, 1.2, (4, 2)) * [width, height]).astype(np.int32)
        kind = rng.integers(3)
        if kind == 0:
            cv2.fillPoly(back, [p[:3]], colour)
        elif kind == 1:
            cv2.rectangle(back, tuple(map(int, p[0])), tuple(map(int, p[1])), colour, -1)
        else:
            cv2.line(back, tuple(map(int, p[0])), tuple(map(int, p[1])), colour, int(rng.integers(1, 12)))
    if rng.random() < 0.6:
        back = cv2.GaussianBlur(back, (0, 0), rng.uniform(0.5, 6))
    return np.clip(back, 0, 1)


def overlays(picture, buffers, screen, camera, model, vertices, look, rng, to_screen, ss):
    """Lashes, lenses, shadows, strands and things before the face."""
    height, width = buffers.height, buffers.width
    if look["shadow"]:
        polygon = (rng.uniform(0, 1, (4, 2)) * [width, height]).astype(np.int32)
        mask = np.zeros((height, width), np.float32)
        cv2.fillPoly(mask, [polygon], 1.0)
        picture = picture * (1 - cv2.GaussianBlur(mask, (0, 0), look["shadow"][1])[..., None] * look["shadow"][0])
    if look["lash"] > 0:
        picture = lashes(picture, buffers, screen, model, look, rng)
    if look["glasses"]:
        picture = lenses(picture, buffers, camera, vertices, look, rng, to_screen, ss)
    for x, y, a, b, angle, colour in look["blobs"]:
        at = to_screen(camera.project(np.array([[x, y, 12.5]])), ss)[0]
        size = camera.focal / camera.position[2] * ss
        mask = np.zeros((height, width), np.float32)
        cv2.ellipse(mask, (int(at[0]), int(at[1])), (int(a * size) + 1, int(b * size) + 1), angle, 0, 360, 1.0, -1, cv2.LINE_AA)
        mask = cv2.GaussianBlur(mask, (0, 0), 1.5)[..., None]
        texture = 0.6 + 0.4 * cv2.resize(rng.random((6, 6)).astype(np.float32), (width, height), interpolation=cv2.INTER_CUBIC)
        picture = picture * (1 - mask) + mask * np.asarray(colour, np.float32) * texture[..., None]
    for _ in range(look["strands"]):
        start = rng.uniform(-8, 8)
        t, bend = np.linspace(0, rng.uniform(1, 3), 9), rng.normal(0, 1, 2)
        points = np.stack([start + bend[0] * t + bend[1] * np.sin(t), 12 - t * 5, np.full(9, 12.5)], 1)
        p = to_screen(camera.project(points), ss)[:, :2]
        cv2.polylines(
            picture,
            [np.round(p).astype(np.int32)],
            False,
            [float(v) for v in look["hair"]],
            int(rng.integers(1, 4)),
            cv2.LINE_AA,
        )
    return picture


def lashes(picture, buffers, screen, model, look, rng):
    """The lash cards, thinning out from the lid."""
    rim = model.neutral[sum(map(list, ict.UPPER_LID + ict.LOWER_LID), [])]
    ids = np.unique(model.lashes)
    attributes = np.zeros((len(screen), 2), np.float32)
    attributes[ids, 0] = np.linalg.norm(model.neutral[ids][:, None] - rim[None], axis=2).min(1)
    attributes[ids, 1] = model.neutral[ids, 0]
    cards = type(buffers)(buffers.width, buffers.height)
    cards.depth = buffers.depth + 0.06
    cards.draw(screen, model.lashes)
    if not (cards.which >= 0).any():
        return picture
    a = cards.gather(model.lashes, attributes)
    alpha = (cards.which >= 0) * np.clip(1 - a[..., 0] / rng.uniform(0.35, 0.9), 0, 1) * look["lash"]
    alpha = alpha * (
        0.45 + 0.55 * (np.sin(a[..., 1] * rng.uniform(25, 60) + a[..., 0] * rng.uniform(-8, 8)) > rng.uniform(-0.2, 0.3))
    )
    return (picture * (1 - alpha[..., None]) + alpha[..., None] * np.asarray(look["hair"], np.float32) * 0.3).astype(np.float32)


def lenses(picture, buffers, camera, vertices, look, rng, to_screen, ss):
    g = look["glasses"]
    for rim in glasses_rims(vertices, g, 1.0):
        p = to_screen(camera.project(rim), ss)
        mask = np.zeros(buffers.depth.shape, np.float32)
        cv2.fillPoly(mask, [np.round(p[:, :2] * 8).astype(np.int32)], 1.0, cv2.LINE_AA, 3)
        mask = np.where(buffers.depth < p[:, 2].min() - 0.5, 0, mask)[..., None]
        picture = picture * (1 - mask * (1 - g["tint"]))
        if g["glint"]:
            light = np.zeros(buffers.depth.shape, np.float32)
            at = p[rng.integers(64), :2] * 0.4 + p[:, :2].mean(0) * 0.6
            cv2.ellipse(
                light,
                (int(at[0]), int(at[1])),
                (int(rng.integers(2, 6 * ss)), int(rng.integers(2, 10 * ss))),
                rng.uniform(0, 180),
                0,
                360,
                1.0,
                -1,
                cv2.LINE_AA,
            )
            picture = picture + cv2.GaussianBlur(light, (0, 0), ss * 1.5)[..., None] * mask * g["glint"]
    return picture.astype(np.float32)


def finished(picture, look, rng):
    picture = np.clip(picture * look["gain"], 0, 1) ** look["gamma"] * 255
    picture += rng.normal(0, 1, picture.shape) * 1.0
    return np.clip(np.round(picture), 0, 255).astype(np.uint8)
