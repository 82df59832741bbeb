/* A result and its faces: one block for all of them, slots first, then the arrays. */
#include "result/face_store.h"

#include <math.h>
#include <string.h>

enum { COORDINATES_2D = 2, COORDINATES_3D = 3 };

void facs_face_store_init(facs_face_store *store, const facs_env *env, const facs_face_shape *shape)
{
    *store = (facs_face_store){.result = {.size = sizeof store->result}, .env = *env};
    if (shape)
        store->shape = *shape;
}

static size_t floats_of(const facs_face_shape *shape)
{
    return (size_t)(COORDINATES_2D + COORDINATES_3D) * ((size_t)shape->landmarks + (size_t)shape->eye_landmarks) +
           (size_t)shape->modes + (size_t)COORDINATES_2D * (size_t)shape->landmarks_98 + (size_t)shape->likelihoods;
}

static size_t mesh_floats(const facs_face_shape *shape)
{
    _Static_assert(_Alignof(facs_mesh) == _Alignof(float), "a mesh lies behind the floats of its face");
    return shape->mesh ? sizeof(facs_mesh) / sizeof(float) : 0;
}

static size_t look_floats(const facs_face_shape *shape)
{
    _Static_assert(_Alignof(facs_look) == _Alignof(float) && sizeof(facs_look) % sizeof(float) == 0, "so does a look");
    return shape->look ? sizeof(facs_look) / sizeof(float) : 0;
}

static size_t portrait_floats(const facs_face_shape *shape)
{
    const size_t side = (size_t)shape->portrait;
    return (3 * side * side + sizeof(float) - 1) / sizeof(float);
}

static size_t doubles_of(const facs_face_shape *shape)
{
    return (size_t)shape->au_r + (size_t)shape->au_c + (size_t)shape->emotions + 2 * (size_t)shape->au_raw;
}

static float *take_floats(float **at, int count)
{
    float *start = *at;
    *at += count;
    return start;
}

static void lay_out(facs_face_slot *slot, const facs_face_shape *shape, double *doubles, float *floats)
{
    slot->shape = *shape;
    slot->mesh = shape->mesh ? (facs_mesh *)(void *)(floats + floats_of(shape)) : NULL;
    slot->look = shape->look ? (facs_look *)(void *)(floats + floats_of(shape) + mesh_floats(shape)) : NULL;
    slot->portrait =
        shape->portrait > 0 ? (uint8_t *)(floats + floats_of(shape) + mesh_floats(shape) + look_floats(shape)) : NULL;
    slot->au_r = doubles;
    slot->au_c = doubles + shape->au_r;
    slot->emotion = slot->au_c + shape->au_c;
    slot->au_raw = slot->emotion + shape->emotions;
    slot->au_baseline = slot->au_raw + shape->au_raw;
    slot->landmarks = take_floats(&floats, COORDINATES_2D * shape->landmarks);
    slot->landmarks_3d = take_floats(&floats, COORDINATES_3D * shape->landmarks);
    slot->eye_landmarks = take_floats(&floats, COORDINATES_2D * shape->eye_landmarks);
    slot->eye_landmarks_3d = take_floats(&floats, COORDINATES_3D * shape->eye_landmarks);
    slot->landmarks_98 = take_floats(&floats, COORDINATES_2D * shape->landmarks_98);
    slot->likelihood = take_floats(&floats, shape->likelihoods);
    slot->params_local = floats;
}

/* the face shows the arrays of its slot */
static void show_arrays(facs_face_slot *slot)
{
    facs_face *face = &slot->face;
    face->landmark_count = slot->shape.landmarks;
    face->landmarks = slot->landmarks;
    face->landmarks_3d = slot->landmarks_3d;
    face->eye_landmark_count = slot->shape.eye_landmarks;
    face->eye_landmarks = slot->eye_landmarks;
    face->eye_landmarks_3d = slot->eye_landmarks_3d;
    face->mode_count = slot->shape.modes;
    face->params_local = slot->params_local;
    face->au_r_count = slot->shape.au_r;
    face->au_r = slot->au_r;
    face->au_c_count = slot->shape.au_c;
    face->au_c = slot->au_c;
    face->landmark_98_count = slot->shape.landmarks_98;
    face->landmarks_98 = slot->landmarks_98;
    face->emotion_count = slot->shape.emotions;
    face->emotion = slot->emotion;
    face->likelihood_count = slot->shape.likelihoods;
    face->likelihood = slot->likelihood;
    face->au_raw_count = slot->shape.au_raw;
    face->au_raw = slot->au_raw;
    face->au_baseline = slot->au_baseline;
}

/* all floats of a face are neighbours, and so are its doubles */
static size_t float_bytes(const facs_face_slot *slot)
{
    return floats_of(&slot->shape) * sizeof(float);
}

static size_t double_bytes(const facs_face_slot *slot)
{
    return doubles_of(&slot->shape) * sizeof(double);
}

void facs_face_slot_clear(facs_face_slot *slot)
{
    slot->face = (facs_face){.size = sizeof slot->face, .track = -1, .person = -1, .gaze_screen = {NAN, NAN}};
    slot->has_mesh = slot->has_look = false;
    memset(slot->box, 0, sizeof slot->box);
    memset(slot->hidden, 0, sizeof slot->hidden);
    show_arrays(slot);
    memset(slot->landmarks, 0, float_bytes(slot));
    memset(slot->au_r, 0, double_bytes(slot));
}

static void copy_slot(const facs_face_slot *from, facs_face_slot *to)
{
    to->face = from->face;
    show_arrays(to);
    memcpy(to->landmarks, from->landmarks, float_bytes(from));
    memcpy(to->au_r, from->au_r, double_bytes(from));
}

size_t facs_face_bytes(const facs_face_shape *shape)
{
    const size_t step = sizeof(double), floats = floats_of(shape) * sizeof(float);
    return sizeof(facs_face) + doubles_of(shape) * sizeof(double) + (floats + step - 1) / step * step;
}

void facs_face_pack(const facs_face_slot *slot, void *bytes)
{
    char *at = bytes;
    memcpy(at, &slot->face, sizeof slot->face);
    memcpy(at + sizeof slot->face, slot->au_r, double_bytes(slot));
    memcpy(at + sizeof slot->face + double_bytes(slot), slot->landmarks, float_bytes(slot));
}

void facs_face_unpack(const void *bytes, facs_face_slot *slot)
{
    const char *at = bytes;
    memcpy(&slot->face, at, sizeof slot->face);
    memcpy(slot->au_r, at + sizeof slot->face, double_bytes(slot));
    memcpy(slot->landmarks, at + sizeof slot->face + double_bytes(slot), float_bytes(slot));
    show_arrays(slot); /* not those of the face that was packed */
}

facs_status facs_face_store_resize(facs_face_store *store, int count, facs_error *error)
{
    const facs_face_shape *shape = &store->shape;
    if (count > store->capacity) {
        const size_t floats = floats_of(shape) + mesh_floats(shape) + look_floats(shape) + portrait_floats(shape);
        const size_t doubles = doubles_of(shape), faces = (size_t)count;
        facs_face_slot *slots =
            facs_calloc(&store->env, faces, sizeof *slots + doubles * sizeof(double) + floats * sizeof(float));
        if (!slots)
            return facs_fail(error, FACS_E_MEMORY, "out of memory for %d faces", count);
        facs_free(&store->env, store->slots);
        store->slots = slots;
        store->capacity = count;
        double *first_double = (double *)(void *)(slots + faces);
        float *first_float = (float *)(void *)(first_double + faces * doubles);
        for (size_t i = 0; i < faces; i++)
            lay_out(&slots[i], shape, first_double + i * doubles, first_float + i * floats);
    }
    for (int i = 0; i < count; i++)
        facs_face_slot_clear(&store->slots[i]);
    store->result.face_count = count;
    return FACS_OK;
}

void facs_face_store_free(facs_face_store *store)
{
    facs_free(&store->env, store->slots);
    facs_pixels_free(&store->env, &store->picture);
    store->slots = NULL;
    store->has_picture = false;
    store->capacity = store->result.face_count = 0;
}

const facs_face *facs_result_face(const facs_result *result, int index)
{
    const facs_face_store *store = (const facs_face_store *)result;
    return result && index >= 0 && index < result->face_count ? &store->slots[index].face : NULL;
}

void facs_result_set_gaze_screen(facs_result *result, int index, float x, float y)
{
    facs_face *face = &((facs_face_store *)result)->slots[index].face;
    face->gaze_screen[0] = x;
    face->gaze_screen[1] = y;
}

const facs_look *facs_result_look(const facs_result *result, int index)
{
    const facs_face_slot *slot = &((const facs_face_store *)result)->slots[index];
    return slot->has_look ? slot->look : NULL;
}

const uint8_t *facs_result_portrait(const facs_result *result, int index)
{
    const facs_face_slot *slot = &((const facs_face_store *)result)->slots[index];
    return slot->has_look ? slot->portrait : NULL;
}

bool facs_result_hidden(const facs_result *result, int index, int landmark)
{
    enum { BITS = 64 };
    const facs_face_slot *slot = &((const facs_face_store *)result)->slots[index];
    return landmark < 2 * BITS && (slot->hidden[landmark / BITS] >> landmark % BITS & 1) != 0;
}

const facs_pixels *facs_result_picture(const facs_result *result)
{
    const facs_face_store *store = (const facs_face_store *)result;
    return store->has_picture ? &store->picture : NULL;
}

facs_status facs_result_copy(const facs_result *result, facs_result **copy)
{
    if (!result || !copy)
        return FACS_E_ARGUMENT;
    const facs_face_store *from = (const facs_face_store *)result;
    facs_face_store *made = facs_calloc(&from->env, 1, sizeof *made);
    if (!made)
        return FACS_E_MEMORY;
    facs_face_shape shape = from->shape;
    shape.look = false; /* not copied: no room for these */
    shape.portrait = 0;
    facs_face_store_init(made, &from->env, &shape);
    facs_status status = facs_face_store_resize(made, result->face_count, NULL);
    if (status != FACS_OK) {
        facs_free(&from->env, made);
        return status;
    }
    made->result = *result;
    for (int i = 0; i < result->face_count; i++)
        copy_slot(&from->slots[i], &made->slots[i]);
    *copy = &made->result;
    return FACS_OK;
}

void facs_result_destroy(facs_result **result)
{
    if (!result || !*result)
        return;
    facs_face_store *store = (facs_face_store *)*result;
    *result = NULL;
    facs_env env = store->env;
    facs_face_store_free(store);
    facs_free(&env, store);
}
