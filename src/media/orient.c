/* Orientation of pictures; see orient.h. */
#include "media/orient.h"

#include <string.h>

static uint32_t number(const uint8_t *at, int bytes, bool big_endian)
{
    uint32_t value = 0;
    for (int i = 0; i < bytes; i++)
        value |= (uint32_t)at[i] << 8 * (big_endian ? bytes - 1 - i : i);
    return value;
}

int facs_exif_orientation(const uint8_t *exif, size_t count)
{
    enum { HEADER = 8, ENTRY = 12, TAG_ORIENTATION = 0x0112, TYPE_SHORT = 3 };
    if (count < HEADER || !(memcmp(exif, "II*\0", 4) == 0 || memcmp(exif, "MM\0*", 4) == 0))
        return 1;
    bool big = exif[0] == 'M';
    size_t at = number(exif + 4, 4, big);
    if (at > count || count - at < 2)
        return 1;
    uint32_t entries = number(exif + at, 2, big);
    at += 2;
    for (uint32_t i = 0; i < entries && count - at >= ENTRY; i++, at += ENTRY) {
        if (number(exif + at, 2, big) != TAG_ORIENTATION || number(exif + at + 2, 2, big) != TYPE_SHORT)
            continue;
        uint32_t orientation = number(exif + at + 8, 2, big);
        return orientation >= 1 && orientation <= 8 ? (int)orientation : 1;
    }
    return 1;
}

/* RIFF: chunks of a name, a length and that many bytes, padded to an even number */
static int webp_orientation(const uint8_t *bytes, size_t count)
{
    enum { HEADER = 12, CHUNK = 8, NAME = 6 };
    for (size_t at = HEADER; at + CHUNK <= count;) {
        size_t length = number(bytes + at + 4, 4, false);
        const uint8_t *content = bytes + at + CHUNK;
        if (length > count - at - CHUNK)
            return 1;
        if (memcmp(bytes + at, "EXIF", 4) == 0) {
            size_t skip = length > NAME && memcmp(content, "Exif\0", NAME - 1) == 0 ? NAME : 0; /* as in JPEG */
            return facs_exif_orientation(content + skip, length - skip);
        }
        at += CHUNK + length + (length & 1);
    }
    return 1;
}

int facs_file_orientation(const uint8_t *bytes, size_t count)
{
    if (count > 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0)
        return webp_orientation(bytes, count);
    return facs_exif_orientation(bytes, count); /* a TIFF file is what EXIF is written in */
}

facs_status facs_pixels_orient(const facs_env *env, const facs_view *image, int orientation, facs_pixels *upright)
{
    bool transposed = orientation >= 5;
    int width = transposed ? image->height : image->width, height = transposed ? image->width : image->height;
    facs_status status = facs_pixels_resize(env, upright, width, height, 3);
    if (status != FACS_OK)
        return status;
    /* source pixel of upright (0, 0), and the steps in the source for one pixel to the right and one down */
    bool from_right = orientation == 2 || orientation == 3 || orientation == 7 || orientation == 8;
    bool from_bottom = orientation == 3 || orientation == 4 || orientation == 6 || orientation == 7;
    ptrdiff_t step_x = from_right ? -3 : 3, step_y = from_bottom ? -image->stride : image->stride;
    const uint8_t *corner = image->data + (from_right ? 3 * (ptrdiff_t)(image->width - 1) : 0) +
                            (from_bottom ? (image->height - 1) * image->stride : 0);
    ptrdiff_t right = transposed ? step_y : step_x, down = transposed ? step_x : step_y;
    for (int y = 0; y < height; y++) {
        const uint8_t *in = corner + y * down;
        uint8_t *out = upright->data + y * upright->stride;
        for (int x = 0; x < width; x++, in += right, out += 3) {
            out[0] = in[0];
            out[1] = in[1];
            out[2] = in[2];
        }
    }
    return FACS_OK;
}

facs_status facs_pixels_orient_in_place(const facs_env *env, facs_pixels *pixels, int orientation)
{
    if (orientation <= 1 || orientation > 8)
        return FACS_OK;
    facs_pixels upright = {.data = NULL};
    facs_image whole = facs_pixels_view(pixels);
    facs_view view = facs_image_need_all(&whole);
    facs_status status = facs_pixels_orient(env, &view, orientation, &upright);
    if (status != FACS_OK)
        return status;
    facs_pixels_free(env, pixels);
    *pixels = upright;
    return FACS_OK;
}
