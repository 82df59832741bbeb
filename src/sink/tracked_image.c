/* A picture with the faces found in it, as OpenFace 2.2 draws them (tracked_draw.h); the kind of file is that of the
 * name's ending. */
#include "media/still_write.h"
#include "sink/output.h"
#include "sink/sink.h"
#include "sink/tracked_draw.h"

#include <stdio.h>
#include <string.h>

typedef struct tracked_image {
    facs_env env;
    const facs_layout *layout;
    facs_result_file *output;
    char ending[8];
    facs_pixels frame;
    facs_still_file file;
} tracked_image;

static void abandon_image(void **state)
{
    tracked_image *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_output_abandon(&lost->output);
    facs_env env = lost->env;
    facs_pixels_free(&env, &lost->frame);
    facs_still_file_free(&env, &lost->file);
    facs_free(&env, lost);
}

static facs_status open_image(const facs_sink_place *place, void **state, facs_error *error)
{
    const char *ending = strrchr(place->path, '.');
    if (place->layout->rows != FACS_ROWS_STILLS)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: a tracked picture is made of a picture; of a video, tracked_video", place->path);
    if (!ending || !facs_still_has_writer(ending))
        return facs_fail(error, FACS_E_ARGUMENT, "%s: let the name of a picture end with .bmp, .png, .jpg or .jpeg",
                         place->path);
    facs_env env = facs_env_resolve(place->env);
    tracked_image *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    made->layout = place->layout;
    snprintf(made->ending, sizeof made->ending, "%s", ending);
    void *block = made;
    facs_status status = facs_output_open(&env, place->path, &made->output, error);
    if (status == FACS_OK)
        *state = made;
    else
        abandon_image(&block);
    return status;
}

static facs_status write_image(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    tracked_image *to = state;
    facs_status status = facs_tracked_frame(&to->env, to->layout, result, &to->frame, error);
    if (status != FACS_OK)
        return status;
    facs_tracked_draw(to->layout, result, &to->frame);
    const facs_view view = {.data = to->frame.data,
                            .width = to->frame.width,
                            .height = to->frame.height,
                            .channels = 3,
                            .stride = to->frame.stride};
    status = facs_still_write(&to->env, to->ending, &view, &to->file, error);
    return status == FACS_OK ? facs_output_write(to->output, (const char *)to->file.bytes, to->file.count, error)
                             : status;
}

static facs_status finish_image(void **state, facs_error *error)
{
    tracked_image *done = *state;
    facs_status status = facs_output_commit(&done->output, error);
    abandon_image(state);
    return status;
}

static const char *set_image_aside(void *state)
{
    return facs_output_set_aside(((tracked_image *)state)->output);
}

const facs_sink facs_sink_tracked_image = {.name = "tracked_image",
                                           .ending = ".jpg",
                                           .meaning =
                                               "a picture with the faces found in it, drawn as OpenFace 2.2 does",
                                           .needs = FACS_SINK_PIXELS,
                                           .file_per_picture = true,
                                           .open = open_image,
                                           .write = write_image,
                                           .finish = finish_image,
                                           .set_aside = set_image_aside,
                                           .abandon = abandon_image};
