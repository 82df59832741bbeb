/* Images that own their pixels, and images whose rows come when they are needed. */
#include "image/image.h"

#include <math.h>
#include <string.h>

enum { ROW_PIXELS = 32, ROW_ALIGNMENT = 64 };

facs_status facs_pixels_resize(const facs_env *env, facs_pixels *pixels, int width, int height, int channels)
{
    if (width < 1 || height < 1 || channels < 1 || width > INT32_MAX - ROW_PIXELS)
        return FACS_E_ARGUMENT;
    size_t row = (size_t)(width + ROW_PIXELS - 1) / ROW_PIXELS * ROW_PIXELS * (size_t)channels;
    row = (row + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    if ((size_t)height > (SIZE_MAX / 4) / row)
        return FACS_E_MEMORY;
    size_t bytes = row * (size_t)height + ROW_ALIGNMENT; /* who reads rows by whole vectors reads beyond the last one */
    if (bytes > pixels->capacity) {
        uint8_t *data = facs_calloc(env, bytes, 1);
        if (!data)
            return FACS_E_MEMORY;
        facs_free(env, pixels->data);
        pixels->data = data;
        pixels->capacity = bytes;
    }
    pixels->width = width;
    pixels->height = height;
    pixels->channels = channels;
    pixels->stride = (ptrdiff_t)row;
    pixels->late = NULL;
    return FACS_OK;
}

void facs_pixels_free(const facs_env *env, facs_pixels *pixels)
{
    facs_free(env, pixels->data);
    *pixels = (facs_pixels){.data = NULL};
}

facs_image facs_pixels_view(const facs_pixels *pixels)
{
    return (facs_image){pixels->data, pixels->width, pixels->height, pixels->channels, pixels->stride, pixels->late};
}

void facs_late_rows_begin(facs_late_rows *late)
{
    memset(late->made, 0, sizeof late->made);
    facs_late_rows_forget(late);
}

void facs_late_rows_forget(facs_late_rows *late)
{
    late->first = INT32_MAX;
    late->last = -1;
}

static void make_rows(const facs_image *image, int first, int last)
{
    facs_late_rows *late = image->late;
    if (!late || last < 0 || first >= image->height)
        return;
    first = first > 0 ? first : 0;
    last = last < image->height ? last : image->height - 1;
    late->first = first < late->first ? first : late->first;
    late->last = last > late->last ? last : late->last;
    for (int band = first / FACS_BAND_ROWS; band <= last / FACS_BAND_ROWS; band++) {
        if (late->made[band])
            continue;
        int row = band * FACS_BAND_ROWS, left = image->height - row;
        late->make(late->cookie, row, left < FACS_BAND_ROWS ? left : FACS_BAND_ROWS);
        late->made[band] = true;
    }
}

facs_view facs_image_need(const facs_image *image, int first, int last)
{
    make_rows(image, first, last);
    return (facs_view){image->hidden, image->width, image->height, image->channels, image->stride};
}

facs_view facs_image_need_between(const facs_image *image, double least, double most)
{
    static const double beside = 2;
    if (!isfinite(least) || !isfinite(most))
        return facs_image_need_all(image);
    return facs_image_need(image, (int)fmin(fmax(least - beside, 0), image->height),
                           (int)fmin(fmax(most + beside, -1), image->height));
}

facs_view facs_image_need_all(const facs_image *image)
{
    return facs_image_need(image, 0, image->height - 1);
}
