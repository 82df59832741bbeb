/* Aligned faces, a file for each, named as the reference does: frame_det_FF_NNNNNN.bmp (number of the face, of the frame)
 * in videos, face_det_NNNNNN.bmp (number of the face) in pictures; 24-bit BMP unless another kind is asked for
 * (docs/algorithm/output.md, Aligned faces). */
#include "image/image_kernels.h"
#include "media/still_write.h"
#include "sink/aligned_folder.h"
#include "sink/sink.h"

#include <stdio.h>

enum { NAME = 64 };

typedef struct aligned {
    facs_env env;
    facs_aligned_folder folder;
    const facs_layout *layout;
    const char *ending;
    facs_pixels grey;
    facs_still_file file;
} aligned;

static void release(aligned *old)
{
    facs_env env = old->env;
    facs_pixels_free(&env, &old->grey);
    facs_still_file_free(&env, &old->file);
    facs_free(&env, old);
}

static facs_status open_aligned(const facs_sink_place *place, void **state, facs_error *error)
{
    facs_env env = facs_env_resolve(place->env);
    aligned *made = facs_calloc(&env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", place->path);
    made->env = env;
    made->layout = place->layout;
    made->ending = place->layout->aligned.ending ? place->layout->aligned.ending : ".bmp";
    facs_status status = facs_aligned_folder_open(&env, place->path, &made->folder, error);
    if (status == FACS_OK)
        *state = made;
    else
        release(made);
    return status;
}

/* the face as it is kept; *status of making it grey */
static facs_view view_of(aligned *to, const uint8_t *bytes, facs_status *status)
{
    const int portrait = to->layout->aligned.portrait, side = portrait > 0 ? portrait : FACS_ALIGNED_SIDE;
    facs_view view = {.data = bytes, .width = side, .height = side, .channels = 3, .stride = 3 * (ptrdiff_t)side};
    if (!to->layout->aligned.grey)
        return view;
    *status = facs_pixels_resize(&to->env, &to->grey, side, side, 1);
    if (*status != FACS_OK)
        return view;
    const facs_image_kernels *kernels = facs_image_kernels_for(to->env.cpu);
    for (int row = 0; row < side; row++)
        kernels->grey_bgr(bytes + 3 * (size_t)row * (size_t)side, to->grey.data + row * to->grey.stride, (size_t)side);
    return (facs_view){.data = to->grey.data, .width = side, .height = side, .channels = 1, .stride = to->grey.stride};
}

static facs_status write_face(aligned *to, const char *name, const uint8_t *bytes, facs_error *error)
{
    facs_status status = FACS_OK;
    const facs_view view = view_of(to, bytes, &status);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory", to->folder.path);
    status = facs_still_write(&to->env, to->ending, &view, &to->file, error);
    return status == FACS_OK ? facs_aligned_folder_write(&to->folder, name, to->file.bytes, to->file.count, error)
                             : status;
}

static facs_status write_aligned(void *state, const facs_result *result, const char *picture, facs_error *error)
{
    (void)picture;
    aligned *to = state;
    facs_status status = FACS_OK;
    for (int i = 0; i < result->face_count && status == FACS_OK; i++) {
        const facs_look *look = facs_result_look(result, i);
        const facs_face *face = facs_result_face(result, i);
        const uint8_t *portrait = facs_result_portrait(result, i);
        char name[NAME];
        if (!look || (!face->success && to->layout->aligned.good_only))
            continue;
        if (to->layout->rows == FACS_ROWS_STILLS)
            snprintf(name, sizeof name, "face_det_%06d%s", face->face_id, to->ending);
        else
            snprintf(name, sizeof name, "frame_det_%02d_%06lld%s", face->face_id, (long long)result->frame, to->ending);
        status = write_face(to, name, portrait ? portrait : look->aligned, error);
    }
    return status;
}

static facs_status finish_aligned(void **state, facs_error *error)
{
    aligned *done = *state;
    *state = NULL;
    facs_status status = facs_aligned_folder_commit(&done->folder, error);
    release(done);
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
    release(lost);
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
