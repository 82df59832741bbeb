/* Aligned faces, a file for each, named and stored as the reference does: 24-bit BMP, frame_det_FF_NNNNNN.bmp (number of
 * the face, of the frame) in videos, face_det_NNNNNN.bmp (number of the face) in pictures
 * (docs/algorithm/output.md, Aligned faces). */
#include "sink/aligned_folder.h"
#include "sink/sink.h"

#include <stdio.h>
#include <string.h>

enum {
    SIDE = FACS_ALIGNED_SIDE,
    ROW = 3 * SIDE, /* a multiple of 4, as the format wants */
    FILE_HEADER = 14,
    INFO_HEADER = 40,
    HEADER = FILE_HEADER + INFO_HEADER,
    BYTES = HEADER + SIDE * ROW,
    BITS = 24,
    NAME = 64,
};
_Static_assert(ROW % 4 == 0, "rows of a BMP file need no filling");

typedef struct aligned {
    facs_env env;
    facs_aligned_folder folder;
    bool stills;
    uint8_t bytes[BYTES];
} aligned;

static void put_u32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* what all of them begin with */
static void put_header(uint8_t *at)
{
    memset(at, 0, HEADER);
    memcpy(at, "BM", 2);
    put_u32(at + 2, BYTES);
    put_u32(at + 10, HEADER);
    put_u32(at + FILE_HEADER, INFO_HEADER);
    put_u32(at + FILE_HEADER + 4, SIDE);
    put_u32(at + FILE_HEADER + 8, SIDE);
    put_u32(at + FILE_HEADER + 12, 1 | BITS << 16); /* planes, bits of a pixel */
}

static facs_status open_aligned(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_env env = facs_env_resolve(place->env);
    aligned *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    made->stills = place->layout->rows == FACS_ROWS_STILLS;
    put_header(made->bytes);
    facs_status status = facs_aligned_folder_open(&env, place->path, &made->folder, error);
    if (status == FACS_OK)
        *state = made;
    else
        facs_free(&env, made);
    return status;
}

static facs_status write_aligned(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    aligned *to = state;
    facs_status status = FACS_OK;
    for (int i = 0; i < result->face_count && status == FACS_OK; i++) {
        const facs_look *look = facs_result_look(result, i);
        const int face = facs_result_face(result, i)->face_id;
        char name[NAME];
        if (to->stills)
            snprintf(name, sizeof name, "face_det_%06d.bmp", face);
        else
            snprintf(name, sizeof name, "frame_det_%02d_%06lld.bmp", face, (long long)result->frame);
        for (int row = 0; look && row < SIDE; row++) /* from the last one up */
            memcpy(to->bytes + HEADER + (size_t)row * ROW, look->aligned + (size_t)(SIDE - 1 - row) * ROW, ROW);
        if (look)
            status = facs_aligned_folder_write(&to->folder, name, to->bytes, BYTES, error);
    }
    return status;
}

static facs_status finish_aligned(void **state, facs_error *error)
{
    aligned *done = *state;
    *state = NULL;
    facs_status status = facs_aligned_folder_commit(&done->folder, error);
    facs_env env = done->env;
    facs_free(&env, done);
    return status;
}

static const char *set_aligned_aside(void *state)
{
    return facs_aligned_folder_set_aside(&((aligned *)state)->folder);
}

static void abandon_aligned(void **state)
{
    aligned *lost = *state;
    *state = NULL;
    if (!lost)
        return;
    facs_aligned_folder_abandon(&lost->folder);
    facs_env env = lost->env;
    facs_free(&env, lost);
}

const facs_sink facs_sink_aligned = {.name = "aligned",
                                     .ending = "_aligned",
                                     .meaning =
                                         "a folder of aligned faces, one BMP file for each, named as OpenFace does",
                                     .needs = FACS_SINK_DESCRIPTORS,
                                     .file_per_picture = true,
                                     .open = open_aligned,
                                     .write = write_aligned,
                                     .finish = finish_aligned,
                                     .set_aside = set_aligned_aside,
                                     .abandon = abandon_aligned};
