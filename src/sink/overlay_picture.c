/* A picture with everything results say about it drawn on it (drawing/annotated.h), as a PNG file. */
#include "drawing/annotated.h"
#include "sink/output.h"
#include "sink/png_file.h"
#include "sink/sink.h"

typedef struct overlay_picture {
    facs_env env;
    const facs_sink_frames *frames;
    const char *path; /* borrowed */
    facs_annotated *annotated;
    const facs_pixels *drawn;
} overlay_picture;

static facs_status open_picture(const facs_sink_place *place, void **state, facs_error *error)
{
    if (place->layout->rows != FACS_ROWS_STILLS || !place->frames)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: is a picture, and the input is a video: name a .mp4, .mkv, .mov or .avi file",
                         place->path);
    facs_env env = facs_env_resolve(place->env);
    overlay_picture *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    *made = (overlay_picture){.env = env, .frames = place->frames, .path = place->path};
    *state = made;
    return FACS_OK;
}

static void abandon_picture(void **state)
{
    overlay_picture *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_annotated_free(&lost->annotated);
    facs_env env = lost->env;
    facs_free(&env, lost);
}

static facs_status draw_picture(void *state, const facs_result *result, const facs_image *frame,
                                const facs_media_frame *at, facs_error *error)
{
    (void)at;
    overlay_picture *to = state;
    if (!frame)
        return FACS_OK;
    const facs_annotated_options options = {.width = frame->width,
                                            .height = frame->height,
                                            .camera = to->frames->camera,
                                            .au_count = to->frames->au_count,
                                            .au_names = to->frames->au_names,
                                            .faces = result->face_count > 1 ? result->face_count : 1};
    facs_annotated_free(&to->annotated);
    facs_status status = facs_annotated_create(&to->env, &options, &to->annotated, error);
    if (status == FACS_OK)
        to->drawn = facs_annotated_draw(to->annotated, frame, result);
    return status;
}

static facs_status finish_picture(void **state, facs_error *error)
{
    overlay_picture *done = *state;
    facs_status status = done->drawn ? facs_png_file_write(&done->env, done->path, done->drawn, error) : FACS_OK;
    abandon_picture(state);
    return status;
}

/* one picture is whole, or not there */
static const char *set_picture_aside(void *state)
{
    return ((overlay_picture *)state)->path;
}

const facs_sink facs_sink_overlay_picture = {.name = "overlay_picture",
                                             .ending = ".png",
                                             .meaning =
                                                 "the picture with points, pose, gaze and action units drawn on it",
                                             .needs = FACS_SINK_SECOND_DECODE,
                                             .file_per_picture = true,
                                             .open = open_picture,
                                             .draw = draw_picture,
                                             .finish = finish_picture,
                                             .set_aside = set_picture_aside,
                                             .abandon = abandon_picture};
