/* PNG -> B G R with libpng: palettes and small depths expanded, grey replicated, 16 bits reduced to the upper eight,
 * alpha and transparent colours dropped (the colours stay as stored, nothing is put behind them), no gamma
 * correction, EXIF orientation applied. */
#include "media/convert.h"
#include "media/orient.h"
#include "media/still.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <png.h>

typedef struct png_reader {
    png_structp png;
    png_infop info;
    const uint8_t *bytes;
    size_t left;
    jmp_buf failed;
    char message[256];
    png_bytep *rows;
    int orientation;
} png_reader;

static void on_error(png_structp png, png_const_charp message)
{
    png_reader *reader = png_get_error_ptr(png);
    snprintf(reader->message, sizeof reader->message, "%s", message);
    longjmp(reader->failed, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void read_bytes(png_structp png, png_bytep into, size_t count)
{
    png_reader *reader = png_get_io_ptr(png);
    if (count > reader->left)
        png_error(png, "the file is cut short");
    memcpy(into, reader->bytes, count);
    reader->bytes += count;
    reader->left -= count;
}

/* what libpng has to do to any kind of picture to make it 8-bit B G R */
static void ask_for_bgr(png_structp png, png_infop info)
{
    int color = png_get_color_type(png, info), depth = png_get_bit_depth(png, info);
    if (depth == 16)
        png_set_strip_16(png);
    if (color == PNG_COLOR_TYPE_PALETTE)
        png_set_palette_to_rgb(png);
    if (!(color & PNG_COLOR_MASK_COLOR)) {
        if (depth < 8)
            png_set_expand_gray_1_2_4_to_8(png);
        png_set_gray_to_rgb(png);
    }
    png_set_strip_alpha(png);
    png_set_bgr(png);
    png_set_interlace_handling(png);
    png_read_update_info(png, info);
}

/* everything that may jump out; memory it gets is in `reader` and `bgr` */
static facs_status decode(const facs_env *env, const char *path, png_reader *reader, facs_pixels *bgr,
                          facs_error *error)
{
    png_structp png = reader->png;
    png_set_read_fn(png, reader, read_bytes);
    png_set_user_limits(png, PNG_UINT_31_MAX, PNG_UINT_31_MAX); /* checked below, with a better message */
    png_read_info(png, reader->info);
    png_uint_32 width = png_get_image_width(png, reader->info), height = png_get_image_height(png, reader->info);
    facs_status status = facs_media_check_size(path, width, height, error);
    if (status != FACS_OK)
        return status;
#ifdef PNG_eXIf_SUPPORTED
    png_uint_32 exif_count = 0;
    png_bytep exif = NULL;
    if (png_get_eXIf_1(png, reader->info, &exif_count, &exif))
        reader->orientation = facs_exif_orientation(exif, exif_count);
#endif
    ask_for_bgr(png, reader->info);
    if (png_get_rowbytes(png, reader->info) != (size_t)width * 3)
        png_error(png, "unexpected row size");
    status = facs_pixels_resize(env, bgr, (int)width, (int)height, 3);
    if (status == FACS_OK) {
        reader->rows = facs_calloc(env, height, sizeof *reader->rows);
        status = reader->rows ? FACS_OK : FACS_E_MEMORY;
    }
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory for a picture of %u x %u pixels", path, (unsigned)width,
                         (unsigned)height);
    for (png_uint_32 y = 0; y < height; y++)
        reader->rows[y] = bgr->data + (ptrdiff_t)y * bgr->stride;
    png_read_image(png, reader->rows);
    return FACS_OK;
}

facs_status facs_still_png(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                           facs_error *error)
{
    png_reader *reader = facs_calloc(env, 1, sizeof *reader);
    if (!reader)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    reader->bytes = bytes;
    reader->left = count;
    reader->orientation = 1;
    reader->png = png_create_read_struct(PNG_LIBPNG_VER_STRING, reader, on_error, on_warning);
    if (reader->png)
        reader->info = png_create_info_struct(reader->png);
    facs_status status;
    if (!reader->info)
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    else if (setjmp(reader->failed) == 0)
        status = decode(env, path, reader, bgr, error);
    else
        status = facs_fail(error, FACS_E_MEDIA, "%s: cannot be decoded as PNG: %s", path, reader->message);
    if (status == FACS_OK) {
        status = facs_pixels_orient_in_place(env, bgr, reader->orientation);
        if (status != FACS_OK)
            facs_fail(error, status, "%s: out of memory", path);
    }
    if (reader->png)
        png_destroy_read_struct(&reader->png, &reader->info, NULL);
    facs_free(env, reader->rows);
    facs_free(env, reader);
    return status;
}
