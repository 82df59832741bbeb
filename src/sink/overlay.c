/* A video with everything results say about its frames drawn on them (drawing/annotated.h), frame by frame at the times
 * of the source and with its sound. */
#include "drawing/annotated.h"
#include "media/encode.h"
#include "sink/sink.h"

enum { FACES_MOST = 4, WIDTH = 640, HEIGHT = 480 /* where the first picture of a folder cannot be read */ };

typedef struct overlay {
    facs_env env;
    const facs_sink_frames *frames;
    facs_annotated *annotated;
    facs_encode *encode;
    double last, gap; /* s: time of the frame before, and from the one before to it */
    int64_t count;
} overlay;

static void abandon_overlay(void **state)
{
    overlay *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_encode_abandon(&lost->encode);
    facs_annotated_free(&lost->annotated);
    facs_env env = lost->env;
    facs_free(&env, lost);
}

static facs_status open_encoder(overlay *made, const char *path, facs_error *error)
{
    const facs_sink_frames *frames = made->frames;
    facs_encode_options options = {.path = path,
                                   .rate_num = frames->rate_num,
                                   .rate_den = frames->rate_den,
                                   .tick_num = frames->tick_num,
                                   .tick_den = frames->tick_den,
                                   .aspect_num = frames->aspect_num,
                                   .aspect_den = frames->aspect_den,
                                   .viewing = true,
                                   .audio_from = frames->sound,
                                   .sound_from = frames->shown_start + frames->from,
                                   .threads = 1}; /* then the video does not depend on their number */
    facs_annotated_size(made->annotated, &options.width, &options.height);
    facs_status status = facs_encode_open(&made->env, &options, &made->encode, error);
    if (status == FACS_OK && frames->cut_sound)
        facs_encode_cut_sound(made->encode);
    return status;
}

static facs_status open_overlay(const facs_sink_place *place, void **state, facs_error *error)
{
    const facs_sink_frames *frames = place->frames;
    if (place->layout->rows == FACS_ROWS_STILLS || !frames)
        return facs_fail(error, FACS_E_ARGUMENT,
                         "%s: is a video, and the input is a picture by itself: name a .png file, or a folder for "
                         "several",
                         place->path);
    facs_env env = facs_env_resolve(place->env);
    overlay *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    made->frames = frames;
    const bool known = frames->width > 0, many = place->layout->rows == FACS_ROWS_MANY;
    const facs_annotated_options options = {.width = known ? frames->width : WIDTH,
                                            .height = known ? frames->height : HEIGHT,
                                            .camera = frames->camera,
                                            .au_count = frames->au_count,
                                            .au_names = frames->au_names,
                                            .faces = many ? FACES_MOST : 1,
                                            .slots = many,
                                            .provisional = frames->provisional,
                                            .numbers = true};
    void *block = made;
    facs_status status = facs_annotated_create(&env, &options, &made->annotated, error);
    if (status == FACS_OK)
        status = open_encoder(made, place->path, error);
    if (status == FACS_OK)
        *state = made;
    else
        abandon_overlay(&block);
    return status;
}

static facs_status draw_overlay(void *state, const facs_result *result, const facs_image *frame,
                                const facs_media_frame *at, facs_error *error)
{
    overlay *to = state;
    const facs_sink_frames *frames = to->frames;
    const facs_pixels *drawn = facs_annotated_draw(to->annotated, frame, result);
    const facs_image image = facs_pixels_view(drawn);
    const double seconds = at->shown > frames->from ? at->shown - frames->from : 0;
    to->gap = to->count > 0 ? seconds - to->last : 0;
    to->last = seconds;
    to->count++;
    if (frames->tick_num <= 0)
        return facs_encode_write(to->encode, &image, error);
    const bool as_before = (frames->last_repeats || !(at->duration > 0)) && to->gap > 0;
    return facs_encode_write_at(to->encode, &image, seconds, as_before ? to->gap : at->duration, error);
}

static facs_status finish_overlay(void **state, facs_error *error)
{
    overlay *done = *state;
    facs_status status = done->count > 0 ? facs_encode_finish(&done->encode, error) : FACS_OK;
    abandon_overlay(state);
    return status;
}

static const char *set_overlay_aside(void *state)
{
    overlay *part = state;
    facs_encode_cut_sound(part->encode);
    return facs_encode_set_aside(part->encode);
}

const facs_sink facs_sink_overlay = {.name = "overlay",
                                     .ending = ".mp4",
                                     .meaning = "the video with points, pose, gaze and action units drawn on it",
                                     .needs = FACS_SINK_SECOND_DECODE,
                                     .open = open_overlay,
                                     .draw = draw_overlay,
                                     .finish = finish_overlay,
                                     .set_aside = set_overlay_aside,
                                     .abandon = abandon_overlay};
