/* Faces from the outputs of RetinaFace; see retinaface_faces.h.
 *
 * The picture is not resized.  At each place of three grids, of 1/8, 1/16 and 1/32 of the picture, there are two square
 * anchors.  An anchor is worked out from its number, and only for those with a score above the threshold: of some ten
 * thousand a few dozen.  docs/algorithm/retinaface.md. */
#include "detect/retinaface/retinaface_faces.h"

#include <math.h>
#include <string.h>

enum { LEVELS = 3, PER_PLACE = 2, FIRST_ROOM = 256 };
static const struct {
    int stride, side[PER_PLACE];
} levels[LEVELS] = {{8, {16, 32}}, {16, {64, 128}}, {32, {256, 512}}};
static const double place_variance = 0.1, size_variance = 0.2;
static const float mean[3] = {104, 117, 123};

struct facs_retinaface_finder {
    facs_env env;
    facs_onnx_state *net;
    float *input;
    int64_t input_room;
    facs_retinaface_face *list;
    int room;
};

/* ---- anchors ---- */

static int cells(int length, int stride)
{
    return (length + stride - 1) / stride;
}

int facs_retinaface_anchors(int width, int height)
{
    int count = 0;
    for (int i = 0; i < LEVELS; i++)
        count += PER_PLACE * cells(width, levels[i].stride) * cells(height, levels[i].stride);
    return count;
}

facs_retinaface_anchor facs_retinaface_anchor_at(int width, int height, int index)
{
    int level = 0;
    for (; level < LEVELS - 1; level++) {
        const int count = PER_PLACE * cells(width, levels[level].stride) * cells(height, levels[level].stride);
        if (index < count)
            break;
        index -= count;
    }
    const int stride = levels[level].stride, columns = cells(width, stride), place = index / PER_PLACE;
    const int row = place / columns, column = place % columns;
    return (facs_retinaface_anchor){
        .x = (column + 0.5) * stride, .y = (row + 0.5) * stride, .side = levels[level].side[index % PER_PLACE]};
}

/* ---- input ---- */

void facs_retinaface_input(const facs_view *bgr, float *values)
{
    const ptrdiff_t width = bgr->width, plane = width * bgr->height;
    for (int y = 0; y < bgr->height; y++) {
        const uint8_t *restrict from = bgr->data + y * bgr->stride;
        for (int c = 0; c < 3; c++) {
            float *restrict to = values + c * plane + y * width;
            const float less = mean[c];
            for (ptrdiff_t x = 0; x < width; x++)
                to[x] = (float)from[3 * x + c] - less;
        }
    }
}

static facs_status make_input(facs_retinaface_finder *finder, const facs_image *bgr, facs_error *error)
{
    const int64_t needed = (int64_t)3 * bgr->width * bgr->height;
    if (needed > finder->input_room) {
        facs_free(&finder->env, finder->input);
        finder->input_room = 0;
        finder->input = facs_calloc(&finder->env, (size_t)needed, sizeof *finder->input);
        if (!finder->input)
            return facs_fail(error, FACS_E_MEMORY, "out of memory for a picture of %d x %d pixels", bgr->width,
                             bgr->height);
        finder->input_room = needed;
    }
    const facs_view view = facs_image_need_all(bgr);
    facs_retinaface_input(&view, finder->input);
    return FACS_OK;
}

/* ---- outputs ---- */

static facs_retinaface_face decode(const facs_retinaface_anchor *anchor, const float box[4], const float points[10])
{
    const double step = place_variance * anchor->side;
    const double x = anchor->x + (double)box[0] * step, y = anchor->y + (double)box[1] * step;
    const double width = anchor->side * exp(size_variance * (double)box[2]);
    const double height = anchor->side * exp(size_variance * (double)box[3]);
    facs_retinaface_face face = {.x0 = (float)(x - width / 2),
                                 .y0 = (float)(y - height / 2),
                                 .x1 = (float)(x + width / 2),
                                 .y1 = (float)(y + height / 2)};
    for (int k = 0; k < 5; k++) {
        face.point[k][0] = (float)(anchor->x + (double)points[2 * k] * step);
        face.point[k][1] = (float)(anchor->y + (double)points[2 * k + 1] * step);
    }
    return face;
}

/* Outputs may be anything that floats can be. */
static bool is_box(const facs_retinaface_face *face)
{
    return isfinite(face->x0) && isfinite(face->y0) && isfinite(face->x1) && isfinite(face->y1) &&
           face->x1 > face->x0 && face->y1 > face->y0;
}

static facs_status make_room(facs_retinaface_finder *finder, facs_error *error)
{
    const int room = finder->room ? 2 * finder->room : FIRST_ROOM;
    facs_retinaface_face *list = facs_calloc(&finder->env, (size_t)room, sizeof *list);
    if (!list)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    if (finder->room)
        memcpy(list, finder->list, (size_t)finder->room * sizeof *list);
    facs_free(&finder->env, finder->list);
    finder->list = list;
    finder->room = room;
    return FACS_OK;
}

static facs_status collect(facs_retinaface_finder *finder, int width, int height, float least, int *count,
                           facs_error *error)
{
    static const int64_t values[FACS_RETINAFACE_OUTPUTS] = {4, 2, 10};
    const float *out[FACS_RETINAFACE_OUTPUTS];
    const int anchors = facs_retinaface_anchors(width, height);
    for (int i = 0; i < FACS_RETINAFACE_OUTPUTS; i++) {
        const facs_onnx_tensor *tensor = facs_onnx_output(finder->net, i);
        if (tensor->rank != 3 || tensor->size[0] != 1 || tensor->size[1] != anchors || tensor->size[2] != values[i])
            return facs_fail(error, FACS_E_MODEL_CORRUPT,
                             "RetinaFace: output %d of a picture of %d x %d pixels has another size than 1 x %d x %d: "
                             "another network?",
                             i, width, height, anchors, (int)values[i]);
        out[i] = tensor->values;
    }
    *count = 0;
    for (int i = 0; i < anchors; i++) {
        const float score = out[FACS_RETINAFACE_SCORES][2 * i + 1];
        if (!(score > least))
            continue;
        const facs_retinaface_anchor anchor = facs_retinaface_anchor_at(width, height, i);
        facs_retinaface_face face =
            decode(&anchor, out[FACS_RETINAFACE_BOXES] + 4 * i, out[FACS_RETINAFACE_POINTS] + 10 * i);
        face.score = score;
        face.anchor = i;
        if (!is_box(&face))
            continue;
        if (*count == finder->room) {
            facs_status status = make_room(finder, error);
            if (status != FACS_OK)
                return status;
        }
        finder->list[(*count)++] = face;
    }
    return FACS_OK;
}

/* ---- one box a face ---- */

static bool comes_first(const facs_retinaface_face *a, const facs_retinaface_face *b)
{
    return a->score > b->score || (a->score == b->score && a->anchor < b->anchor);
}

static void sink_last(facs_retinaface_face *heap, int place, int count)
{
    const facs_retinaface_face moved = heap[place];
    for (int child; (child = 2 * place + 1) < count; place = child) {
        if (child + 1 < count && comes_first(&heap[child], &heap[child + 1]))
            child++;
        if (!comes_first(&moved, &heap[child]))
            break;
        heap[place] = heap[child];
    }
    heap[place] = moved;
}

/* heap sort: no memory, no bad case; no two are equal */
static void sort(facs_retinaface_face *list, int count)
{
    for (int i = count / 2 - 1; i >= 0; i--)
        sink_last(list, i, count);
    for (int last = count - 1; last > 0; last--) {
        const facs_retinaface_face first = list[0];
        list[0] = list[last];
        list[last] = first;
        sink_last(list, 0, last);
    }
}

/* pixels between two edges, both of them counted */
static double extent(double low, double high)
{
    return high - low + 1 > 0 ? high - low + 1 : 0;
}

static double overlap_of(const facs_retinaface_face *a, const facs_retinaface_face *b)
{
    const double common = extent(fmax((double)a->x0, (double)b->x0), fmin((double)a->x1, (double)b->x1)) *
                          extent(fmax((double)a->y0, (double)b->y0), fmin((double)a->y1, (double)b->y1));
    const double both = extent((double)a->x0, (double)a->x1) * extent((double)a->y0, (double)a->y1) +
                        extent((double)b->x0, (double)b->x1) * extent((double)b->y0, (double)b->y1);
    return common / (both - common);
}

int facs_retinaface_suppress(facs_retinaface_face *list, int count, float overlap)
{
    int kept = 0;
    sort(list, count);
    for (int i = 0; i < count; i++) {
        bool known = false;
        for (int k = 0; k < kept && !known; k++)
            known = overlap_of(&list[i], &list[k]) > (double)overlap;
        if (!known)
            list[kept++] = list[i];
    }
    return kept;
}

facs_status facs_retinaface_find(facs_retinaface_finder *finder, const facs_image *bgr, float least, float overlap,
                                 const facs_retinaface_face **faces, int *count, facs_error *error)
{
    facs_status status = make_input(finder, bgr, error);
    if (status != FACS_OK)
        return status;
    const facs_onnx_tensor input = {.rank = 4, .size = {1, 3, bgr->height, bgr->width}, .values = finder->input};
    int found = 0;
    status = facs_onnx_run(finder->net, &input, 1, error);
    if (status == FACS_OK)
        status = collect(finder, bgr->width, bgr->height, least, &found, error);
    if (status != FACS_OK)
        return status;
    *count = facs_retinaface_suppress(finder->list, found, overlap);
    *faces = finder->list;
    return FACS_OK;
}

/* ---- life ---- */

facs_status facs_retinaface_finder_create(const facs_env *env, const facs_onnx *net, facs_retinaface_finder **finder,
                                          facs_error *error)
{
    static const int outputs[FACS_RETINAFACE_OUTPUTS] = {FACS_RETINAFACE_BOXES, FACS_RETINAFACE_SCORES,
                                                         FACS_RETINAFACE_POINTS};
    facs_env full = facs_env_resolve(env);
    facs_retinaface_finder *made = facs_calloc(&full, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for the face detector");
    made->env = full;
    facs_status status = facs_onnx_create_state(&full, net, outputs, FACS_RETINAFACE_OUTPUTS, &made->net, error);
    if (status == FACS_OK)
        status = make_room(made, error);
    if (status == FACS_OK)
        *finder = made;
    else
        facs_retinaface_finder_destroy(&made);
    return status;
}

void facs_retinaface_finder_destroy(facs_retinaface_finder **finder)
{
    facs_retinaface_finder *old = *finder;
    *finder = NULL;
    if (!old)
        return;
    facs_env env = old->env;
    facs_onnx_destroy_state(&old->net);
    facs_free(&env, old->input);
    facs_free(&env, old->list);
    facs_free(&env, old);
}
