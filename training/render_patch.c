/* Depth buffer that keeps six interpolated numbers and the material of the nearest surface in every pixel.
   Built and called by render_patch.py.  Points are in pixels, depth grows away from the camera. */
#include <math.h>

void gbuffer(const float *points, const float *attributes, const int *triangles, const int *materials, int count,
             int width, int height, float *depth, float *out, int *material)
{
    for (int t = 0; t < count; t++) {
        const int *v = triangles + 3 * t;
        const float *a = points + 3 * v[0], *b = points + 3 * v[1], *c = points + 3 * v[2];
        float area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if (fabsf(area) < 1e-9f)
            continue;
        int left = (int)floorf(fminf(a[0], fminf(b[0], c[0]))), right = (int)ceilf(fmaxf(a[0], fmaxf(b[0], c[0])));
        int top = (int)floorf(fminf(a[1], fminf(b[1], c[1]))), bottom = (int)ceilf(fmaxf(a[1], fmaxf(b[1], c[1])));
        left = left < 0 ? 0 : left;
        top = top < 0 ? 0 : top;
        right = right >= width ? width - 1 : right;
        bottom = bottom >= height ? height - 1 : bottom;
        for (int y = top; y <= bottom; y++)
            for (int x = left; x <= right; x++) {
                float px = (float)x, py = (float)y;
                float wb = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
                float wc = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
                float wa = 1 - wb - wc, z = wa * a[2] + wb * b[2] + wc * c[2];
                int at = y * width + x;
                if (wa < -1e-4f || wb < -1e-4f || wc < -1e-4f || z >= depth[at])
                    continue;
                depth[at] = z;
                material[at] = materials[t];
                for (int k = 0; k < 6; k++)
                    out[6 * at + k] =
                        wa * attributes[6 * v[0] + k] + wb * attributes[6 * v[1] + k] + wc * attributes[6 * v[2] + k];
            }
    }
}
