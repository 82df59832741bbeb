// Depth-buffered triangles for render_face.py.  `raster` notes for each pixel the nearest triangle and where in it the pixel
// lies; `gather` then interpolates whatever the shading needs, once per pixel.  Pixel centres lie at whole numbers.
#include <math.h>

void raster(const float *vertices, const int *triangles, int count, int first, int width, int height, float *depth,
            int *which, float *where);
void gather(const int *triangles, int pixels, const int *which, const float *where, const float *attributes,
            int channels, float *out);

static int clamp(float value, int high)
{
    return value < 0 ? 0 : value > (float)high ? high : (int)value;
}

// `vertices`: x, y in pixels, z = depth, larger is farther.  Triangle t is noted as `first` + t.
void raster(const float *vertices, const int *triangles, int count, int first, int width, int height, float *depth,
            int *which, float *where)
{
    for (int t = 0; t < count; t++) {
        const float *a = vertices + 3 * triangles[3 * t];
        const float *b = vertices + 3 * triangles[3 * t + 1];
        const float *c = vertices + 3 * triangles[3 * t + 2];
        float area = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
        if (!(fabsf(area) > 1e-9f) || a[2] <= 0 || b[2] <= 0 || c[2] <= 0) {
            continue;
        }
        float left = fminf(a[0], fminf(b[0], c[0])), right = fmaxf(a[0], fmaxf(b[0], c[0]));
        float top = fminf(a[1], fminf(b[1], c[1])), bottom = fmaxf(a[1], fmaxf(b[1], c[1]));
        if (right < 0 || bottom < 0 || left > (float)(width - 1) || top > (float)(height - 1)) {
            continue;
        }
        int x0 = clamp(ceilf(left), width - 1), x1 = clamp(floorf(right), width - 1);
        int y0 = clamp(ceilf(top), height - 1), y1 = clamp(floorf(bottom), height - 1);
        for (int y = y0; y <= y1; y++) {
            for (int x = x0; x <= x1; x++) {
                float px = (float)x, py = (float)y;
                float u = ((px - a[0]) * (c[1] - a[1]) - (py - a[1]) * (c[0] - a[0])) / area;
                float v = ((b[0] - a[0]) * (py - a[1]) - (b[1] - a[1]) * (px - a[0])) / area;
                if (u < -1e-4f || v < -1e-4f || u + v > 1 + 1e-4f) {
                    continue;
                }
                float z = a[2] + u * (b[2] - a[2]) + v * (c[2] - a[2]);
                int pixel = y * width + x;
                if (z < depth[pixel]) {
                    depth[pixel] = z;
                    which[pixel] = first + t;
                    where[2 * pixel] = u;
                    where[2 * pixel + 1] = v;
                }
            }
        }
    }
}

// Pixels whose `which` is negative are left as they are.
void gather(const int *triangles, int pixels, const int *which, const float *where, const float *attributes,
            int channels, float *out)
{
    for (int i = 0; i < pixels; i++) {
        if (which[i] < 0) {
            continue;
        }
        const int *t = triangles + 3 * which[i];
        float u = where[2 * i], v = where[2 * i + 1];
        for (int k = 0; k < channels; k++) {
            float a = attributes[channels * t[0] + k];
            out[channels * i + k] =
                a + u * (attributes[channels * t[1] + k] - a) + v * (attributes[channels * t[2] + k] - a);
        }
    }
}
