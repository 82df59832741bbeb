/* How long a file is to be by its container: whole, cut and hostile heads. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <string.h>

#include "media/promise.h"

/* a file of `size` bytes that begins with `head` and goes on with zeros */
static int64_t promised(const char *format, const void *head, size_t count, size_t size)
{
    static uint8_t bytes[1 << 17];
    assert_true(count <= size && size <= sizeof bytes);
    memset(bytes, 0, sizeof bytes);
    memcpy(bytes, head, count);
    const facs_source source = {.env = facs_env_resolve(NULL), .file = -1, .bytes = bytes, .size = (int64_t)size};
    return facs_promised_bytes(&source, format);
}
#define PROMISED(format, head, size) promised(format, head, sizeof(head) - 1, size)

static const char mov[] = "mov,mp4,m4a,3gp,3g2,mj2", mkv[] = "matroska,webm";

static void boxes(void **state)
{
    (void)state;
    assert_int_equal(PROMISED(mov,
                              "\0\0\0\x10"
                              "ftypisom\0\0\0\0"
                              "\0\0\x01\0"
                              "mdat",
                              100),
                     16 + 256);
    assert_int_equal(PROMISED(mov,
                              "\0\0\0\x10"
                              "ftypisom\0\0\0\0"
                              "\0\0\0\x40"
                              "mdat",
                              80),
                     80);
    /* of 64 bits; up to the end; a tag that is not whole loses no frame */
    assert_int_equal(PROMISED(mov,
                              "\0\0\0\x01"
                              "mdat\0\0\0\0\0\0\x10\0",
                              60),
                     4096);
    assert_int_equal(PROMISED(mov,
                              "\0\0\0\0"
                              "mdat",
                              60),
                     0);
    assert_int_equal(PROMISED(mov,
                              "\0\0\0\x10"
                              "moov\0\0\0\0\0\0\0\0"
                              "\0\0\x7F\0"
                              "free",
                              40),
                     16);
    assert_int_equal(PROMISED(mov,
                              "\0\0\0\x01"
                              "mdat\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF",
                              60),
                     0);
    assert_int_equal(PROMISED(mov,
                              "\0\0\0\x07"
                              "mdat",
                              60),
                     0);
}

static void segments(void **state)
{
    (void)state;
    assert_int_equal(PROMISED(mkv, "\x1A\x45\xDF\xA3\x84xxxx\x18\x53\x80\x67\x42\x00", 40), 9 + 6 + 512);
    /* of unknown length, in one byte and in eight */
    assert_int_equal(PROMISED(mkv, "\x1A\x45\xDF\xA3\x84xxxx\x18\x53\x80\x67\xFF", 40), 0);
    assert_int_equal(PROMISED(mkv, "\x1A\x45\xDF\xA3\x84xxxx\x18\x53\x80\x67\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 40), 0);
    assert_int_equal(PROMISED(mkv, "\x1A\x45\xDF\xA3\x84xx", 7), 0);
    assert_int_equal(PROMISED(mkv, "", 40), 0);
}

static void others(void **state)
{
    (void)state;
    assert_int_equal(PROMISED("avi", "RIFF\0\x10\0\0AVI ", 100), 8 + 4096);
    assert_int_equal(PROMISED("avi", "RIFF\x04\0\0\0AVI RIFF\0\x01\0\0AVIX", 100), 12 + 8 + 256);
    assert_int_equal(PROMISED("avi", "RIFF\0\0\0\0AVI ", 100), 0);
    assert_int_equal(PROMISED("avi", "RIFF\xFF\xFF\xFF\xFF", 100), 0);
    assert_int_equal(PROMISED("flv",
                              "FLV..\0\x08"
                              "filesize\0\x40\xA0\0\0\0\0\0\0",
                              100),
                     2048);
    assert_int_equal(PROMISED("flv",
                              "FLV..\0\x08"
                              "filesize\0\xC0\xA0\0\0\0\0\0\0",
                              100),
                     0);
    /* a page of two segments, 20 bytes */
    assert_true(PROMISED("ogg", "nothing", 100) == 0);
    assert_int_equal(PROMISED("ogg", "OggS\0\4--------------------\2\x0A\x0A", 60), 27 + 2 + 20);
    assert_int_equal(PROMISED("ogg", "OggS\0\4--------------------\2\x0A\x0A", 30), 27 + 2 + 20);
    assert_int_equal(PROMISED("mpegts", "G", 100), -1);
}

static void pipes(void **state)
{
    (void)state;
    const facs_source pipe = {.env = facs_env_resolve(NULL), .file = -1, .size = -1};
    assert_int_equal(facs_promised_bytes(&pipe, "avi"), 0);
    assert_int_equal(facs_promised_bytes(&pipe, "mpegts"), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(boxes), cmocka_unit_test(segments), cmocka_unit_test(others),
                                       cmocka_unit_test(pipes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
