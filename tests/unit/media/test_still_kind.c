/* What a picture is, told by its bytes: kinds without a mark, parts of a JPEG, pictures one behind the other. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <libavcodec/avcodec.h>

#include <string.h>

#include "media/jpeg_parts.h"
#include "media/still_kind.h"
#include "media/still_row.h"

/* true colours, 2 x 2 pixels of 24 bits */
static const uint8_t targa[18 + 12] = {[2] = 2, [12] = 2, [14] = 2, [16] = 24};

static int codec_of(const char *path, const uint8_t *head, size_t count)
{
    const facs_still_kind kind = facs_still_kind_of(path, head, count);
    return kind.reader == FACS_STILL_CODEC ? kind.codec : -(int)kind.reader;
}

static void tga(void **state)
{
    (void)state;
    assert_int_equal(codec_of("a.tga", targa, sizeof targa), AV_CODEC_ID_TARGA);
    assert_int_equal(codec_of("a", targa, sizeof targa), AV_CODEC_ID_TARGA);
    static const struct {
        size_t at;
        uint8_t value;
        bool called; /* still one, when its name says so */
    } changes[] = {{1, 1, true},  {1, 2, false},    {2, 0, false},   {2, 4, false},  {2, 10, true},
                   {2, 3, true},  {5, 1, true},     {12, 0, false},  {14, 0, false}, {16, 7, false},
                   {16, 8, true}, {17, 0x40, true}, {17, 0x20, true}};
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        uint8_t head[sizeof targa];
        memcpy(head, targa, sizeof head);
        head[changes[i].at] = changes[i].value;
        assert_int_equal(codec_of("a.TGA", head, sizeof head), changes[i].called ? AV_CODEC_ID_TARGA : 0);
        /* under another name only what is as it has to be: here runs, and rows from the top */
        const bool sound = changes[i].value == 10 || changes[i].value == 0x20;
        assert_int_equal(codec_of("a.mp4", head, sizeof head), sound ? AV_CODEC_ID_TARGA : 0);
    }
    assert_int_equal(codec_of("a.tga", targa, 18), 0);
}

static void by_name(void **state)
{
    (void)state;
    static const uint8_t pix[16] = {0, 2, 0, 2}, grey[] = "P5\n2 3\n255\n......";
    assert_int_equal(codec_of("a.pix", pix, sizeof pix), AV_CODEC_ID_ALIAS_PIX);
    assert_int_equal(codec_of("a", pix, sizeof pix), 0);
    assert_int_equal(codec_of("a.pgm", grey, sizeof grey), AV_CODEC_ID_PGM);
    assert_int_equal(codec_of("a.pgmyuv", grey, sizeof grey), AV_CODEC_ID_PGMYUV);
}

/* 160 x 120, of three components */
#define SIZE(process) "\xFF" process "\0\x11\x08\0\x78\0\xA0\3\1\x11\0\2\x11\0\3\x11\0"
#define START "\xFF\xD8"
#define SCAN "\xFF\xDA\0\x0C\3\1\0\2\0\3\0\0\x3F\0data\xFF\0data\xFF\xD9"
#define EXIF                                                                                                           \
    "\xFF\xE1\0\x22"                                                                                                   \
    "Exif\0\0"                                                                                                         \
    "II*\0\x08\0\0\0\1\0\x12\1\3\0\1\0\0\0\6\0\0\0\0\0\0\0"
#define INDEX "\xFF\xE2\0\6MPF\0"
#define BYTES(text) (const uint8_t *)(text), sizeof(text) - 1

static void parts(void **state)
{
    (void)state;
    facs_jpeg_parts read = facs_jpeg_read_parts(BYTES(START SIZE("\xC0") SCAN));
    assert_true(read.process == 0xC0 && read.width == 160 && read.height == 120 && read.components == 3);
    assert_true(read.orientation == 1 && !read.has_index);
    read = facs_jpeg_read_parts(BYTES(START EXIF INDEX "\xFF\xC4\0\3-"
                                                       "\xFF\xFF" SIZE("\xF7") SCAN));
    assert_true(read.process == 0xF7 && read.width == 160 && read.orientation == 6 && read.has_index);
    /* the bytes end early, at every place */
    static const char whole[] = START EXIF INDEX SIZE("\xC3");
    for (size_t count = 0; count + 1 < sizeof whole; count++)
        assert_int_equal(facs_jpeg_read_parts((const uint8_t *)whole, count).process, 0);
    assert_int_equal(facs_jpeg_read_parts(BYTES(whole)).process, 0xC3);
    assert_int_equal(facs_jpeg_read_parts(BYTES(START "\xFF\xE0\0\1" SIZE("\xC0"))).process, 0);
    assert_int_equal(facs_jpeg_read_parts(BYTES(START SCAN SIZE("\xC0"))).process, 0);
}

static bool is_row(const uint8_t *bytes, size_t count)
{
    const facs_source source = {
        .env = facs_env_resolve(NULL), .file = -1, .bytes = (uint8_t *)(uintptr_t)bytes, .size = (int64_t)count};
    return facs_is_row_of_stills(&source, facs_still_kind_of("", bytes, count));
}

static void rows(void **state)
{
    (void)state;
#define PICTURE START SIZE("\xC0") SCAN
    assert_false(is_row(BYTES(PICTURE)));
    assert_true(is_row(BYTES(PICTURE PICTURE)));
    assert_true(is_row(BYTES(PICTURE PICTURE PICTURE)));
    /* something else behind it; a picture in an index; a smaller one */
    assert_false(is_row(BYTES(PICTURE "\0\0\0\x10"
                                      "ftypmp42")));
    assert_false(is_row(BYTES(START INDEX SIZE("\xC0") SCAN PICTURE)));
    assert_false(is_row(BYTES(PICTURE START "\xFF\xC0\0\x0B\x08\0\x3C\0\x50\1\1\x11\0" SCAN)));
    assert_true(is_row(BYTES("P5\n2 2\n255\n....P5\n2 2\n255\n....")));
    assert_false(is_row(BYTES("P5\n2 2\n255\n....")));
    assert_false(is_row(BYTES("II*\0\x08\0\0\0\0\0\0\0\0\0II*\0")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(tga), cmocka_unit_test(by_name), cmocka_unit_test(parts),
                                       cmocka_unit_test(rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
