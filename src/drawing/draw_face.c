/* A face in its picture. */
#include "drawing/drawing.h"

#include "head/head.h"
#include "image/font.h"

#include <math.h>
#include <string.h>

#define CUBE_MM 75.0f  /* half a side */
#define GAZE_MM 100.0f /* of an arrow at a right angle to the line of sight */

uint32_t facs_face_colour(int index)
{
    static const uint32_t colours[] = {0x4fd1ff, 0xffb347, 0x9dff70, 0xff7eb6};
    return colours[index < 0 ? 0 : index % 4];
}

/* Parts of the 68 points, each a line along them. */
typedef struct part {
    int first, last;
    bool closed;
} part;
static const part parts[] = {{0, 16, false}, {17, 21, false}, {22, 26, false}, {27, 30, false}, {31, 35, false},
                             {36, 41, true}, {42, 47, true},  {48, 59, true},  {60, 67, true}};

/* the same of an eye's 28: iris, lids, pupil */
static const part eye_parts[] = {{0, 7, true}, {8, 19, true}, {20, 27, true}};

static const facs_ink dark = {0x101010, 0.75f};

/* how thick a line is so that it can be seen in a picture of that size ... */
static float stroke_of(const facs_easel *easel)
{
    const int side = easel->height < easel->width ? easel->height : easel->width;
    return fmaxf(1.0f, easel->scale * (float)side / 480.0f);
}

/* ... and hides little of a face that takes a small part of it */
static float stroke_on(const facs_easel *easel, const facs_drawing *face)
{
    float top = INFINITY, bottom = -INFINITY;
    for (int i = 0; i < face->landmark_count; i++) {
        top = fminf(top, face->landmarks[face->landmark_count + i]);
        bottom = fmaxf(bottom, face->landmarks[face->landmark_count + i]);
    }
    const float fitting = easel->scale * (bottom - top) / 200.0f, most = stroke_of(easel);
    return !(fitting < most) ? most : fmaxf(fmaxf(0.8f, 0.4f * most), fitting);
}

/* a place of the picture on the easel */
static void place(const facs_easel *easel, float x, float y, float at[2])
{
    at[0] = easel->left + (x + 0.5f) * easel->scale - 0.5f;
    at[1] = easel->top + (y + 0.5f) * easel->scale - 0.5f;
}

static void point_at(const facs_easel *easel, const float *points, int count, int index, float at[2])
{
    place(easel, points[index], points[count + index], at);
}

static void join(const facs_easel *easel, const float *points, int count, const part *along, float width, facs_ink ink)
{
    for (int i = along->first; i < along->last + along->closed; i++) {
        float a[2], b[2];
        point_at(easel, points, count, i, a);
        point_at(easel, points, count, i == along->last ? along->first : i + 1, b);
        facs_draw_line(easel->to, a, b, width, ink);
    }
}

static void draw_points(const facs_easel *easel, const facs_drawing *face, uint32_t colour, float stroke)
{
    const int count = face->landmark_count;
    for (size_t i = 0; count == FACS_LANDMARKS && i < sizeof parts / sizeof *parts; i++)
        join(easel, face->landmarks, count, &parts[i], stroke, (facs_ink){colour, 0.55f});
    for (int i = 0; i < count; i++) {
        float at[2];
        point_at(easel, face->landmarks, count, i, at);
        facs_draw_disc(easel->to, at[0], at[1], 2.2f * stroke, dark);
        facs_draw_disc(easel->to, at[0], at[1], 1.5f * stroke, (facs_ink){colour, 1});
    }
}

/* outlines of both eyes, 28 points each */
static void draw_eyes(const facs_easel *easel, const facs_drawing *face, float stroke)
{
    const int count = face->eye_landmark_count;
    for (int first = 0; count == FACS_EYE_LANDMARKS && first < count; first += count / 2)
        for (size_t i = 0; i < sizeof eye_parts / sizeof *eye_parts; i++) {
            const part along = {first + eye_parts[i].first, first + eye_parts[i].last, eye_parts[i].closed};
            join(easel, face->eye_landmarks, count, &along, 0.8f * stroke, (facs_ink){0x9dff70, 0.9f});
        }
}

/* where the camera shows a point (mm); false: behind it, or nowhere */
static bool project(const facs_easel *easel, const facs_camera *camera, const float point[3], float at[2])
{
    if (!(point[2] > 1))
        return false;
    place(easel, camera->fx * point[0] / point[2] + camera->cx, camera->fy * point[1] / point[2] + camera->cy, at);
    return true;
}

/* R = Rx Ry Rz */
static void rotation_of(const float pose[6], float rotation[3][3])
{
    const float sx = sinf(pose[3]), cx = cosf(pose[3]), sy = sinf(pose[4]), cy = cosf(pose[4]);
    const float sz = sinf(pose[5]), cz = cosf(pose[5]);
    const float made[3][3] = {{cy * cz, -cy * sz, sy},
                              {cx * sz + sx * sy * cz, cx * cz - sx * sy * sz, -sx * cy},
                              {sx * sz - cx * sy * cz, sx * cz + cx * sy * sz, cx * cy}};
    for (int i = 0; i < 9; i++)
        rotation[i / 3][i % 3] = made[i / 3][i % 3];
}

/* The corners of a cube about the head.  Bits of a corner's number: 1 to the head's own left, 2 down, 4 behind.
 * false: one of them is behind the camera. */
static bool cube_corners(const facs_easel *easel, const float pose[6], const facs_camera *camera, float corners[8][2])
{
    float rotation[3][3];
    rotation_of(pose, rotation);
    for (int corner = 0; corner < 8; corner++) {
        float at[3];
        for (int i = 0; i < 3; i++) {
            at[i] = pose[i];
            for (int axis = 0; axis < 3; axis++)
                at[i] += (corner >> axis & 1 ? CUBE_MM : -CUBE_MM) * rotation[i][axis];
        }
        if (!project(easel, camera, at, corners[corner]))
            return false;
    }
    return true;
}

/* Edges across the face are red, edges down it green, edges from its front to its back blue; the front is thick. */
static void draw_cube(const facs_easel *easel, const float pose[6], const facs_camera *camera, float stroke)
{
    static const uint32_t colours[3] = {0xff5a4f, 0x53d769, 0x5b8cff};
    float corners[8][2];
    if (!cube_corners(easel, pose, camera, corners))
        return;
    for (int front = 0; front < 2; front++) /* the back first */
        for (int edge = 0; edge < 24; edge++) {
            const int axis = edge / 8, from = edge % 8, end = from | 1 << axis;
            const bool in_front = !(from & 4) && axis != 2;
            if (from == end || in_front != (front == 1))
                continue;
            if (in_front)
                facs_draw_line(easel->to, corners[from], corners[end], 3.2f * stroke, (facs_ink){0x101010, 0.5f});
            facs_draw_line(easel->to, corners[from], corners[end], (in_front ? 2 : 1.2f) * stroke,
                           (facs_ink){colours[axis], in_front ? 0.95f : 0.7f});
        }
}

/* the middle of `count` points */
static void middle_of(const float *points, int all, int first, int count, float middle[2])
{
    middle[0] = middle[1] = 0;
    for (int i = first; i < first + count; i++) {
        middle[0] += points[i] / (float)count;
        middle[1] += points[all + i] / (float)count;
    }
}

/* From the iris, or the middle of an eye's six points, without perspective: with it, gazes into the camera would part. */
static void draw_gaze(const facs_easel *easel, const facs_drawing *face, const facs_camera *camera, float stroke)
{
    const float distance = face->pose ? face->pose[2] : 0;
    if (face->landmark_count != FACS_LANDMARKS || !(distance > 1))
        return;
    const float length = GAZE_MM * camera->fx / distance;
    const int eyes = face->eye_landmark_count;
    for (int eye = 0; eye < 2; eye++) {
        const float *direction = face->gaze + 3 * eye;
        float middle[2], from[2], end[2];
        if (eyes == FACS_EYE_LANDMARKS)
            middle_of(face->eye_landmarks, eyes, eye * eyes / 2, 8, middle);
        else
            middle_of(face->landmarks, FACS_LANDMARKS, 36 + 6 * eye, 6, middle);
        if (!(direction[0] != 0 || direction[1] != 0 || direction[2] != 0))
            continue;
        place(easel, middle[0], middle[1], from);
        place(easel, middle[0] + length * direction[0], middle[1] + length * direction[1], end);
        facs_draw_disc(easel->to, from[0], from[1], 3 * stroke, dark);
        const float barb = fminf(9 * stroke, 0.4f * hypotf(end[0] - from[0], end[1] - from[1]));
        facs_draw_arrow(easel->to, from, end, 4.4f * stroke, barb, dark);
        facs_draw_disc(easel->to, from[0], from[1], 2 * stroke, (facs_ink){0xffe14d, 1});
        facs_draw_arrow(easel->to, from, end, 2.2f * stroke, barb, (facs_ink){0xffe14d, 1});
    }
}

static void draw_label(const facs_easel *easel, const facs_drawing *face, uint32_t colour, float stroke)
{
    float left = INFINITY, top = INFINITY, at[2];
    for (int i = 0; i < face->landmark_count; i++) {
        left = fminf(left, face->landmarks[i]);
        top = fminf(top, face->landmarks[face->landmark_count + i]);
    }
    const float dot = fminf(fmaxf(1.5f, 2.4f * stroke), 12);
    place(easel, left, top, at);
    facs_draw_words(easel->to, at[0], at[1] - 14 * dot, dot, face->label, (facs_ink){colour, 1});
}

void facs_draw_words(facs_pixels *to, float x, float y, float dot, const char *text, facs_ink ink)
{
    x = floorf(fmaxf(x, 0));
    y = floorf(fmaxf(y, 0));
    const float width = dot * (FACS_FONT_STEP * (float)strlen(text) + 3);
    facs_draw_box(to, x, y, width, 11 * dot, (facs_ink){0x101010, 0.65f});
    facs_draw_text(to, x + 2 * dot, y + 2 * dot, dot, text, ink);
}

void facs_draw_face(const facs_easel *easel, const facs_drawing *face, int index, bool failed)
{
    const float stroke = stroke_on(easel, face);
    const uint32_t colour = failed ? 0xd0d0d0 : facs_face_colour(index);
    facs_camera given = face->camera;
    if (given.fx <= 0 || given.fy <= 0)
        given.fx = given.fy = -1;
    if (given.cx <= 0 && given.cy <= 0)
        given.cx = given.cy = -1;
    const facs_camera camera = facs_camera_complete(&given, easel->width, easel->height, true);
    if (face->pose && !failed)
        draw_cube(easel, face->pose, &camera, stroke);
    draw_points(easel, face, colour, stroke);
    if (!failed)
        draw_eyes(easel, face, stroke);
    if (face->gaze && !failed)
        draw_gaze(easel, face, &camera, stroke);
    if (face->label && index >= 0 && face->landmark_count > 0)
        draw_label(easel, face, colour, stroke);
}
