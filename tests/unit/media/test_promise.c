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

static void broadcast(void **state)
{
    (void)state;
    /* the header's pack, with its length in one byte and in four: the footer's place comes third */
    assert_int_equal(PROMISED("mxf",
                              "\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01\x01\x02\x04\0"
                              "\x58"
                              "\0\1\0\2\0\0\0\0........--------\0\0\0\0\0\0\x10\0",
                              100),
                     4096 + 16 + 1 + 88);
    assert_int_equal(PROMISED("mxf",
                              "\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01\x01\x02\x04\0"
                              "\x83\0\0\x58"
                              "\0\1\0\2\0\0\0\0........--------\0\0\0\0\0\0\x10\0",
                              100),
                     4096 + 16 + 1 + 88);
    /* while it is being written */
    assert_int_equal(PROMISED("mxf",
                              "\x06\x0E\x2B\x34\x02\x05\x01\x01\x0D\x01\x02\x01\x01\x02\x01\0"
                              "\x58"
                              "\0\1\0\2\0\0\0\0........--------\0\0\0\0\0\0\0\0",
                              100),
                     0);
    assert_int_equal(PROMISED("mxf", "\x06\x0E\x2B\x34", 30), 0);
#define GXF(type, length) "\0\0\0\0\1" type "\0\0\0" length "\0\0\0\0\xE1\xE2"
    assert_int_equal(PROMISED("gxf", GXF("\xBC", "\x10") GXF("\xFB", "\x10"), 32), 32);
    assert_int_equal(PROMISED("gxf", GXF("\xBC", "\x10") GXF("\xBF", "\x10"), 32), 48);
    assert_int_equal(PROMISED("gxf", GXF("\xBC", "\x10") GXF("\xBF", "\x40"), 60), 96);
    assert_int_equal(PROMISED("gxf", GXF("\xBC", "\x0F"), 60), 0);
    assert_int_equal(PROMISED("gxf", "", 60), 0);
}

static void old_ones(void **state)
{
    (void)state;
    /* ten bytes less than the chunk says, see there */
    assert_int_equal(PROMISED("rm", ".RMF\0\0\0\x12----------DATA\0\0\1\0--", 60), 18 + 256 - 10);
    assert_int_equal(PROMISED("rm", ".RMF\0\0\0\x12----------INDX\0\0\1\0--", 60), 0);
    assert_int_equal(PROMISED("rm", ".RMF\0\0\0\1", 60), 0);
#define IVF(length) "DKIF\0\0\x20\0VP80----\x19\0\0\0\1\0\0\0" length "\0\0\0----"
#define IVF_FRAME(size, time) size "\0\0\0" time "\0\0\0\0\0\0\0"
    /* by its length there are two frames, at 0 and 1; or two more */
    assert_int_equal(PROMISED("ivf", IVF("\2") IVF_FRAME("\4", "\0") "...." IVF_FRAME("\2", "\1") "..", 62), 62);
    assert_int_equal(PROMISED("ivf", IVF("\4") IVF_FRAME("\4", "\0") "...." IVF_FRAME("\2", "\1") "..", 62), 74);
    /* no length; a frame that is not whole */
    assert_int_equal(PROMISED("ivf", IVF("\0") IVF_FRAME("\4", "\0") "...." IVF_FRAME("\x22", "\1") "..", 62), 94);
    assert_int_equal(PROMISED("ivf", "DKIF", 20), 0);
    assert_int_equal(PROMISED("swf", "FWS\5\0\1\0\0", 60), 256);
    assert_int_equal(PROMISED("swf", "CWS\5\0\1\0\0", 60), 0);
    assert_int_equal(PROMISED("wtv",
                              "\xB7\xD8--------------------------------"
                              "--------------\0\2\0\0----\3\0\0\0",
                              100),
                     3 * 4096 + 512);
    assert_int_equal(PROMISED("wtv", "\xB7\xD8", 30), 0);
    /* samples of 16 and 8 bytes behind a header of 80, the latter first */
    assert_int_equal(PROMISED("film_cpk",
                              "FILM\0\0\0\x50--------FDSC\0\0\0\x10--------STAB\0\0\0\x30----\0\0\0\2"
                              "\0\0\0\x08\0\0\0\x10--------\0\0\0\0\0\0\0\x08--------",
                              80),
                     80 + 24);
    assert_int_equal(PROMISED("film_cpk", "FILM\0\0\0\x50--------FDSC\0\0\0\7", 80), 0);
    /* more samples than the header has room for */
    assert_int_equal(PROMISED("film_cpk", "FILM\0\0\0\x20--------STAB\0\0\0\x10----\xFF\xFF\xFF\xFF", 80), 0);
}

static void by_start(void **state)
{
    (void)state;
    assert_int_equal(PROMISED(NULL, "\0\0\x10\0mdat", 100), 4096);
    assert_int_equal(PROMISED(NULL, "RIFF\0\x10\0\0AVI ", 100), 8 + 4096);
    assert_int_equal(PROMISED(NULL, "\0\0\x10\0text", 100), -1);
    assert_int_equal(PROMISED(NULL, "RI", 2), -1);
}

static void pipes(void **state)
{
    (void)state;
    const facs_source pipe = {.env = facs_env_resolve(NULL), .file = -1, .size = -1};
    assert_int_equal(facs_promised_bytes(&pipe, "avi"), 0);
    assert_int_equal(facs_promised_bytes(&pipe, "mpegts"), -1);
    assert_int_equal(facs_promised_bytes(&pipe, NULL), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(boxes),    cmocka_unit_test(segments), cmocka_unit_test(others), cmocka_unit_test(broadcast),
        cmocka_unit_test(old_ones), cmocka_unit_test(by_start), cmocka_unit_test(pipes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
