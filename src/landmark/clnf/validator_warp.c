/* Warp of a grey sub-image to the frame of a validator view, through the view's stored triangle numbers.
 *
 * What: Each pixel of the frame has a triangle; barycentric weights (alpha, beta: affine in the pixel's position)
 * move it to the same place of that triangle among the landmarks, where the image is sampled.
 *
 * Sampling: Bilinear at positions rounded to 1/32 pixel; what lies outside the sub-image counts as 0. Grey values
 * are whole numbers and weights multiples of 1/1024, so the sum is exact.
 *
 * Speed: validator_warp_kernels.c gives the same bits faster; this is its plain twin.
 *
 * Source: docs/algorithm/validator.md, Piecewise affine warp.
 */
#include "landmark/clnf/validator_warp.h"

#include <math.h>

static float tap(const facs_paw_window *w, int x, int y)
{
    bool inside = x >= 0 && x < w->width && y >= 0 && y < w->height;
    return inside ? (float)w->origin[(ptrdiff_t)y * w->stride + x] : 0.0f;
}

float facs_paw_sample(const facs_paw_window *w, float x, float y)
{
    float u = x * 32.0f, v = y * 32.0f;
    /* also false for NaN; 2^24 / 32 is far outside any window that has landmarks in it */
    if (!(fabsf(u) < 16777216.0f && fabsf(v) < 16777216.0f))
        return 0;
    int iu = (int)lrintf(u), iv = (int)lrintf(v);
    int sx = iu >> 5, sy = iv >> 5;
    float fx = (float)(iu & 31) / 32.0f, fy = (float)(iv & 31) / 32.0f;
    float w00 = (1 - fy) * (1 - fx), w01 = (1 - fy) * fx, w10 = fy * (1 - fx), w11 = fy * fx;
    if (sx >= 0 && sy >= 0 && sx + 1 < w->width && sy + 1 < w->height) {
        const uint8_t *p = w->origin + (ptrdiff_t)sy * w->stride + sx;
        const uint8_t *q = p + w->stride;
        return (float)p[0] * w00 + (float)p[1] * w01 + (float)q[0] * w10 + (float)q[1] * w11;
    }
    return tap(w, sx, sy) * w00 + tap(w, sx + 1, sy) * w01 + tap(w, sx, sy + 1) * w10 + tap(w, sx + 1, sy + 1) * w11;
}

void facs_paw_warp_view(const facs_validator_view *view, const facs_view *grey, int x0, int y0, int width, int height,
                        const float *landmarks, float *out, float *map_x, float *map_y)
{
    facs_paw_window source = {grey->data + (ptrdiff_t)y0 * grey->stride + x0, grey->stride, width, height};
    float c[6] = {0};
    int current = -1;
    for (int y = 0; y < view->height; y++) {
        float py = (float)y + view->min_y;
        for (int x = 0; x < view->width; x++) {
            ptrdiff_t at = (ptrdiff_t)y * view->width + x;
            float u = -1, v = -1, value = 0;
            if (view->mask[at]) {
                int triangle = view->triangle_of_pixel[at];
                if (triangle != current)
                    facs_paw_coefficients(view, triangle, landmarks, c);
                current = triangle;
                float px = (float)x + view->min_x;
                u = c[0] + c[1] * px + c[2] * py;
                v = c[3] + c[4] * px + c[5] * py;
                value = facs_paw_sample(&source, u, v);
            }
            out[at] = value;
            if (map_x)
                map_x[at] = u;
            if (map_y)
                map_y[at] = v;
        }
    }
}
