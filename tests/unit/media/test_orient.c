/* EXIF blocks and turning pictures. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "support/view.h"
#include "media/orient.h"

/* What the eight orientations do to
 *     1 2 3
 *     4 5 6          (EXIF 2.32, 4.6.4 A: where row 0 and column 0 of the stored picture belong) */
static void eight_orientations(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        uint8_t pixels[6];
    } expected[9] = {{0},
                     {3, 2, {1, 2, 3, 4, 5, 6}},
                     {3, 2, {3, 2, 1, 6, 5, 4}},
                     {3, 2, {6, 5, 4, 3, 2, 1}},
                     {3, 2, {4, 5, 6, 1, 2, 3}},
                     {2, 3, {1, 4, 2, 5, 3, 6}},
                     {2, 3, {4, 1, 5, 2, 6, 3}},
                     {2, 3, {6, 3, 5, 2, 4, 1}},
                     {2, 3, {3, 6, 2, 5, 1, 4}}};
    uint8_t stored[2][3][3];
    for (int i = 0; i < 6; i++)
        for (int c = 0; c < 3; c++)
            stored[i / 3][i % 3][c] = (uint8_t)(i + 1 + 100 * c);
    facs_env env = facs_env_resolve(NULL);
    facs_image image = {stored[0][0], 3, 2, 3, 9, NULL};
    facs_pixels upright = {.data = NULL};
    for (int orientation = 1; orientation <= 8; orientation++) {
        assert_int_equal(facs_pixels_orient(&env, VIEW(&image), orientation, &upright), FACS_OK);
        int width = expected[orientation].width;
        assert_int_equal(upright.width, width);
        assert_int_equal(upright.height, expected[orientation].height);
        for (int i = 0; i < 6; i++)
            for (int c = 0; c < 3; c++)
                assert_int_equal(upright.data[i / width * upright.stride + i % width * 3 + c],
                                 expected[orientation].pixels[i] + 100 * c);
    }
    /* in place: 6 then 8 is the picture as it was */
    assert_int_equal(facs_pixels_orient(&env, VIEW(&image), 1, &upright), FACS_OK);
    assert_int_equal(facs_pixels_orient_in_place(&env, &upright, 6), FACS_OK);
    assert_int_equal(upright.width, 2);
    assert_int_equal(facs_pixels_orient_in_place(&env, &upright, 8), FACS_OK);
    assert_int_equal(facs_pixels_orient_in_place(&env, &upright, 0), FACS_OK);
    assert_int_equal(facs_pixels_orient_in_place(&env, &upright, 99), FACS_OK);
    for (int y = 0; y < 2; y++)
        assert_memory_equal(upright.data + y * upright.stride, stored[y], 9);
    facs_pixels_free(&env, &upright);
}

static void exif_blocks(void **state)
{
    (void)state;
    static const uint8_t little[] = {'I', 'I', 42, 0, 8, 0,    0, 0, 2, 0, 0, 1, 4, 0, 1, 0, 0,
                                     0,   9,   9,  9, 9, 0x12, 1, 3, 0, 1, 0, 0, 0, 6, 0, 0, 0};
    static const uint8_t big[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0};
    assert_int_equal(facs_exif_orientation(little, sizeof little), 6);
    assert_int_equal(facs_exif_orientation(big, sizeof big), 8);
    /* cut at every place, in memory of exactly that size */
    for (size_t count = 0; count < sizeof little; count++) {
        uint8_t *copy = malloc(count ? count : 1);
        memcpy(copy, little, count);
        assert_int_equal(facs_exif_orientation(copy, count), 1);
        free(copy);
    }
    uint8_t damaged[sizeof big];
    static const struct {
        size_t at;
        uint8_t value;
    } damages[] = {{0, 'X'},   {2, 1},  {4, 0x80}, {5, 1},  {7, 21}, {9, 0},
                   {11, 0x13}, {13, 4}, {19, 9},   {19, 0}, {18, 1}};
    for (size_t i = 0; i < sizeof damages / sizeof *damages; i++) {
        memcpy(damaged, big, sizeof big);
        damaged[damages[i].at] = damages[i].value;
        assert_int_equal(facs_exif_orientation(damaged, sizeof damaged), 1);
    }
    /* a table that claims 65535 entries */
    memcpy(damaged, big, sizeof big);
    damaged[8] = damaged[9] = 0xFF;
    assert_int_equal(facs_exif_orientation(damaged, sizeof damaged), 8);
}

static void webp_and_tiff(void **state)
{
    (void)state;
    static const uint8_t exif[] = {'M', 'M', 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 8, 0, 0};
    uint8_t webp[] = "RIFF\0\0\0\0WEBPVP8 \3\0\0\0abc\0EXIF\34\0\0\0Exif\0\0..................... ";
    enum { EXIF = 12 + 8 + 4 + 8, NAME = 6 };
    memcpy(webp + EXIF + NAME, exif, sizeof exif);
    const size_t count = EXIF + NAME + sizeof exif;
    assert_int_equal(facs_file_orientation(webp, count), 8);
    memcpy(webp + EXIF, exif, sizeof exif); /* without the name in front */
    assert_int_equal(facs_file_orientation(webp, count), 8);
    memcpy(webp + EXIF + NAME, exif, sizeof exif);
    for (size_t cut = 0; cut < count; cut++) { /* in memory of exactly that size */
        uint8_t *copy = malloc(cut ? cut : 1);
        memcpy(copy, webp, cut);
        assert_int_equal(facs_file_orientation(copy, cut), 1);
        free(copy);
    }
    webp[16] = 200; /* a chunk longer than the file */
    assert_int_equal(facs_file_orientation(webp, count), 1);
    assert_int_equal(facs_file_orientation(exif, sizeof exif), 8); /* TIFF */
    assert_int_equal(facs_file_orientation((const uint8_t *)"\xff\xd8\xff\xe0 a JPEG ....", 20), 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(eight_orientations), cmocka_unit_test(exif_blocks),
                                       cmocka_unit_test(webp_and_tiff)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
