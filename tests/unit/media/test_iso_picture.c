/* Boxes of AVIF and HEIC: what the primary item is and how it is turned, whatever else is there and wherever it is cut. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "media/iso_picture.h"

/* a file that grows */
typedef struct file {
    uint8_t bytes[1024];
    size_t count;
} file;

static void put(file *to, const void *bytes, size_t count)
{
    memcpy(to->bytes + to->count, bytes, count);
    to->count += count;
}

static void put_box(file *to, const char *type, const void *content, size_t count)
{
    const size_t size = 8 + count;
    const uint8_t length[4] = {0, 0, (uint8_t)(size >> 8), (uint8_t)size};
    put(to, length, 4);
    put(to, type, 4);
    put(to, content, count);
}

/* `properties` are numbers, from 1, of those in ipco: 1 ispe, 2 irot of 90 degrees, 3 imir of the sides, 4 imir of the ends,
 * 5 irot of 180 */
static file make(const uint8_t *properties, size_t count)
{
    static const uint8_t pitm[] = {0, 0, 0, 0, 0, 2};
    static const uint8_t other[] = {2, 0, 0, 0, 0, 1, 0, 0, 'E', 'x', 'i', 'f', 0};
    static const uint8_t primary[] = {2, 0, 0, 0, 0, 2, 0, 0, 'a', 'v', '0', '1', 0};
    static const uint8_t rotations[] = {1, 2}, sides[] = {1}, ends[] = {0};
    file iinf = {.count = 0}, ipco = {.count = 0}, ipma = {.count = 0}, iprp = {.count = 0}, meta = {.count = 0};
    file whole = {.count = 0};
    put(&iinf, "\0\0\0\0\0\2", 6);
    put_box(&iinf, "infe", other, sizeof other);
    put_box(&iinf, "infe", primary, sizeof primary);
    put_box(&ipco, "ispe", "\0\0\0\0\0\0\0\1\0\0\0\1", 12);
    put_box(&ipco, "irot", rotations, 1);
    put_box(&ipco, "imir", sides, 1);
    put_box(&ipco, "imir", ends, 1);
    put_box(&ipco, "irot", rotations + 1, 1);
    put(&ipma, "\0\0\0\0\0\0\0\2", 8);
    put(&ipma, "\0\1\1\2", 4); /* of the other item */
    const uint8_t head[3] = {0, 2, (uint8_t)count};
    put(&ipma, head, 3);
    for (size_t i = 0; i < count; i++) {
        const uint8_t link = properties[i] | 0x80; /* essential */
        put(&ipma, &link, 1);
    }
    put_box(&iprp, "ipco", ipco.bytes, ipco.count);
    put_box(&iprp, "ipma", ipma.bytes, ipma.count);
    put(&meta, "\0\0\0\0", 4);
    put_box(&meta, "hdlr", "\0\0\0\0\0\0\0\0pict", 12);
    put_box(&meta, "pitm", pitm, sizeof pitm);
    put_box(&meta, "iinf", iinf.bytes, iinf.count);
    put_box(&meta, "iprp", iprp.bytes, iprp.count);
    put_box(&whole, "ftyp", "avif\0\0\0\0mif1", 12);
    put_box(&whole, "meta", meta.bytes, meta.count);
    put_box(&whole, "mdat", "pixels", 6);
    return whole;
}

static void primary_item(void **state)
{
    (void)state;
    /* what is done to the picture one after the other; as in orient.h */
    static const struct {
        uint8_t properties[3];
        size_t count;
        int orientation;
    } cases[] = {
        {{1}, 1, 1},       {{1, 3}, 2, 2}, {{1, 5}, 2, 3}, {{4}, 1, 4}, {{1, 2, 4}, 3, 5}, {{2, 5}, 2, 6},
        {{1, 2, 3}, 3, 7}, {{2}, 1, 8},    {{3, 2}, 2, 5}, {{9}, 1, 1}, {{0}, 1, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const file whole = make(cases[i].properties, cases[i].count);
        const facs_iso_picture picture = facs_iso_picture_read(whole.bytes, whole.count);
        assert_string_equal(picture.type, "av01");
        assert_int_equal(picture.orientation, cases[i].orientation);
    }
}

static void hostile(void **state)
{
    (void)state;
    static const uint8_t turned[] = {1, 2};
    const file whole = make(turned, sizeof turned);
    for (size_t cut = 0; cut <= whole.count; cut++) { /* in memory of exactly that size */
        uint8_t *copy = malloc(cut ? cut : 1);
        memcpy(copy, whole.bytes, cut);
        facs_iso_picture picture = facs_iso_picture_read(copy, cut);
        assert_true(picture.orientation == 1 || picture.orientation == 8);
        (void)facs_iso_is_picture(copy, cut);
        free(copy);
    }
    for (size_t at = 0; at < whole.count; at++)
        for (int value = 0; value < 256; value += 15) {
            uint8_t *copy = malloc(whole.count);
            memcpy(copy, whole.bytes, whole.count);
            copy[at] = (uint8_t)value;
            facs_iso_picture picture = facs_iso_picture_read(copy, whole.count);
            assert_in_range(picture.orientation, 1, 8);
            free(copy);
        }
}

static void brands(void **state)
{
    (void)state;
    static const struct {
        const char *brand;
        bool picture;
    } cases[] = {{"avif", true},  {"heic", true},  {"heix", true},  {"mif1", true},
                 {"avis", false}, {"msf1", false}, {"isom", false}, {"qt  ", false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        file start = {.count = 0};
        uint8_t content[12] = {0};
        memcpy(content, cases[i].brand, 4);
        put_box(&start, "ftyp", content, sizeof content);
        assert_int_equal(facs_iso_is_picture(start.bytes, start.count), cases[i].picture);
    }
    assert_false(facs_iso_is_picture((const uint8_t *)"\0\0\0\20moovheic\0\0\0\0", 16));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(primary_item), cmocka_unit_test(hostile),
                                       cmocka_unit_test(brands)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
