/* Images that own their pixels. */
#include "image/image.h"

enum { ROW_PIXELS = 32, ROW_ALIGNMENT = 64 };

facs_status facs_pixels_resize(const facs_env *env, facs_pixels *pixels, int width, int height, int channels)
{
    if (width < 1 || height < 1 || channels < 1 || width > INT32_MAX - ROW_PIXELS)
        return FACS_E_ARGUMENT;
    size_t row = (size_t)(width + ROW_PIXELS - 1) / ROW_PIXELS * ROW_PIXELS * (size_t)channels;
    row = (row + ROW_ALIGNMENT - 1) / ROW_ALIGNMENT * ROW_ALIGNMENT;
    if ((size_t)height > (SIZE_MAX / 4) / row)
        return FACS_E_MEMORY;
    size_t bytes = row * (size_t)height;
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
    return FACS_OK;
}

void facs_pixels_free(const facs_env *env, facs_pixels *pixels)
{
    facs_free(env, pixels->data);
    *pixels = (facs_pixels){.data = NULL};
}

facs_image facs_pixels_view(const facs_pixels *pixels)
{
    return (facs_image){pixels->data, pixels->width, pixels->height, pixels->channels, pixels->stride};
}
