/* JPEG -> B G R with libjpeg-turbo: accurate integer DCT, smooth chroma upsampling, which gives the bytes the
 * reference works on.  Grey is replicated.  CMYK and YCCK become R = C' K' / 255 with C' = 255 - C, the
 * form in which Adobe stores them; EXIF orientation is applied. */
#include "media/convert.h"
#include "media/orient.h"
#include "media/still.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
/* after stdio.h */
#include <jpeglib.h>

enum { SCANS_MAX = 1000 }; /* a small progressive file with many scans would keep a decoder busy for hours */

typedef struct jpeg_reader {
    struct jpeg_error_mgr errors; /* first: libjpeg hands it back as its own type */
    struct jpeg_progress_mgr progress;
    struct jpeg_decompress_struct jpeg;
    jmp_buf failed;
    char message[JMSG_LENGTH_MAX];
    char warning[JMSG_LENGTH_MAX]; /* the first one */
    uint8_t *ink;                  /* one row of CMYK */
    int orientation;
    bool more; /* another picture follows */
} jpeg_reader;

static void on_error(j_common_ptr jpeg)
{
    jpeg_reader *reader = (jpeg_reader *)(void *)jpeg->err;
    jpeg->err->format_message(jpeg, reader->message);
    longjmp(reader->failed, 1);
}

static void on_message(j_common_ptr jpeg, int level)
{
    jpeg_reader *reader = (jpeg_reader *)(void *)jpeg->err;
    if (level >= 0)
        return;
    if (jpeg->err->num_warnings++ == 0)
        jpeg->err->format_message(jpeg, reader->warning);
}

static void print_nothing(j_common_ptr jpeg)
{
    (void)jpeg;
}

static void on_progress(j_common_ptr jpeg)
{
    jpeg_reader *reader = (jpeg_reader *)(void *)jpeg->err;
    if (reader->jpeg.input_scan_number > SCANS_MAX) {
        snprintf(reader->message, sizeof reader->message, "more than %d scans", SCANS_MAX);
        longjmp(reader->failed, 1);
    }
}

static int find_orientation(const struct jpeg_decompress_struct *jpeg)
{
    enum { NAME = 6 };
    for (const struct jpeg_marker_struct *marker = jpeg->marker_list; marker; marker = marker->next)
        if (marker->marker == JPEG_APP0 + 1 && marker->data_length > NAME &&
            memcmp(marker->data, "Exif\0", NAME - 1) == 0)
            return facs_exif_orientation(marker->data + NAME, marker->data_length - NAME);
    return 1;
}

static void ink_to_bgr(const uint8_t *ink, bool inverted, uint8_t *bgr, int width)
{
    for (int x = 0; x < width; x++, ink += 4, bgr += 3) {
        int paper[4];
        for (int c = 0; c < 4; c++)
            paper[c] = inverted ? ink[c] : 255 - ink[c];
        for (int c = 0; c < 3; c++)
            bgr[c] = (uint8_t)((paper[2 - c] * paper[3] + 127) / 255);
    }
}

/* everything that may jump out; memory it gets is in `reader` and `bgr` */
static facs_status decode(const facs_env *env, const char *path, const uint8_t *bytes, size_t count,
                          jpeg_reader *reader, facs_pixels *bgr, facs_error *error)
{
    struct jpeg_decompress_struct *jpeg = &reader->jpeg;
    jpeg_create_decompress(jpeg);
    reader->progress.progress_monitor = on_progress;
    jpeg->progress = &reader->progress;
    jpeg_mem_src(jpeg, bytes, (unsigned long)count);
    jpeg_save_markers(jpeg, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(jpeg, TRUE);
    facs_status status = facs_media_check_size(path, jpeg->image_width, jpeg->image_height, error);
    if (status != FACS_OK)
        return status;
    reader->orientation = find_orientation(jpeg);
    bool ink = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = ink ? JCS_CMYK : JCS_EXT_BGR;
    jpeg->dct_method = JDCT_ISLOW;
    jpeg->do_fancy_upsampling = TRUE;
    int width = (int)jpeg->image_width, height = (int)jpeg->image_height;
    status = facs_pixels_resize(env, bgr, width, height, 3);
    if (status == FACS_OK && ink) {
        reader->ink = facs_calloc(env, (size_t)width, 4);
        status = reader->ink ? FACS_OK : FACS_E_MEMORY;
    }
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory for a picture of %d x %d pixels", path, width, height);
    jpeg_start_decompress(jpeg);
    while (jpeg->output_scanline < jpeg->output_height) {
        uint8_t *row = bgr->data + (ptrdiff_t)jpeg->output_scanline * bgr->stride;
        JSAMPROW into = ink ? reader->ink : row;
        if (jpeg_read_scanlines(jpeg, &into, 1) == 1 && ink)
            ink_to_bgr(reader->ink, jpeg->saw_Adobe_marker, row, width);
    }
    jpeg_finish_decompress(jpeg);
    const uint8_t *rest = jpeg->src->next_input_byte;
    reader->more = jpeg->src->bytes_in_buffer > 3 && rest[0] == 0xFF && rest[1] == 0xD8 && rest[2] == 0xFF;
    return FACS_OK;
}

facs_status facs_still_jpeg(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                            facs_error *error)
{
    jpeg_reader *reader = facs_calloc(env, 1, sizeof *reader);
    if (!reader)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    reader->jpeg.err = jpeg_std_error(&reader->errors);
    reader->errors.error_exit = on_error;
    reader->errors.emit_message = on_message;
    reader->errors.output_message = print_nothing;
    facs_status status;
    if (setjmp(reader->failed) == 0)
        status = decode(env, path, bytes, count, reader, bgr, error);
    else
        status = facs_fail(error, FACS_E_MEDIA, "%s: cannot be decoded as JPEG: %s", path, reader->message);
    if (status == FACS_OK && reader->errors.num_warnings)
        facs_log(env, FACS_LOG_WARNING, "%s: the picture is damaged: %s", path, reader->warning);
    if (status == FACS_OK && reader->more)
        facs_log(env, FACS_LOG_WARNING, "%s: holds more pictures behind the first, which are left out", path);
    if (status == FACS_OK) {
        status = facs_pixels_orient_in_place(env, bgr, reader->orientation);
        if (status != FACS_OK)
            facs_fail(error, status, "%s: out of memory", path);
    }
    jpeg_destroy_decompress(&reader->jpeg);
    facs_free(env, reader->ink);
    facs_free(env, reader);
    return status;
}
