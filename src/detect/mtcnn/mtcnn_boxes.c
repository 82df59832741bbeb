/* Geometry of the face detector (docs/algorithm/face-detection.md): pyramid levels, boxes of heat-map pixels,
 * regression, squaring, the final box and the choice of one face.
 *
 * A heat-map pixel (x, y) of a level with scale s sees 12 pixels of the level every 2 pixels, in the picture
 * trunc((2x + 1) / s) .. trunc((2x + 12) / s).  Corners are truncated one by one, so width and height can differ by
 * one.  All box arithmetic is f32 unless said otherwise, one rounding per operation; the regression's
 * products are fused (facs_fma), as the reference build does. */
#include "detect/mtcnn/mtcnn_stages.h"

#include "simd/fma.h"

#include <math.h>

enum { FACE_MIN = 60, CELL = 12, HEAT_STRIDE = 2 };
static const double PYRAMID_FACTOR = 0.709;
static const float PNET_THRESHOLD = 0.6f;

/* ---- lists -------------------------------------------------------------------------------------------------- */

static facs_status reserve(const facs_env *env, facs_candidates *list, int capacity, facs_error *error)
{
    facs_candidate *grown =
        facs_regrow(env, list->item, (size_t)list->count * sizeof *grown, (size_t)capacity * sizeof *grown);
    if (!grown)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for %d face candidates", capacity);
    list->item = grown;
    list->capacity = capacity;
    return FACS_OK;
}

facs_status facs_candidates_add(const facs_env *env, facs_candidates *list, const facs_candidate *item,
                                facs_error *error)
{
    if (list->count == list->capacity) {
        if (list->capacity > INT32_MAX / 4)
            return facs_fail(error, FACS_E_MEMORY, "out of memory: more than %d face candidates", list->capacity);
        facs_status status = reserve(env, list, list->capacity ? 2 * list->capacity : 256, error);
        if (status != FACS_OK)
            return status;
    }
    list->item[list->count++] = *item;
    return FACS_OK;
}

/* ---- conversions -------------------------------------------------------------------------------------------- */

/* Float to int as the formulas need it, but defined for every float. */
static int saturate(float whole)
{
    const float limit = 268435456.0f; /* 2^28: sums of two still fit */
    if (!(whole > -limit))
        return -(1 << 28);
    return whole < limit ? (int)whole : 1 << 28;
}

int facs_box_round(float value)
{
    return saturate(nearbyintf(value));
}

static float truncated(float value)
{
    return (float)saturate(truncf(value));
}

/* ---- proposals ---------------------------------------------------------------------------------------------- */

int facs_mtcnn_pyramid(int width, int height, facs_pyramid_level level[FACS_MTCNN_LEVELS_MAX])
{
    int smaller = width < height ? width : height;
    int count = (int)floor(log((double)FACE_MIN / smaller) / log(PYRAMID_FACTOR)) + 1;
    if (count > FACS_MTCNN_LEVELS_MAX)
        count = FACS_MTCNN_LEVELS_MAX;
    for (int i = 0; i < count; i++) {
        double scale = (double)CELL / FACE_MIN * pow(PYRAMID_FACTOR, i);
        level[i] = (facs_pyramid_level){scale, (int)ceil(width * scale), (int)ceil(height * scale), 0};
    }
    return count > 0 ? count : 0;
}

float facs_mtcnn_pixel_probability(float not_face, float face)
{
    return 1 / (1 + expf(not_face - face));
}

float facs_mtcnn_probability(float not_face, float face)
{
    return (float)(1.0 / (1.0 + (double)expf(not_face - face)));
}

/* Edge of the cell of heat-map pixel `at`, `offset` pixels into the level. */
static float cell_edge(int at, int offset, float scale)
{
    return truncated((float)(HEAT_STRIDE * at + offset) / scale);
}

facs_status facs_mtcnn_heat_candidates(const facs_env *env, const facs_tensor *heat, double scale,
                                       facs_candidates *list, facs_error *error)
{
    const size_t plane = (size_t)heat->rows * (size_t)heat->cols;
    const float s = (float)scale;
    for (int x = 0; x < heat->cols; x++) {
        for (int y = 0; y < heat->rows; y++) {
            const float *at = heat->data + (size_t)y * (size_t)heat->cols + (size_t)x;
            float probability = facs_mtcnn_pixel_probability(at[0], at[plane]);
            if (!(probability >= PNET_THRESHOLD))
                continue;
            facs_candidate item = {.x = cell_edge(x, 1, s), .y = cell_edge(y, 1, s), .score = probability};
            item.width = cell_edge(x, CELL, s) - item.x;
            item.height = cell_edge(y, CELL, s) - item.y;
            for (int i = 0; i < 4; i++)
                item.correction[i] = at[(size_t)(2 + i) * plane];
            facs_status status = facs_candidates_add(env, list, &item, error);
            if (status != FACS_OK)
                return status;
        }
    }
    return FACS_OK;
}

/* ---- corrections -------------------------------------------------------------------------------------------- */

void facs_candidate_regress(facs_candidate *item, bool grow)
{
    int x = facs_box_round(item->x), y = facs_box_round(item->y);
    int w = facs_box_round(item->width) + grow, h = facs_box_round(item->height) + grow;
    const float *c = item->correction;
    float left = facs_fma(c[0], (float)w, (float)x), top = facs_fma(c[1], (float)h, (float)y);
    float right = facs_fma((float)w, c[2], (float)(x + w)), bottom = facs_fma((float)h, c[3], (float)(y + h));
    item->x = left;
    item->y = top;
    item->width = right - left;
    item->height = bottom - top;
}

void facs_candidate_square(facs_candidate *item)
{
    float side = item->width > item->height ? item->width : item->height;
    item->x = truncated((float)((double)item->x + 0.5 * (double)(item->width - side)));
    item->y = truncated((float)((double)item->y + 0.5 * (double)(item->height - side)));
    item->width = item->height = truncated(side);
}

facs_box facs_candidate_face_box(const facs_candidate *item)
{
    const double w = (double)item->width, h = (double)item->height;
    return (facs_box){
        .x = (float)(w * -0.0075 + (double)item->x),
        .y = (float)(h * 0.2459 + (double)item->y),
        .width = (float)(1.0323 * w),
        .height = (float)(0.7751 * h),
        .confidence = item->score,
    };
}
