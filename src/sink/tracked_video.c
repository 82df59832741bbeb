/* A video's frames with what was found in them, as OpenFace 2.2 draws it (tracked_draw.h): MPEG-4 in AVI, named DIVX, as
 * large and as fast as the input.  Frames do not wait for the end. */
#include "media/encode.h"
#include "sink/sink.h"
#include "sink/tracked_draw.h"

enum { RATE = 30 /* frames per second, where the input states none: a folder of pictures */ };

typedef struct tracked_video {
    facs_env env;
    const facs_layout *layout;
    facs_encode *encode;
    facs_pixels frame;
    double rate;
    int64_t frames;
} tracked_video;

static void abandon_video(void **state)
{
    tracked_video *lost = *state;
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
    if (layout->rows == FACS_ROWS_STILLS)
        return facs_fail(error, FACS_E_ARGUMENT, "%s: a tracked video is made of a video; of pictures, tracked_image",
                         place->path);
    facs_env env = facs_env_resolve(place->env);
    tracked_video *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    made->layout = layout;
    const bool stated = layout->rate_num > 0 && layout->rate_den > 0;
    const facs_encode_options options = {.path = place->path,
                                         .width = layout->width,
                                         .height = layout->height,
                                         .rate_num = stated ? layout->rate_num : RATE,
                                         .rate_den = stated ? layout->rate_den : 1,
                                         .encoder = "mpeg4",
                                         .tag = "DIVX"};
    made->rate = (double)options.rate_num / options.rate_den;
    void *block = made;
    facs_status status = facs_encode_open(&env, &options, &made->encode, error);
    if (status == FACS_OK)
        *state = made;
    else
        abandon_video(&block);
    return status;
}

static facs_status write_video(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    tracked_video *to = state;
    facs_status status = facs_tracked_frame(&to->env, to->layout, result, &to->frame, error);
    if (status != FACS_OK)
        return status;
    facs_tracked_draw(to->layout, result, &to->frame);
    facs_tracked_rate(to->rate, &to->frame);
    const facs_image image = facs_pixels_view(&to->frame);
    to->frames++;
    return facs_encode_write(to->encode, &image, error);
}

static facs_status finish_video(void **state, facs_error *error)
{
    tracked_video *done = *state;
    facs_status status = done->frames > 0 ? facs_encode_finish(&done->encode, error) : FACS_OK;
    abandon_video(state);
    return status;
}

static const char *set_video_aside(void *state)
{
    return facs_encode_set_aside(((tracked_video *)state)->encode);
}

const facs_sink facs_sink_tracked_video = {.name = "tracked_video",
                                           .ending = ".avi",
                                           .meaning = "a video with what was found in it, drawn as OpenFace 2.2 does",
                                           .needs = FACS_SINK_PIXELS,
                                           .open = open_video,
                                           .write = write_video,
                                           .finish = finish_video,
                                           .set_aside = set_video_aside,
                                           .abandon = abandon_video};
