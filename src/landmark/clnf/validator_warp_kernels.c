/* The warp of a grey sub-image to the frame of a validator view, by vectors.
 *
 * Positions: run by run of pixels of one triangle (validator_warp_plan.h), in the order of operations of the plain
 * twin; a run's vectors reach into the next run, which is written after it.
 *
 * Samples: Positions are rounded, tested and split into places and fractions by vectors, pixels loaded one by one,
 * values interpolated by vectors: grey values are whole and weights multiples of 1/1024, so every way of adding is
 * exact.  Samples that touch a pixel outside the sub-image are done again as the plain twin does them.
 *
 * Source: docs/algorithm/validator.md, Piecewise affine warp.
 */
#include "landmark/clnf/validator_warp_kernels.h"
#include "landmark/clnf/validator_warp.h"

#include "simd/kernels.h"
#include "image/interpolate.h"

#include <math.h>

enum { BLOCK_PAD = FACS_WARP_BLOCK + FACS_WARP_RUN };
typedef int32_t whole_numbers __attribute__((vector_size(4 * LANES)));

/* A block of masked pixels. */
typedef struct block {
    _Alignas(64) float u[BLOCK_PAD], v[BLOCK_PAD], value[BLOCK_PAD];
    int32_t inside[BLOCK_PAD], offset[BLOCK_PAD], fraction[BLOCK_PAD];
    uint32_t pixels[BLOCK_PAD];
} block;

/* nearest integers, ties to even, of values that fit */
INLINE whole_numbers rounded(vector value)
{
#if defined(__AVX512F__)
    return (whole_numbers)_mm512_cvtps_epi32((__m512)value);
#elif defined(__AVX2__)
    return (whole_numbers)_mm256_cvtps_epi32((__m256)value);
#elif defined(__SSE2__)
    return (whole_numbers)_mm_cvtps_epi32((__m128)value);
#elif defined(__aarch64__)
    return (whole_numbers)vcvtnq_s32_f32((float32x4_t)value);
#else
    whole_numbers result;
    for (int i = 0; i < LANES; i++)
        result[i] = (int32_t)lrintf(value[i]);
    return result;
#endif
}

INLINE void store_whole(int32_t *to, whole_numbers values)
{
    memcpy(to, &values, sizeof values);
}

/* u, v of a run's pixels; `c`: facs_paw_coefficients of its triangle */
INLINE void place_run(const facs_warp_run *run, const float c[6], const float *x, float *u, float *v)
{
    float u_row = c[2] * run->y, v_row = c[5] * run->y;
    int vectors = (int)LANES == (int)FACS_WARP_RUN ? 1 : (run->count + LANES - 1) / LANES;
    for (int i = 0; i < vectors * LANES; i += LANES) {
        vector px = load(x + i);
        store(u + i, c[0] + c[1] * px + u_row);
        store(v + i, c[3] + c[4] * px + v_row);
    }
}

/* Places and fractions of `count` pixels and what the next vectors reach; false when some touch the outside, whose
 * offset is 0. */
static bool find_places(int count, const facs_paw_window *w, block *b)
{
    const float limit = 16777216.0f; /* far outside any window that has landmarks in it */
    whole_numbers all = ~(whole_numbers){0};
    int32_t stride = (int32_t)w->stride, lane[LANES], inside_all = -1;
    for (int i = 0; i < count; i += LANES) {
        vector u = load(b->u + i) * 32.0f, v = load(b->v + i) * 32.0f;
        whole_numbers inside = (u < limit) & (u > -limit) & (v < limit) & (v > -limit);
        whole_numbers iu = rounded((vector)((whole_numbers)u & inside));
        whole_numbers iv = rounded((vector)((whole_numbers)v & inside));
        whole_numbers x = iu >> 5, y = iv >> 5;
        inside &= (x >= 0) & (y >= 0) & (x < w->width - 1) & (y < w->height - 1);
        store_whole(b->inside + i, inside);
        store_whole(b->offset + i, (y & inside) * stride + (x & inside));
        store_whole(b->fraction + i, (iu & 31) | (iv & 31) << 16);
        all &= inside;
    }
    store_whole(lane, all);
    for (int i = 0; i < LANES; i++)
        inside_all &= lane[i];
    return inside_all != 0;
}

static void sample_block(int count, const facs_paw_window *w, block *b)
{
    bool inside = find_places(count, w, b);
    UNROLL_BY_4
    for (int i = 0; i < count; i++)
        b->pixels[i] = four_pixels(w->origin + b->offset[i], w->stride);
    interpolate((count + 15) / 16 * 16, b->pixels, b->fraction, b->value);
    for (int i = 0; !inside && i < count; i++)
        if (!b->inside[i])
            b->value[i] = facs_paw_sample(w, b->u[i], b->v[i]);
}

static void warp_view(const facs_warp_plan *plan, const facs_validator_view *view, const facs_view *grey, int x0,
                      int y0, int width, int height, const float *landmarks, float *out)
{
    ptrdiff_t size = grey->stride < 0 ? -grey->stride : grey->stride;
    if (width < 2 || height < 2 || view->triangles.count > FACS_WARP_TRIANGLES_MAX || size > INT32_MAX / height) {
        facs_paw_warp_view(view, grey, x0, y0, width, height, landmarks, out, NULL, NULL);
        return;
    }
    const facs_paw_window source = {grey->data + (ptrdiff_t)y0 * grey->stride + x0, grey->stride, width, height};
    float c[FACS_WARP_TRIANGLES_MAX][8];
    for (int triangle = 0; triangle < view->triangles.count; triangle++)
        facs_paw_coefficients(view, triangle, landmarks, c[triangle]);
    memset(out, 0, (size_t)view->width * (size_t)view->height * sizeof *out);
    block b;
    memset(&b, 0, sizeof b);
    const facs_warp_run *run = plan->run, *runs_end = plan->run + plan->runs;
    const facs_warp_span *span = plan->span, *spans_end = plan->span + plan->spans;
    for (int first = 0; first < plan->pixels; first += FACS_WARP_BLOCK) {
        int end = plan->pixels - first < FACS_WARP_BLOCK ? plan->pixels : first + FACS_WARP_BLOCK;
        for (; run < runs_end && run->first < end; run++)
            place_run(run, c[run->triangle], plan->x + run->first, b.u + run->first - first, b.v + run->first - first);
        sample_block(end - first, &source, &b);
        for (; span < spans_end && span->first < end; span++)
            memcpy(out + span->pixel, b.value + span->first - first, (size_t)span->count * sizeof *out);
    }
}

const facs_validator_warp_kernels FACS_KERNEL(facs_validator_warp_kernels) = {.warp_view = warp_view};

FACS_KERNEL_SELECT(facs_validator_warp_kernels)
