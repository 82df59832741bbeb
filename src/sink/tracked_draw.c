/* See tracked_draw.h.
 *
 * What: landmarks as rings, a box around the head, outlines of the eyes and lines of gaze, in this order, face by face.
 *
 *     box    corners (+-100, +-100, +-100) mm, turned by the pose's angles, moved to its place
 *     gaze   from the iris' centre C (mean of the eye's first 8 points) to C + 50 mm * gaze
 *     both   u = fx X / Z + cx, v = fy Y / Z + cy
 *
 * Lines grow with the width of the frame: ceil(t w / 640) pixels. */
#include "sink/tracked_draw.h"

#include "head/head.h"
#include "image/draw.h"
#include "shape/rotation.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEAST_CONFIDENCE 0.4F /* from which on a face is drawn */
#define BOX_MM 100.0F
#define GAZE_MM 50.0F
#define USUAL_WIDTH 640.0F

enum { EYE_POINTS = 28, IRIS_POINTS = 8 };

static const uint32_t red = 0xff0000, blue = 0x0000ff, dark_red = 0x9b0000, dark_blue = 0x00009b, green = 0x00dc6e;

typedef struct drawing {
    facs_pixels *to;
    facs_camera camera;
} drawing;

static float thickness(const drawing *on, float usual)
{
    return ceilf(usual * (float)on->to->width / USUAL_WIDTH);
}

static void line(const drawing *on, const float from[2], const float end[2], float width, uint32_t colour)
{
    facs_draw_line(on->to, from, end, width, (facs_ink){colour, 1});
}

static void project(const drawing *on, const float point[3], float at[2])
{
    at[0] = on->camera.fx * point[0] / point[2] + on->camera.cx;
    at[1] = on->camera.fy * point[1] / point[2] + on->camera.cy;
}

static void draw_landmarks(const drawing *on, const facs_face *face, const facs_result *result, int index, bool all)
{
    for (int i = 0; i < face->landmark_count; i++) {
        const bool hidden = !all && facs_result_hidden(result, index, i);
        const float x = face->landmarks[i], y = face->landmarks[face->landmark_count + i];
        /* a ring of radius 1 */
        facs_draw_disc(on->to, x, y, 1 + thickness(on, hidden ? 2.5F : 3) / 2, (facs_ink){hidden ? dark_red : red, 1});
        facs_draw_disc(on->to, x, y, 1 + thickness(on, 1) / 2, (facs_ink){hidden ? dark_blue : blue, 1});
    }
}

static bool is_inside(const drawing *on, const float at[2])
{
    return at[0] >= 0 && at[1] >= 0 && at[0] < (float)on->to->width && at[1] < (float)on->to->height;
}

static void draw_box(const drawing *on, const float pose[6], float confidence)
{
    static const signed char corners[8][3] = {{-1, 1, -1}, {1, 1, -1},  {1, 1, 1},    {-1, 1, 1},
                                              {1, -1, 1},  {1, -1, -1}, {-1, -1, -1}, {-1, -1, 1}};
    static const unsigned char edges[12][2] = {{0, 1}, {1, 2}, {2, 3}, {0, 3}, {2, 4}, {1, 5},
                                               {0, 6}, {3, 7}, {6, 5}, {5, 4}, {4, 7}, {7, 6}};
    const float sure = (fminf(confidence, 1) - LEAST_CONFIDENCE) / (1 - LEAST_CONFIDENCE);
    const uint32_t colour = (uint32_t)(255 * (1 - sure)) << 16 | (uint32_t)(255 * sure);
    float turn[9], at[8][2];
    facs_euler_to_matrix(pose + 3, turn);
    for (int i = 0; i < 8; i++) {
        float point[3];
        for (int axis = 0; axis < 3; axis++) {
            point[axis] = pose[axis];
            for (int k = 0; k < 3; k++)
                point[axis] += turn[3 * axis + k] * BOX_MM * (float)corners[i][k];
        }
        project(on, point, at[i]);
    }
    for (size_t i = 0; i < sizeof edges / sizeof *edges; i++) {
        const float *from = at[edges[i][0]], *end = at[edges[i][1]];
        if (is_inside(on, from) || is_inside(on, end))
            line(on, from, end, thickness(on, 2), colour);
    }
}

/* points first .. last of an eye, and back to the first one */
static void draw_ring(const drawing *on, const facs_face *face, int eye, int first, int last, uint32_t colour)
{
    const int total = face->eye_landmark_count, start = eye * EYE_POINTS;
    for (int i = first; i <= last; i++) {
        const int from = start + i, end = start + (i < last ? i + 1 : first);
        const float a[2] = {face->eye_landmarks[from], face->eye_landmarks[total + from]};
        const float b[2] = {face->eye_landmarks[end], face->eye_landmarks[total + end]};
        line(on, a, b, 1, colour);
    }
}

static void draw_gaze(const drawing *on, const facs_face *face, int eye)
{
    const int total = face->eye_landmark_count;
    float centre[3] = {0}, end[3], a[2], b[2];
    for (int axis = 0; axis < 3; axis++) {
        for (int i = 0; i < IRIS_POINTS; i++)
            centre[axis] += face->eye_landmarks_3d[axis * total + eye * EYE_POINTS + i] / (float)IRIS_POINTS;
        end[axis] = centre[axis] + GAZE_MM * face->gaze[eye][axis];
    }
    project(on, centre, a);
    project(on, end, b);
    line(on, a, b, 2, green);
}

static void draw_eyes(const drawing *on, const facs_face *face)
{
    for (int eye = 0; eye < 2; eye++) {
        draw_ring(on, face, eye, 0, 7, blue);
        draw_ring(on, face, eye, 8, 19, red);
        draw_ring(on, face, eye, 20, 27, blue);
        draw_gaze(on, face, eye);
    }
}

void facs_tracked_draw(const facs_layout *layout, const facs_result *result, facs_pixels *to)
{
    const bool stills = layout->rows == FACS_ROWS_STILLS;
    const int width = stills || layout->width < 1 ? to->width : layout->width;
    const int height = stills || layout->height < 1 ? to->height : layout->height;
    const drawing on = {to, facs_camera_complete(&layout->camera, width, height, stills)};
    for (int i = 0; i < result->face_count; i++) {
        const facs_face *face = facs_result_face(result, i);
        const float confidence = stills ? 1 : face->confidence;
        if (confidence > LEAST_CONFIDENCE) {
            draw_landmarks(&on, face, result, i, layout->rows == FACS_ROWS_MANY);
            draw_box(&on, face->pose, confidence);
        }
        if (face->confidence > LEAST_CONFIDENCE && face->eye_landmark_count == 2 * EYE_POINTS)
            draw_eyes(&on, face);
    }
}

void facs_tracked_rate(double rate, facs_pixels *to)
{
    enum { LEFT = 10, BASE = 20 };
    const float dot = 1.5F;
    char text[32];
    snprintf(text, sizeof text, "FPS:%lld", (long long)(rate + 0.5));
    facs_draw_text(to, LEFT, BASE - 7 * dot, dot, text, (facs_ink){red, 1});
}

facs_status facs_tracked_frame(const facs_env *env, const facs_layout *layout, const facs_result *result,
                               facs_pixels *to, facs_error *error)
{
    const facs_pixels *frame = facs_result_picture(result);
    facs_status status = frame ? facs_pixels_resize(env, to, frame->width, frame->height, 3)
                               : facs_pixels_resize(env, to, layout->width, layout->height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "no memory for a picture with what was found in it");
    for (int y = 0; y < to->height; y++) {
        uint8_t *row = to->data + y * to->stride;
        if (frame)
            memcpy(row, frame->data + y * frame->stride, 3 * (size_t)frame->width);
        else
            memset(row, 0, 3 * (size_t)to->width);
    }
    return FACS_OK;
}
