/* See still_write.h.
 *
 *     BMP   header, for grey a palette of 256 greys, rows from the last one up, each filled to 4 bytes
 *     PNG   libpng, its usual filters
 *     JPEG  libjpeg-turbo, quality 95 unless another is asked for */
#include "media/still_write.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
/* after stdio.h */
#include <jpeglib.h>
#include <png.h>

enum { QUALITY = 95, JPEG_SPARE = 1 << 16 /* bytes of headers */ };
enum { FILE_HEADER = 14, INFO_HEADER = 40, HEADER = FILE_HEADER + INFO_HEADER, GREYS = 256, FILL = 4 };

static facs_status make_room(const facs_env *env, size_t room, facs_still_file *file, facs_error *error)
{
    file->count = 0;
    if (file->room >= room)
        return FACS_OK;
    uint8_t *bytes = facs_calloc(env, room, 1);
    if (!bytes)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a picture of %zu bytes", room);
    facs_free(env, file->bytes);
    file->bytes = bytes;
    file->room = room;
    return FACS_OK;
}

static void put_u32(uint8_t *at, size_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* ---- BMP ---- */

static facs_status write_bmp(const facs_env *env, const facs_view *view, facs_still_file *file, facs_error *error)
{
    const size_t row = (size_t)view->channels * (size_t)view->width, filled = (row + FILL - 1) / FILL * FILL;
    const size_t palette = view->channels == 1 ? (size_t)FILL * GREYS : 0, start = HEADER + palette;
    const size_t total = start + filled * (size_t)view->height;
    if (total > UINT32_MAX)
        return facs_fail(error, FACS_E_UNSUPPORTED, "a BMP file cannot hold a picture of %d x %d pixels", view->width,
                         view->height);
    facs_status status = make_room(env, total, file, error);
    if (status != FACS_OK)
        return status;
    memset(file->bytes, 0, total);
    memcpy(file->bytes, "BM", 2);
    put_u32(file->bytes + 2, total);
    put_u32(file->bytes + 10, start);
    put_u32(file->bytes + FILE_HEADER, INFO_HEADER);
    put_u32(file->bytes + FILE_HEADER + 4, (size_t)view->width);
    put_u32(file->bytes + FILE_HEADER + 8, (size_t)view->height);
    put_u32(file->bytes + FILE_HEADER + 12, 1 | (size_t)(8 * view->channels) << 16); /* planes, bits of a pixel */
    for (size_t i = 0; i < palette; i += FILL)
        memset(file->bytes + HEADER + i, (int)(i / FILL), 3);
    for (int y = 0; y < view->height; y++)
        memcpy(file->bytes + start + filled * (size_t)(view->height - 1 - y), view->data + y * view->stride, row);
    file->count = total;
    return FACS_OK;
}

/* ---- PNG ---- */

static facs_status write_png(const facs_env *env, const facs_view *view, facs_still_file *file, facs_error *error)
{
    png_image image = {.version = PNG_IMAGE_VERSION,
                       .width = (png_uint_32)view->width,
                       .height = (png_uint_32)view->height,
                       .format = view->channels == 1 ? PNG_FORMAT_GRAY : PNG_FORMAT_BGR};
    facs_status status = make_room(env, PNG_IMAGE_PNG_SIZE_MAX(image), file, error);
    if (status != FACS_OK)
        return status;
    png_alloc_size_t count = file->room;
    const bool good =
        png_image_write_to_memory(&image, file->bytes, &count, 0, view->data, (png_int_32)view->stride, NULL);
    file->count = good ? count : 0;
    if (!good)
        status = facs_fail(error, FACS_E_UNSUPPORTED, "a picture of %d x %d pixels cannot be written as PNG: %s",
                           view->width, view->height, image.message);
    png_image_free(&image);
    return status;
}

/* ---- JPEG ---- */

typedef struct jpeg_writer {
    struct jpeg_error_mgr errors; /* first: libjpeg hands it back as its own type */
    struct jpeg_compress_struct jpeg;
    jmp_buf failed;
    char message[JMSG_LENGTH_MAX];
    unsigned char *bytes; /* the file's, or libjpeg's when that was too small */
    unsigned long count;
} jpeg_writer;

static void on_error(j_common_ptr jpeg)
{
    jpeg_writer *writer = (jpeg_writer *)(void *)jpeg->err;
    jpeg->err->format_message(jpeg, writer->message);
    longjmp(writer->failed, 1);
}

static void on_message(j_common_ptr jpeg, int level)
{
    (void)jpeg;
    (void)level;
}

/* everything that may jump out */
static void encode(jpeg_writer *writer, const facs_view *view, int quality)
{
    struct jpeg_compress_struct *jpeg = &writer->jpeg;
    jpeg_create_compress(jpeg);
    jpeg_mem_dest(jpeg, &writer->bytes, &writer->count);
    jpeg->image_width = (JDIMENSION)view->width;
    jpeg->image_height = (JDIMENSION)view->height;
    jpeg->input_components = view->channels;
    jpeg->in_color_space = view->channels == 1 ? JCS_GRAYSCALE : JCS_EXT_BGR;
    jpeg_set_defaults(jpeg);
    jpeg_set_quality(jpeg, quality, TRUE);
    jpeg_start_compress(jpeg, TRUE);
    while (jpeg->next_scanline < jpeg->image_height) {
        JSAMPROW row =
            (JSAMPROW)(uintptr_t)(view->data + (ptrdiff_t)jpeg->next_scanline * view->stride); /* only read */
        jpeg_write_scanlines(jpeg, &row, 1);
    }
    jpeg_finish_compress(jpeg);
}

/* false after an error */
static bool encode_safely(jpeg_writer *writer, const facs_view *view, int quality)
{
    if (setjmp(writer->failed) != 0)
        return false;
    encode(writer, view, quality);
    return true;
}

facs_status facs_still_write_jpeg(const facs_env *env, const facs_view *view, int quality, facs_still_file *file,
                                  facs_error *error)
{
    facs_status status =
        make_room(env, (size_t)view->channels * (size_t)view->width * (size_t)view->height + JPEG_SPARE, file, error);
    jpeg_writer *writer = status == FACS_OK ? facs_calloc(env, 1, sizeof *writer) : NULL;
    if (!writer)
        return facs_fail(error, FACS_E_MEMORY, "out of memory for a picture");
    writer->bytes = file->bytes;
    writer->count = (unsigned long)file->room;
    writer->jpeg.err = jpeg_std_error(&writer->errors);
    writer->errors.error_exit = on_error;
    writer->errors.emit_message = on_message;
    if (!encode_safely(writer, view, quality))
        status = facs_fail(error, FACS_E_UNSUPPORTED, "a picture of %d x %d pixels cannot be written as JPEG: %s",
                           view->width, view->height, writer->message);
    if (writer->bytes != file->bytes) {
        if (status == FACS_OK)
            status = make_room(env, writer->count, file, error);
        if (status == FACS_OK)
            memcpy(file->bytes, writer->bytes, writer->count);
        free(writer->bytes);
    }
    file->count = status == FACS_OK ? writer->count : 0;
    jpeg_destroy_compress(&writer->jpeg);
    facs_free(env, writer);
    return status;
}

static facs_status write_jpeg(const facs_env *env, const facs_view *view, facs_still_file *file, facs_error *error)
{
    return facs_still_write_jpeg(env, view, QUALITY, file, error);
}

/* ---- kinds ---- */

typedef facs_status still_writer(const facs_env *env, const facs_view *view, facs_still_file *file, facs_error *error);

static const struct {
    const char *ending;
    still_writer *write;
} writers[] = {{".bmp", write_bmp}, {".png", write_png}, {".jpg", write_jpeg}, {".jpeg", write_jpeg}};

static still_writer *writer_for(const char *ending)
{
    for (size_t i = 0; i < sizeof writers / sizeof *writers; i++)
        if (strcmp(writers[i].ending, ending) == 0)
            return writers[i].write;
    return NULL;
}

bool facs_still_has_writer(const char *ending)
{
    return writer_for(ending) != NULL;
}

facs_status facs_still_write(const facs_env *env, const char *ending, const facs_view *view, facs_still_file *file,
                             facs_error *error)
{
    still_writer *write = writer_for(ending);
    if (!write)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "'%s' is no kind of picture that can be written: .bmp, .png, .jpg are", ending);
    return write(env, view, file, error);
}

void facs_still_file_free(const facs_env *env, facs_still_file *file)
{
    facs_free(env, file->bytes);
    *file = (facs_still_file){0};
}
