/* Frames to draw on; see the public header. */
#include "drawing/drawing.h"

#include "media/address.h"
#include "media/media.h"

#include <math.h>
#include <string.h>

enum { WIDTH_LEAST = 640, SIDE_MOST = 16384, FACES_MOST = 1000, POINTS_MOST = 4096 };

/* ---- a frame ---- */

int facs_canvas_scale_for(int width, int height)
{
    int scale = (WIDTH_LEAST + width - 1) / width;
    while (scale > 1 && (height * scale > SIDE_MOST || width * scale > SIDE_MOST))
        scale--;
    return scale;
}

static const uint8_t *pixel_at(const facs_view *from, int x, int y)
{
    return from->data + (ptrdiff_t)y * from->stride + 3 * (ptrdiff_t)x;
}

/* bilinear; the edges of the picture become those of the rectangle */
void facs_draw_picture(facs_pixels *to, const facs_view *from, int left, int top, int width, int height)
{
    const float across = (float)from->width / (float)width, down = (float)from->height / (float)height;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++) {
            const float sx = fmaxf(((float)x + 0.5f) * across - 0.5f, 0),
                        sy = fmaxf(((float)y + 0.5f) * down - 0.5f, 0);
            const int column = (int)sx, row = (int)sy;
            const int right = column + 1 < from->width ? column + 1 : column;
            const int below = row + 1 < from->height ? row + 1 : row;
            const float u = sx - (float)column, v = sy - (float)row;
            const uint8_t *corner[4] = {pixel_at(from, column, row), pixel_at(from, right, row),
                                        pixel_at(from, column, below), pixel_at(from, right, below)};
            uint8_t *pixel = to->data + (ptrdiff_t)(top + y) * to->stride + 3 * (ptrdiff_t)(left + x);
            for (int channel = 0; channel < 3; channel++) {
                const float above = (1 - u) * (float)corner[0][channel] + u * (float)corner[1][channel];
                const float under = (1 - u) * (float)corner[2][channel] + u * (float)corner[3][channel];
                pixel[channel] = (uint8_t)((1 - v) * above + v * under + 0.5f);
            }
        }
}

/* takes the pixels over, in any case */
static facs_status make(const facs_env *env, facs_pixels *pixels, facs_canvas **canvas, facs_error *error)
{
    facs_canvas *made = facs_calloc(env, 1, sizeof *made);
    facs_status status = made ? FACS_OK : FACS_E_MEMORY;
    if (made) {
        made->env = *env;
        made->width = pixels->width;
        made->height = pixels->height;
        made->scale = facs_canvas_scale_for(made->width, made->height);
        made->pixels = *pixels;
        if (made->scale > 1) {
            made->pixels = (facs_pixels){0};
            status = facs_pixels_resize(env, &made->pixels, made->scale * made->width, made->scale * made->height, 3);
            if (status == FACS_OK)
                facs_draw_picture(&made->pixels,
                                  &(facs_view){pixels->data, pixels->width, pixels->height, 3, pixels->stride}, 0, 0,
                                  made->pixels.width, made->pixels.height);
            facs_pixels_free(env, pixels);
        }
    } else {
        facs_pixels_free(env, pixels);
    }
    if (status == FACS_OK)
        *canvas = made;
    else
        facs_canvas_close(&made);
    return status == FACS_OK ? FACS_OK : facs_fail(error, status, "out of memory for a picture");
}

facs_status facs_canvas_create(const facs_env *given, const facs_picture *picture, facs_canvas **canvas,
                               facs_error *error)
{
    facs_env env;
    facs_pixels pixels = {0};
    if (!canvas)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_canvas_create: no place for the canvas given");
    facs_status status = facs_env_take(given, &env, error);
    if (status == FACS_OK)
        status = facs_image_from_picture(&env, picture, &pixels, error);
    return status == FACS_OK ? make(&env, &pixels, canvas, error) : status;
}

/* FACS_E_EMPTY: there are fewer frames */
static facs_status read_frame(facs_media *media, const char *input, int64_t wanted, facs_pixels *pixels,
                              facs_error *error)
{
    facs_media_frame at = {0};
    int64_t last = 0;
    facs_status status = FACS_OK;
    const bool still = facs_media_get_info(media)->kind == FACS_MEDIA_STILL;
    do {
        last = at.number;
        status = facs_media_read(media, pixels, &at, error);
    } while (status == FACS_OK && !still && at.number < wanted);
    if (status != FACS_END && (status != FACS_OK || still || at.number == wanted))
        return status;
    return facs_fail(error, FACS_E_EMPTY, "%s: has no frame %lld; the last one is %lld", input, (long long)wanted,
                     (long long)last);
}

facs_status facs_canvas_open(const facs_env *given, const char *input, int64_t frame, facs_canvas **canvas,
                             facs_error *error)
{
    facs_env env;
    facs_media *media = NULL;
    facs_pixels pixels = {0};
    if (!canvas || !input)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_canvas_open: no input, or no place for the canvas given");
    facs_status status = facs_env_take(given, &env, error);
    if (status == FACS_OK)
        status = facs_media_open(&env, input, 1, &media, error);
    if (status != FACS_OK)
        return status;
    char *shown = facs_input_shown(&env, input);
    status = shown ? read_frame(media, shown, frame < 1 ? 1 : frame, &pixels, error)
                   : facs_fail(error, FACS_E_MEMORY, "out of memory");
    facs_free(&env, shown);
    facs_media_close(&media);
    if (status == FACS_OK)
        return make(&env, &pixels, canvas, error);
    facs_pixels_free(&env, &pixels);
    return status;
}

void facs_canvas_close(facs_canvas **canvas)
{
    if (!canvas || !*canvas)
        return;
    facs_env env = (*canvas)->env;
    facs_pixels_free(&env, &(*canvas)->pixels);
    facs_free(&env, *canvas);
    *canvas = NULL;
}

facs_picture facs_canvas_picture(const facs_canvas *canvas)
{
    const facs_pixels *pixels = canvas ? &canvas->pixels : &(facs_pixels){0};
    return (facs_picture){.data = pixels->data,
                          .width = pixels->width,
                          .height = pixels->height,
                          .stride = pixels->stride,
                          .format = FACS_PIXEL_BGR24};
}

int facs_canvas_scale(const facs_canvas *canvas)
{
    return canvas ? canvas->scale : 0;
}

/* ---- drawing ---- */

/* room at the right and, for many rows, below */
static facs_status make_room(facs_canvas *canvas, int width, int height, facs_error *error)
{
    const facs_pixels *old = &canvas->pixels;
    const int tall = height > old->height ? height : old->height;
    facs_pixels grown = {0};
    facs_status status = old->width + width > FACS_IMAGE_SIDE_MAX || tall > FACS_IMAGE_SIDE_MAX
                             ? FACS_E_ARGUMENT
                             : facs_pixels_resize(&canvas->env, &grown, old->width + width, tall, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "no room for a picture with the bars beside it");
    for (int y = 0; y < tall; y++) {
        uint8_t *row = grown.data + (ptrdiff_t)y * grown.stride;
        memset(row, 0x20, (size_t)grown.width * 3);
        if (y < old->height)
            memcpy(row, old->data + (ptrdiff_t)y * old->stride, (size_t)old->width * 3);
    }
    facs_pixels_free(&canvas->env, &canvas->pixels);
    canvas->pixels = grown;
    return FACS_OK;
}

static facs_status draw_panel(facs_canvas *canvas, const facs_drawing *faces, int count, facs_error *error)
{
    const facs_drawing *first = faces; /* whose action units are the rows */
    while (first < faces + count && first->au_count == 0)
        first++;
    if (first == faces + count)
        return FACS_OK;
    const int left = canvas->pixels.width;
    const facs_panel panel = facs_panel_for(left, canvas->pixels.height, first->au_names, first->au_count, count);
    if (panel.rows == 0)
        return FACS_OK;
    facs_status status = make_room(canvas, panel.width, panel.height, error);
    if (status == FACS_OK)
        facs_draw_panel(&canvas->pixels, left, &panel, count > 1 ? "" : "ACTION UNITS 0-5", (facs_ink){0xe0e0e0, 1});
    for (int i = 0; i < count && status == FACS_OK; i++)
        facs_draw_bars(&canvas->pixels, left, &panel, i, &faces[i], count > 1 ? i : -1, "FACE");
    return status;
}

static facs_status take(const facs_drawing *given, facs_drawing *face, facs_error *error)
{
    const facs_drawing none = {.size = sizeof none, .camera = {-1, -1, -1, -1}};
    *face = none;
    facs_status status = facs_options_take(face, given, sizeof *face, "facs_drawing", error);
    if (status != FACS_OK)
        return status;
    if (face->landmark_count < 0 || face->landmark_count > POINTS_MOST || face->eye_landmark_count < 0 ||
        face->eye_landmark_count > POINTS_MOST || face->au_count < 0 || face->au_count > POINTS_MOST)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_drawing: 0 to %d points or action units are possible",
                         POINTS_MOST);
    face->landmark_count = face->landmarks ? face->landmark_count : 0;
    face->eye_landmark_count = face->eye_landmarks ? face->eye_landmark_count : 0;
    face->au_count = face->au_names && face->au_values ? face->au_count : 0;
    return FACS_OK;
}

facs_status facs_canvas_draw(facs_canvas *canvas, const facs_drawing *given, int count, facs_error *error)
{
    if (!canvas || count < 0 || count > FACES_MOST || (count > 0 && !given))
        return facs_fail(error, FACS_E_ARGUMENT, "facs_canvas_draw: give a canvas and 0 to %d faces", FACES_MOST);
    if (canvas->drawn)
        return facs_fail(error, FACS_E_STATE, "facs_canvas_draw: this canvas has been drawn on");
    facs_drawing *faces = facs_calloc(&canvas->env, (size_t)count + 1, sizeof *faces);
    facs_status status = faces ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory for a picture");
    const char *at = (const char *)given;
    for (int i = 0; i < count && status == FACS_OK; i++, at += given->size) /* the caller's may be of another size */
        status = take((const facs_drawing *)(const void *)at, &faces[i], error);
    const facs_easel easel = {&canvas->pixels, canvas->width, canvas->height, (float)canvas->scale, 0, 0};
    for (int i = 0; i < count && status == FACS_OK; i++)
        facs_draw_face(&easel, &faces[i], count > 1 ? i : -1, false);
    if (status == FACS_OK)
        status = draw_panel(canvas, faces, count, error);
    canvas->drawn = canvas->drawn || status == FACS_OK;
    facs_free(&canvas->env, faces);
    return status;
}
