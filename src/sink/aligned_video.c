/* Aligned faces of a video with one tracked face, as a video (media/encode.h), frame by frame; black where the face was
 * lost. */
#include "media/encode.h"
#include "sink/sink.h"

#include <string.h>

enum { SIDE = FACS_ALIGNED_SIDE };
enum { RATE = 30 /* frames per second, where the input states none: a folder of pictures */ };

typedef struct aligned_video {
    facs_env env;
    facs_encode *encode;
    facs_pixels frame; /* with room behind its rows, which the encoder reads by whole vectors */
    int64_t frames;
} aligned_video;

static void abandon_video(void **state)
{
    aligned_video *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_encode_abandon(&lost->encode);
    facs_env env = lost->env;
    facs_pixels_free(&env, &lost->frame);
    facs_free(&env, lost);
}

static facs_status open_video(const facs_sink_place *place, void **state, facs_error *error)
{
    const facs_layout *layout = place->layout;
    if (layout->rows != FACS_ROWS_ONE)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: a video of aligned faces shows one tracked face of a video; for several faces and for "
                         "pictures name a folder",
                         place->path);
    facs_env env = facs_env_resolve(place->env);
    aligned_video *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    const bool stated = layout->rate_num > 0 && layout->rate_den > 0;
    const facs_encode_options options = {.path = place->path,
                                         .width = SIDE,
                                         .height = SIDE,
                                         .rate_num = stated ? layout->rate_num : RATE,
                                         .rate_den = stated ? layout->rate_den : 1};
    void *block = made;
    facs_status status = facs_pixels_resize(&env, &made->frame, SIDE, SIDE, 3);
    status = status == FACS_OK ? facs_encode_open(&env, &options, &made->encode, error)
                               : facs_fail(error, status, "%s: out of memory", place->path);
    if (status == FACS_OK)
        *state = made;
    else
        abandon_video(&block);
    return status;
}

static facs_status write_video(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    aligned_video *to = state;
    const facs_look *look = result->face_count > 0 ? facs_result_look(result, 0) : NULL;
    if (!look)
        return FACS_OK;
    for (int row = 0; row < SIDE; row++)
        memcpy(to->frame.data + row * to->frame.stride, look->aligned + (size_t)row * 3 * SIDE, 3 * SIDE);
    const facs_image image = facs_pixels_view(&to->frame);
    to->frames++;
    return facs_encode_write(to->encode, &image, error);
}

static facs_status finish_video(void **state, facs_error *error)
{
    aligned_video *done = *state;
    facs_status status = done->frames > 0 ? facs_encode_finish(&done->encode, error) : FACS_OK;
    abandon_video(state);
    return status;
}

static const char *set_video_aside(void *state)
{
    return facs_encode_set_aside(((aligned_video *)state)->encode);
}

const facs_sink facs_sink_aligned_video = {.name = "aligned_video",
                                           .ending = ".mp4",
                                           .meaning = "the aligned faces of a video with one tracked face, as a video",
                                           .needs = FACS_SINK_DESCRIPTORS,
                                           .open = open_video,
                                           .write = write_video,
                                           .finish = finish_video,
                                           .set_aside = set_video_aside,
                                           .abandon = abandon_video};
