/* MediaPipe's face landmarker: a zip archive, not compressed, of networks in the TFLite format;
 * docs/algorithm/open-pipeline.md, MediaPipe's networks. */
#include "model/matrix_reader.h"
#include "model/readers.h"
#include "nn/net_graph.h"
#include "nn/tflite.h"

#include <stdio.h>
#include <string.h>

enum { DIRECTORY_END = 22, ENTRY = 46, MEMBER = 30, COMMENT_MAX = 65535, STORED = 0, NAME_BYTES = 512 };

static uint32_t u16(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8;
}

static uint32_t u32(const uint8_t *bytes)
{
    return u16(bytes) | u16(bytes + 2) << 16;
}

static bool has(const facs_cursor *cursor, size_t at, size_t count)
{
    return at <= cursor->size && count <= cursor->size - at;
}

/* *at = where the archive's directory begins */
static facs_status find_directory(const facs_cursor *cursor, size_t *at, uint32_t *entries)
{
    const size_t size = cursor->size;
    for (size_t back = DIRECTORY_END; back <= size && back <= DIRECTORY_END + COMMENT_MAX; back++) {
        const uint8_t *end = cursor->bytes + size - back;
        if (memcmp(end, "PK\5\6", 4) != 0)
            continue;
        *entries = u16(end + 10);
        *at = u32(end + 16);
        return FACS_OK;
    }
    return facs_cursor_corrupt(cursor, 0, "expected a zip archive (face_landmarker.task), found something else");
}

/* The member called `name`. */
static facs_status find_member(const facs_cursor *cursor, const char *name, const uint8_t **bytes, size_t *size)
{
    size_t at = 0, length = strlen(name);
    uint32_t entries = 0;
    facs_status status = find_directory(cursor, &at, &entries);
    for (uint32_t i = 0; status == FACS_OK && i < entries; i++) {
        const uint8_t *entry = cursor->bytes + (at < cursor->size ? at : 0);
        if (!has(cursor, at, ENTRY) || memcmp(entry, "PK\1\2", 4) != 0 || !has(cursor, at + ENTRY, u16(entry + 28)))
            return facs_cursor_corrupt(cursor, at, "expected entry %lu of the archive's directory, found none",
                                       (unsigned long)i);
        if (u16(entry + 28) != length || memcmp(entry + ENTRY, name, length) != 0) {
            at += ENTRY + u16(entry + 28) + u16(entry + 30) + u16(entry + 32);
            continue;
        }
        const size_t member = u32(entry + 42), count = u32(entry + 24);
        if (u16(entry + 10) != STORED || u32(entry + 20) != count)
            return facs_fail(
                cursor->error, FACS_E_UNSUPPORTED,
                "%s: at byte %zu: expected %s not to be compressed, found that it is; use the file as it was "
                "published",
                cursor->path, at, name);
        if (!has(cursor, member, MEMBER) || memcmp(cursor->bytes + member, "PK\3\4", 4) != 0)
            return facs_cursor_corrupt(cursor, member, "expected %s, found something else", name);
        const size_t start = member + MEMBER + u16(cursor->bytes + member + 26) + u16(cursor->bytes + member + 28);
        if (!has(cursor, start, count))
            return facs_cursor_corrupt(cursor, start, "expected %zu bytes of %s, found the end of the file", count,
                                       name);
        *bytes = cursor->bytes + start;
        *size = count;
        return FACS_OK;
    }
    return status == FACS_OK ? facs_cursor_corrupt(cursor, 0, "expected %s in the archive, found none", name) : status;
}

static facs_status read_net(const facs_env *env, const facs_cursor *cursor, const char *name,
                            const facs_net_shape *input, facs_net **net)
{
    const uint8_t *bytes = NULL;
    size_t size = 0;
    char where[NAME_BYTES];
    facs_status status = find_member(cursor, name, &bytes, &size);
    if (status != FACS_OK)
        return status;
    snprintf(where, sizeof where, "%s: %s", cursor->path, name);
    status = facs_tflite_read(env, bytes, size, where, net, cursor->error);
    if (status != FACS_OK)
        return status;
    const facs_net_shape shape = facs_net_input_shape(*net);
    if ((int64_t)shape.rows * shape.cols * shape.channels != (int64_t)input->rows * input->cols * input->channels)
        return facs_cursor_corrupt(cursor, 0, "expected %s to take %d x %d x %d numbers, found %d x %d x %d", name,
                                   input->rows, input->cols, input->channels, shape.rows, shape.cols, shape.channels);
    return FACS_OK;
}

facs_status facs_mediapipe_load(const facs_env *env, const char *path, facs_mediapipe_model **model, facs_error *error)
{
    static const facs_net_shape detector = {128, 128, 3}, mesh = {256, 256, 3}, shapes = {1, 146, 2};
    facs_cursor cursor;
    facs_status status = facs_cursor_open(env, path, "MediaPipe's face landmarker", true, &cursor, error);
    if (status != FACS_OK)
        return status;
    facs_mediapipe_model *made = facs_calloc(env, 1, sizeof *made);
    status = made ? FACS_OK : facs_cursor_no_memory(&cursor);
    if (status == FACS_OK)
        status = read_net(env, &cursor, "face_detector.tflite", &detector, &made->detector);
    if (status == FACS_OK)
        status = read_net(env, &cursor, "face_landmarks_detector.tflite", &mesh, &made->mesh);
    if (status == FACS_OK)
        status = read_net(env, &cursor, "face_blendshapes.tflite", &shapes, &made->shapes);
    facs_cursor_close(env, &cursor);
    if (status == FACS_OK)
        *model = made;
    else
        facs_mediapipe_free(env, &made);
    return status;
}

void facs_mediapipe_adopt(const facs_env *env, facs_mediapipe_model *model)
{
    model->detector->env = model->mesh->env = model->shapes->env = *env;
}

void facs_mediapipe_free(const facs_env *env, facs_mediapipe_model **model)
{
    facs_mediapipe_model *old = *model;
    *model = NULL;
    if (!old)
        return;
    facs_net_free(&old->detector);
    facs_net_free(&old->mesh);
    facs_net_free(&old->shapes);
    facs_free(env, old);
}
