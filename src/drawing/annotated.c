/* See annotated.h.
 *
 *     picture with points, cube, gaze  |  names of action units, a column of bars for each face
 *     frame, time, confidence          |
 *
 * Where a face was not found, or what was found was judged bad, the picture says so, so that failed rows are seen. */
#include "drawing/annotated.h"

#include "drawing/drawing.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

struct facs_annotated {
    facs_env env;
    facs_annotated_options options;
    int scale;          /* pixels for each of the frame's */
    int wide, tall;     /* of the frame when it is enlarged */
    facs_panel panel;   /* 0 rows: there is none */
    facs_pixels pixels; /* what is drawn */
    facs_pixels ground; /* of the panel, without bars */
    float dot;          /* of the words in the picture */
};

static const facs_ink white = {0xffffff, 1}, red = {0xff6b5e, 1}, orange = {0xffb347, 1};

static facs_status make_ground(facs_annotated *made)
{
    if (made->panel.rows == 0)
        return FACS_OK;
    facs_status status = facs_pixels_resize(&made->env, &made->ground, made->panel.width, made->pixels.height, 3);
    if (status != FACS_OK)
        return status;
    const bool warn = made->options.provisional, several = made->options.faces > 1;
    facs_draw_panel(&made->ground, 0, &made->panel,
                    several ? ""
                    : warn  ? "ON-LINE AUS 0-5"
                            : "ACTION UNITS 0-5",
                    warn ? orange : white);
    return FACS_OK;
}

facs_status facs_annotated_create(const facs_env *env, const facs_annotated_options *options,
                                  facs_annotated **annotated, facs_error *error)
{
    facs_annotated *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a picture");
    made->env = *env;
    made->options = *options;
    const int longer = options->width > options->height ? options->width : options->height;
    made->scale = facs_canvas_scale_for(longer, longer);
    made->wide = made->scale * options->width;
    made->tall = made->scale * options->height;
    made->panel = facs_panel_for(made->wide, made->tall, options->au_names, options->au_count, options->faces);
    made->dot = fmaxf(1, fminf(16, (float)(made->tall < made->wide ? made->tall : made->wide) / 250.0f));
    const int width = made->wide + made->panel.width;
    const int height = made->tall > made->panel.height ? made->tall : made->panel.height;
    facs_status status = width <= FACS_IMAGE_SIDE_MAX && height <= FACS_IMAGE_SIDE_MAX
                             ? facs_pixels_resize(env, &made->pixels, width, height, 3)
                             : FACS_E_ARGUMENT;
    if (status == FACS_OK)
        status = make_ground(made);
    if (status == FACS_OK) {
        *annotated = made;
        return FACS_OK;
    }
    facs_annotated_free(&made);
    return facs_fail(error, status,
                     status == FACS_E_MEMORY ? "out of memory for a picture"
                                             : "no room for bars beside a picture of %d x %d",
                     options->width, options->height);
}

void facs_annotated_free(facs_annotated **annotated)
{
    facs_annotated *lost = *annotated;
    *annotated = NULL;
    if (!lost)
        return;
    facs_env env = lost->env;
    facs_pixels_free(&env, &lost->pixels);
    facs_pixels_free(&env, &lost->ground);
    facs_free(&env, lost);
}

void facs_annotated_size(const facs_annotated *annotated, int *width, int *height)
{
    *width = annotated->pixels.width;
    *height = annotated->pixels.height;
}

/* ---- the picture ---- */

static void fill_black(facs_pixels *to, int left, int width, int first, int end)
{
    for (int y = first; y < end; y++)
        memset(to->data + (ptrdiff_t)y * to->stride + 3 * (ptrdiff_t)left, 0, 3 * (size_t)width);
}

/* where it is, too */
static void put_frame(facs_annotated *annotated, const facs_image *frame, facs_easel *easel)
{
    facs_pixels *to = &annotated->pixels;
    const int wide = annotated->wide, tall = annotated->tall;
    const facs_annotated_options *options = &annotated->options;
    *easel = (facs_easel){to, options->width, options->height, (float)annotated->scale, 0, 0};
    const bool plain = frame && frame->width == options->width && frame->height == options->height;
    if (!plain)
        fill_black(to, 0, wide, 0, tall);
    fill_black(to, 0, wide, tall, to->height);
    if (!frame)
        return;
    const facs_view view = facs_image_need_all(frame);
    if (plain && annotated->scale == 1) {
        for (int y = 0; y < tall; y++)
            memcpy(to->data + (ptrdiff_t)y * to->stride, view.data + (ptrdiff_t)y * view.stride, 3 * (size_t)wide);
        return;
    }
    easel->scale = fminf((float)wide / (float)frame->width, (float)tall / (float)frame->height);
    easel->width = frame->width;
    easel->height = frame->height;
    const int width = (int)fmaxf(1, roundf(easel->scale * (float)frame->width));
    const int height = (int)fmaxf(1, roundf(easel->scale * (float)frame->height));
    const int left = (wide - width) / 2, top = (tall - height) / 2;
    easel->left = (float)left;
    easel->top = (float)top;
    facs_draw_picture(to, &view, left, top, width, height);
}

/* rows without a face have zeros */
static bool has_points(const facs_face *face)
{
    for (int i = 0; i < 2 * face->landmark_count; i++)
        if (face->landmarks[i] != 0)
            return true;
    return false;
}

static facs_drawing drawing_of(const facs_annotated *annotated, const facs_face *face, const char *label)
{
    const facs_annotated_options *options = &annotated->options;
    return (facs_drawing){.size = sizeof(facs_drawing),
                          .label = label,
                          .landmark_count = has_points(face) ? face->landmark_count : 0,
                          .landmarks = face->landmarks,
                          .eye_landmark_count = face->has_eyes ? face->eye_landmark_count : 0,
                          .eye_landmarks = face->eye_landmarks,
                          .pose = face->pose,
                          .gaze = face->has_eyes ? &face->gaze[0][0] : NULL,
                          .camera = options->camera,
                          .au_count = face->has_aus && face->success ? options->au_count : 0,
                          .au_names = options->au_names,
                          .au_values = face->au_r};
}

/* what is wrong with the frame; "" = nothing */
static const char *complaint(const facs_result *result, const facs_image *frame)
{
    bool some = false;
    for (int i = 0; i < result->face_count; i++) {
        const facs_face *face = facs_result_face(result, i);
        if (face->success)
            return "";
        some = some || has_points(face);
    }
    return !frame ? "NO PICTURE" : some ? "SUCCESS 0" : "NO FACE";
}

static void write_words(facs_annotated *annotated, const facs_result *result, const facs_image *frame)
{
    facs_pixels *to = &annotated->pixels;
    const facs_annotated_options *options = &annotated->options;
    const float dot = annotated->dot, side = roundf(4 * dot);
    const char *said = complaint(result, frame);
    float top = side;
    if (said[0]) {
        facs_draw_words(to, side, top, 1.5f * dot, said, red);
        top += roundf(18 * dot);
    }
    if (options->provisional && (options->faces > 1 || annotated->panel.rows == 0))
        facs_draw_words(to, side, top, dot, "ON-LINE AUS", orange);
    if (!options->numbers)
        return;
    char line[128];
    int length = snprintf(line, sizeof line, "FRAME %lld  %.3f S", (long long)result->frame, result->timestamp);
    if (options->faces == 1 && result->face_count == 1 && length > 0)
        snprintf(line + length, sizeof line - (size_t)length, "  CONFIDENCE %.2f",
                 (double)facs_result_face(result, 0)->confidence);
    facs_draw_words(to, side, (float)annotated->tall - side - 11 * dot, dot, line, white);
}

static void put_ground(facs_annotated *annotated)
{
    facs_pixels *to = &annotated->pixels;
    const facs_pixels *ground = &annotated->ground;
    for (int y = 0; annotated->panel.rows > 0 && y < to->height; y++)
        memcpy(to->data + (ptrdiff_t)y * to->stride + 3 * (ptrdiff_t)annotated->wide,
               ground->data + (ptrdiff_t)y * ground->stride, 3 * (size_t)ground->width);
}

/* A face has a number, a colour and a column of bars: of several in a video the number and the colour are the person's,
 * the column is the place among the faces; others follow each other. */
typedef struct mark {
    char label[16];
    const char *word;   /* what it numbers */
    int colour, column; /* colour -1 = that of a face alone */
} mark;

static mark mark_of(const facs_annotated *annotated, const facs_face *face, int i)
{
    const bool several = annotated->options.faces > 1, slots = annotated->options.slots;
    const bool person = slots && face->person >= 0;
    const int number = person ? face->person : face->face_id;
    mark made = {.word = person ? "PERSON" : "FACE",
                 .colour = !several ? -1
                           : slots  ? number
                                    : i,
                 .column = !several ? 0
                           : slots  ? face->face_id
                                    : i};
    snprintf(made.label, sizeof made.label, "%d", number);
    return made;
}

const facs_pixels *facs_annotated_draw(facs_annotated *annotated, const facs_image *frame, const facs_result *result)
{
    facs_easel easel;
    put_frame(annotated, frame, &easel);
    for (int i = 0; i < result->face_count; i++) {
        const facs_face *face = facs_result_face(result, i);
        const mark as = mark_of(annotated, face, i);
        const facs_drawing what = drawing_of(annotated, face, as.label);
        facs_draw_face(&easel, &what, as.colour, !face->success);
    }
    put_ground(annotated);
    for (int i = 0; i < result->face_count && annotated->panel.rows > 0; i++) {
        const facs_face *face = facs_result_face(result, i);
        const mark as = mark_of(annotated, face, i);
        const facs_drawing what = drawing_of(annotated, face, as.label);
        if (as.column < annotated->options.faces) /* the others are marked in the picture only */
            facs_draw_bars(&annotated->pixels, annotated->wide, &annotated->panel, as.column, &what, as.colour,
                           as.word);
    }
    write_words(annotated, result, frame);
    return &annotated->pixels;
}
