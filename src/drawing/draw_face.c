/* A face in its picture. */
#include "drawing/drawing.h"

#include "head/head.h"

#include <math.h>

#define AXIS_MM 80.0f
#define GAZE_MM 70.0f

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

/* how thick a line is so that it can be seen in a picture of that size ... */
static float stroke_of(const facs_canvas *canvas)
{
    const int side = canvas->pixels.height < canvas->pixels.width ? canvas->pixels.height : canvas->pixels.width;
    return fmaxf(1.0f, (float)side / 480.0f);
}

/* ... and hides little of a face that takes a small part of it */
static float stroke_on(const facs_canvas *canvas, const facs_drawing *face)
{
    float top = INFINITY, bottom = -INFINITY;
    for (int i = 0; i < face->landmark_count; i++) {
        top = fminf(top, face->landmarks[face->landmark_count + i]);
        bottom = fmaxf(bottom, face->landmarks[face->landmark_count + i]);
    }
    const float fitting = (float)canvas->scale * (bottom - top) / 200.0f, most = stroke_of(canvas);
    return !(fitting < most) ? most : fmaxf(1.0f, fitting);
}

/* a place of the picture in the canvas */
static void place(const facs_canvas *canvas, float x, float y, float at[2])
{
    const float scale = (float)canvas->scale;
    at[0] = (x + 0.5f) * scale - 0.5f;
    at[1] = (y + 0.5f) * scale - 0.5f;
}

static void point_at(const facs_canvas *canvas, const float *points, int count, int index, float at[2])
{
    place(canvas, points[index], points[count + index], at);
}

static void join(facs_canvas *canvas, const float *points, int count, const part *along, float width, facs_ink ink)
{
    for (int i = along->first; i < along->last + along->closed; i++) {
        float a[2], b[2];
        point_at(canvas, points, count, i, a);
        point_at(canvas, points, count, i == along->last ? along->first : i + 1, b);
        facs_draw_line(&canvas->pixels, a, b, width, ink);
    }
}

static void draw_points(facs_canvas *canvas, const facs_drawing *face, uint32_t colour, float stroke)
{
    const int count = face->landmark_count;
    for (size_t i = 0; count == FACS_LANDMARKS && i < sizeof parts / sizeof *parts; i++)
        join(canvas, face->landmarks, count, &parts[i], stroke, (facs_ink){colour, 0.55f});
    for (int i = 0; i < count; i++) {
        float at[2];
        point_at(canvas, face->landmarks, count, i, at);
        facs_draw_disc(&canvas->pixels, at[0], at[1], 1.9f * stroke, (facs_ink){0x101010, 0.6f});
        facs_draw_disc(&canvas->pixels, at[0], at[1], 1.3f * stroke, (facs_ink){colour, 1});
    }
}

/* of each eye's 28 points the first eight are the iris */
static void draw_irises(facs_canvas *canvas, const facs_drawing *face, float stroke)
{
    const int count = face->eye_landmark_count;
    for (int first = 0; count == FACS_EYE_LANDMARKS && first < count; first += count / 2)
        join(canvas, face->eye_landmarks, count, &(part){first, first + 7, true}, stroke, (facs_ink){0xffffff, 0.8f});
}

/* where the camera shows a point (mm); false: behind it, or nowhere */
static bool project(const facs_canvas *canvas, const facs_camera *camera, const float point[3], float at[2])
{
    if (!(point[2] > 1))
        return false;
    place(canvas, camera->fx * point[0] / point[2] + camera->cx, camera->fy * point[1] / point[2] + camera->cy, at);
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

/* The head's own axes from where it is: to its left (red), down (green), out of the face (blue). */
static void draw_axes(facs_canvas *canvas, const float pose[6], const facs_camera *camera, float stroke)
{
    static const uint32_t colours[3] = {0xff5a4f, 0x53d769, 0x5b8cff};
    static const float lengths[3] = {AXIS_MM, AXIS_MM, -AXIS_MM};
    float rotation[3][3], from[2], end[2];
    rotation_of(pose, rotation);
    if (!project(canvas, camera, pose, from))
        return;
    for (int axis = 0; axis < 3; axis++) {
        float tip[3];
        for (int i = 0; i < 3; i++)
            tip[i] = pose[i] + lengths[axis] * rotation[i][axis];
        if (project(canvas, camera, tip, end))
            facs_draw_arrow(&canvas->pixels, from, end, 2 * stroke, (facs_ink){colours[axis], 0.85f});
    }
}

/* From the middle of an eye's six points, without perspective: with it, gazes into the camera would part. */
static void draw_gaze(facs_canvas *canvas, const facs_drawing *face, const facs_camera *camera, float stroke)
{
    const float distance = face->pose ? face->pose[2] : 0;
    if (face->landmark_count != FACS_LANDMARKS || !(distance > 1))
        return;
    const float length = GAZE_MM * camera->fx / distance;
    for (int eye = 0; eye < 2; eye++) {
        const float *direction = face->gaze + 3 * eye;
        float middle[2] = {0, 0}, from[2], end[2];
        for (int i = 36 + 6 * eye; i < 42 + 6 * eye; i++) {
            middle[0] += face->landmarks[i] / 6;
            middle[1] += face->landmarks[FACS_LANDMARKS + i] / 6;
        }
        const bool told = direction[0] != 0 || direction[1] != 0 || direction[2] != 0;
        place(canvas, middle[0], middle[1], from);
        place(canvas, middle[0] + length * direction[0], middle[1] + length * direction[1], end);
        if (told)
            facs_draw_arrow(&canvas->pixels, from, end, 1.6f * stroke, (facs_ink){0xffe14d, 0.95f});
    }
}

static void draw_label(facs_canvas *canvas, const facs_drawing *face, uint32_t colour, float stroke)
{
    float left = INFINITY, top = INFINITY, at[2];
    for (int i = 0; i < face->landmark_count; i++) {
        left = fminf(left, face->landmarks[i]);
        top = fminf(top, face->landmarks[face->landmark_count + i]);
    }
    const float dot = 2 * stroke;
    place(canvas, left, top, at);
    facs_draw_text(&canvas->pixels, at[0] + dot / 2, at[1] - 9 * dot + dot / 2, dot, face->label,
                   (facs_ink){0x101010, 0.8f});
    facs_draw_text(&canvas->pixels, at[0], at[1] - 9 * dot, dot, face->label, (facs_ink){colour, 1});
}

void facs_draw_face(facs_canvas *canvas, const facs_drawing *face, int index)
{
    const float stroke = stroke_on(canvas, face);
    const uint32_t colour = facs_face_colour(index);
    facs_camera given = face->camera;
    if (given.fx <= 0 || given.fy <= 0)
        given.fx = given.fy = -1;
    if (given.cx <= 0 && given.cy <= 0)
        given.cx = given.cy = -1;
    const facs_camera camera = facs_camera_complete(&given, canvas->width, canvas->height, true);
    draw_points(canvas, face, colour, stroke);
    draw_irises(canvas, face, stroke);
    if (face->pose)
        draw_axes(canvas, face->pose, &camera, stroke);
    if (face->gaze)
        draw_gaze(canvas, face, &camera, stroke);
    if (face->label && index >= 0 && face->landmark_count > 0)
        draw_label(canvas, face, colour, stroke_of(canvas));
}
