/* FHOG descriptors in the reference's .hog format: a record for each row of the CSV, nothing else, all little endian
 * (docs/algorithm/output.md, HOG files).
 *
 *     i32 12, i32 12, i32 31    columns, rows, channels
 *     f32 1 or -1               the face was tracked
 *     f32 x 4464                (row * 12 + column) * 31 + channel; zeros in a frame of a video without the face
 *
 * Records do not wait for the end of the video. */
#include "sink/output.h"
#include "sink/sink.h"

#include <string.h>

enum { SIDE = 12, CHANNELS = 31 };
_Static_assert(SIDE *SIDE *CHANNELS == FACS_FHOG_SIZE, "cells of a descriptor");

typedef struct record {
    int32_t columns, rows, channels;
    float tracked;
    float fhog[FACS_FHOG_SIZE];
} record;

typedef struct hog {
    facs_env env;
    facs_result_file *file;
    record record;
} hog;

static void release(hog *made)
{
    facs_env env = made->env;
    facs_free(&env, made);
}

static facs_status open_hog(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_env env = facs_env_resolve(place->env);
    hog *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", facs_output_name(place->path));
    made->env = env;
    facs_status status = facs_output_open(&env, place->path, &made->file, error);
    if (status == FACS_OK)
        *state = made;
    else
        release(made);
    return status;
}

static facs_status write_hog(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    hog *to = state;
    facs_status status = FACS_OK;
    for (int i = 0; i < result->face_count && status == FACS_OK; i++) {
        const facs_look *look = facs_result_look(result, i);
        to->record = (record){.columns = SIDE,
                              .rows = SIDE,
                              .channels = CHANNELS,
                              .tracked = facs_result_face(result, i)->success ? 1.0f : -1.0f};
        if (look)
            memcpy(to->record.fhog, look->fhog, sizeof look->fhog);
        status = facs_output_write(to->file, (const char *)&to->record, sizeof to->record, error);
    }
    return status;
}

static facs_status finish_hog(void **state, facs_error *error)
{
    hog *done = *state;
    *state = NULL;
    facs_status status = facs_output_commit(&done->file, error);
    release(done);
    return status;
}

static const char *set_hog_aside(void *state)
{
    return facs_output_set_aside(((hog *)state)->file);
}

static void abandon_hog(void **state)
{
    hog *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_output_abandon(&lost->file);
    release(lost);
}

const facs_sink facs_sink_hog = {.name = "hog",
                                 .ending = ".hog",
                                 .meaning = "FHOG descriptors of the aligned faces, OpenFace 2.2's format",
                                 .needs = FACS_SINK_DESCRIPTORS,
                                 .file_per_picture = true,
                                 .open = open_hog,
                                 .write = write_hog,
                                 .finish = finish_hog,
                                 .set_aside = set_hog_aside,
                                 .abandon = abandon_hog};
