/* B G R -> PNG, in memory. */
#include "drawing/drawing.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

typedef struct png_writer {
    facs_env env;
    uint8_t *bytes;
    size_t count, room;
    jmp_buf failed;
} png_writer;

static void on_error(png_structp png, png_const_charp message)
{
    (void)message;
    png_writer *writer = png_get_error_ptr(png);
    longjmp(writer->failed, 1);
}

static void on_warning(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void add_bytes(png_structp png, png_bytep bytes, size_t count)
{
    png_writer *writer = png_get_io_ptr(png);
    if (writer->room - writer->count < count) {
        const size_t room = 2 * writer->room + count;
        uint8_t *grown = facs_regrow(&writer->env, writer->bytes, writer->count, room);
        if (!grown)
            png_error(png, "out of memory");
        writer->bytes = grown;
        writer->room = room;
    }
    memcpy(writer->bytes + writer->count, bytes, count);
    writer->count += count;
}

static void flush_nothing(png_structp png)
{
    (void)png;
}

/* everything that may jump out */
static void encode(png_structp png, png_infop info, png_writer *writer, const facs_pixels *bgr)
{
    png_set_write_fn(png, writer, add_bytes, flush_nothing);
    png_set_IHDR(png, info, (png_uint_32)bgr->width, (png_uint_32)bgr->height, 8, PNG_COLOR_TYPE_RGB,
                 PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_set_compression_level(png, 3); /* a few times faster, hardly larger */
    png_write_info(png, info);
    png_set_bgr(png);
    for (int y = 0; y < bgr->height; y++)
        png_write_row(png, bgr->data + (ptrdiff_t)y * bgr->stride);
    png_write_end(png, info);
}

facs_status facs_png_write(const facs_env *env, const facs_pixels *bgr, uint8_t **bytes, size_t *count,
                           facs_error *error)
{
    png_writer *writer = facs_calloc(env, 1, sizeof *writer);
    if (!writer)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a PNG file");
    writer->env = *env;
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, writer, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    facs_status status = FACS_E_MEMORY;
    if (info && setjmp(writer->failed) == 0) {
        encode(png, info, writer, bgr);
        status = FACS_OK;
    }
    png_destroy_write_struct(png ? &png : NULL, info ? &info : NULL);
    if (status == FACS_OK) {
        *bytes = writer->bytes;
        *count = writer->count;
    } else {
        facs_free(env, writer->bytes);
        facs_fail(error, status, "out of memory for a PNG file");
    }
    facs_free(env, writer);
    return status;
}
