/* CEN patch experts: a binary file; docs/algorithm/file-formats.md, CEN file.
 *
 * Memory: the published files hold 60 to 154 MB of f32 weights, so the weights are not copied.  A file is mapped and its
 * matrices used where they lie; pages that were looked at go again.  Where that cannot be (matrices that are not f32 or not
 * on a 4-byte boundary, files that a caller reads) the file's block itself becomes storage[0], and each matrix is brought
 * to a 4-byte boundary and to f32 in its place.  There is always room for that, as a header of 12 bytes precedes the
 * elements and an element is not shorter than an f32.  storage[1] holds the layers of all experts. */
#include "model/patch_scale.h"

#include <string.h>

enum {
    RECORD_TAG = 6,
    LAYERS_MAX = 8,
    LAYER_BYTES_MIN = 4 + 2 * (12 + 4),
    OUTPUTS_MAX = 4096,
    IN_PLACE_BLOCK = 1024,
    LOOKED_AT = 4 << 20, /* bytes of a mapped file whose pages go together */
};

/* f32 elements of the matrix, moved to an aligned place inside the file's block */
static facs_status settle(facs_cursor *cursor, const char *what, facs_matrix_head *head, float **elements)
{
    if (head->type == 0)
        return facs_cursor_corrupt(cursor, head->offset + 8, "expected element type 5 (f32) in %s, found bytes", what);
    size_t count = (size_t)head->rows * (size_t)head->cols, size = head->type == 6 ? 8 : 4;
    if (cursor->map.bytes && (head->type != 5 || head->offset % 4 != 0))
        return FACS_AGAIN;
    size_t place = head->offset % 4 == 0 ? head->offset + 12 : (head->offset + 3) / 4 * 4;
    uint8_t *bytes = (uint8_t *)(uintptr_t)cursor->bytes;
    float *out = (float *)(void *)(bytes + place);
    /* Block by block, because source and destination overlap; the destination never overtakes the source. */
    for (size_t done = 0; done < count;) {
        float block[IN_PLACE_BLOCK];
        size_t now = count - done < IN_PLACE_BLOCK ? count - done : IN_PLACE_BLOCK;
        facs_matrix_head part = *head;
        part.rows = 1;
        part.cols = (int)now;
        part.elements = head->elements + done * size;
        part.offset = head->offset + done * size;
        facs_status status = facs_convert_f32(cursor, what, &part, block);
        if (status != FACS_OK)
            return status;
        if (head->type != 5 || (const uint8_t *)out != head->elements)
            memcpy(out + done, block, now * sizeof *block);
        done += now;
    }
    *elements = out;
    return FACS_OK;
}

static facs_status read_layer(facs_cursor *cursor, int inputs, facs_cen_layer *layer)
{
    facs_matrix_head bias, weights;
    size_t offset = cursor->at;
    int32_t activation = 0;
    facs_status status = facs_read_i32_range(cursor, "activation of a layer", 0, 15, &activation);
    if (status == FACS_OK)
        status = facs_read_vector_head(cursor, "bias of a layer", 0, &bias);
    if (status == FACS_OK)
        status = settle(cursor, "bias of a layer", &bias, &layer->bias);
    if (status != FACS_OK)
        return status;
    layer->activation = activation;
    layer->inputs = inputs;
    layer->outputs = bias.rows * bias.cols;
    if (layer->outputs > OUTPUTS_MAX)
        return facs_cursor_corrupt(cursor, offset, "expected a layer with at most %d outputs, found %d", OUTPUTS_MAX,
                                   layer->outputs);
    status = facs_read_matrix_head(cursor, "weights of a layer", layer->outputs, inputs, &weights);
    return status == FACS_OK ? settle(cursor, "weights of a layer", &weights, &layer->weights) : status;
}

static facs_status read_layers(facs_cursor *cursor, int count, facs_cen_expert *expert)
{
    int inputs = FACS_BLOCK;
    facs_status status = FACS_OK;
    for (int i = 0; status == FACS_OK && i < count; i++) {
        status = read_layer(cursor, inputs, &expert->layer[i]);
        inputs = expert->layer[i].outputs;
    }
    if (status == FACS_OK && inputs != 1)
        return facs_cursor_corrupt(cursor, cursor->at, "expected one output of the last layer, found %d", inputs);
    expert->layers = status == FACS_OK ? count : 0;
    return status;
}

static facs_status read_expert(facs_cursor *cursor, facs_cen_layer **layers, size_t *layers_left,
                               facs_cen_expert *expert)
{
    size_t offset = cursor->at;
    int32_t tag = 0, width = 0, height = 0, count = 0;
    facs_status status = facs_read_i32(cursor, "record tag of an expert", &tag);
    if (status == FACS_OK && tag != RECORD_TAG)
        return facs_cursor_corrupt(cursor, offset, "expected record tag %d of a CEN expert, found %d%s", RECORD_TAG,
                                   (int)tag, tag == 5 ? " (a CCNF expert)" : "");
    if (status == FACS_OK)
        status = facs_read_i32(cursor, "width of the support", &width);
    if (status == FACS_OK)
        status = facs_read_i32(cursor, "height of the support", &height);
    if (status == FACS_OK)
        status = facs_read_i32_range(cursor, "number of layers", 0, LAYERS_MAX, &count);
    if (status == FACS_OK)
        status = facs_patch_check_support(cursor, offset + 4, width, height);
    if (status == FACS_OK && (size_t)count > *layers_left)
        return facs_cursor_corrupt(cursor, cursor->at, "expected %d layers, found only %zu bytes more", (int)count,
                                   cursor->size - cursor->at);
    if (status == FACS_OK && count > 0) {
        expert->layer = *layers;
        *layers += count;
        *layers_left -= (size_t)count;
        status = read_layers(cursor, count, expert);
    }
    if (status == FACS_OK)
        status = facs_read_f64(cursor, "confidence of an expert", &expert->confidence);
    return status;
}

/* a table of `count` indices from 0 to count - 1 */
static facs_status read_mirror(const facs_env *env, facs_cursor *cursor, const char *what, int count, int32_t **table)
{
    facs_matrix_head head;
    facs_status status = facs_read_vector_head(cursor, what, count, &head);
    if (status != FACS_OK)
        return status;
    *table = facs_calloc(env, (size_t)count, sizeof **table);
    if (!*table)
        return facs_cursor_no_memory(cursor);
    status = facs_convert_i32(cursor, what, &head, *table);
    for (int i = 0; status == FACS_OK && i < count; i++)
        if ((*table)[i] < 0 || (*table)[i] >= count)
            status = facs_cursor_corrupt(cursor, head.offset, "expected %s from 0 to %d, found %d", what, count - 1,
                                         (int)(*table)[i]);
    return status;
}

static facs_status read_file(const facs_env *env, facs_cursor *cursor, facs_patch_scale *scale)
{
    facs_status status = facs_patch_read_head(env, cursor, scale);
    if (status == FACS_OK)
        status = read_mirror(env, cursor, "mirror landmarks", scale->n, &scale->mirror_landmark);
    if (status == FACS_OK)
        status = read_mirror(env, cursor, "mirror views", scale->views, &scale->mirror_view);
    if (status != FACS_OK)
        return status;
    size_t records = (size_t)scale->views * (size_t)scale->n;
    size_t layers_left = (cursor->size - cursor->at) / LAYER_BYTES_MIN;
    if (layers_left > records * LAYERS_MAX)
        layers_left = records * LAYERS_MAX;
    facs_cen_layer *layers = facs_calloc(env, layers_left, sizeof *layers);
    scale->storage[1] = layers;
    scale->cen = facs_calloc(env, records, sizeof *scale->cen);
    if (!layers || !scale->cen)
        return facs_cursor_no_memory(cursor);
    size_t looked = 0;
    for (size_t i = 0; status == FACS_OK && i < records; i++) {
        status = read_expert(cursor, &layers, &layers_left, &scale->cen[i]);
        if (cursor->map.bytes && (cursor->at >= looked + LOOKED_AT || i == records - 1)) {
            facs_file_map_release(&cursor->map, looked, cursor->at);
            looked = cursor->at;
        }
    }
    if (status == FACS_OK)
        status = facs_expect_end(cursor);
    if (status == FACS_OK) { /* the experts point into the file's bytes */
        if (cursor->map.bytes)
            scale->file = cursor->map;
        else
            scale->storage[0] = (void *)(uintptr_t)cursor->bytes;
        cursor->map = (facs_file_map){0};
        cursor->bytes = NULL;
    }
    return status;
}

facs_status facs_cen_load(const facs_env *env, const char *path, int n, facs_patch_scale *scale, facs_error *error)
{
    return facs_patch_load(env, path, "CEN patch experts", true, read_file, FACS_PATCH_CEN, n, scale, error);
}
