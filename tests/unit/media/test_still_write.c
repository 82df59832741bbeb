/* Pictures that are written are read again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "media/media.h"
#include "media/still_write.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WIDTH = 13, HEIGHT = 7, STRIDE = 64 };

static uint8_t pixels[HEIGHT * STRIDE];

static facs_view make_view(int channels)
{
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < channels; c++) /* smooth, so that JPEG is near it */
                pixels[y * STRIDE + channels * x + c] = (uint8_t)(8 * x + 10 * y + 20 * c);
    return (facs_view){.data = pixels, .width = WIDTH, .height = HEIGHT, .channels = channels, .stride = STRIDE};
}

/* largest difference of what is read from a file of that kind */
static int difference(const char *ending, int channels)
{
    const facs_env env = facs_env_resolve(NULL);
    const facs_view view = make_view(channels);
    facs_still_file file = {0};
    assert_int_equal(facs_still_write(&env, ending, &view, &file, NULL), FACS_OK);
    char path[64];
    snprintf(path, sizeof path, "still-write-%ld%s", (long)getpid(), ending);
    FILE *out = fopen(path, "wb");
    assert_non_null(out);
    assert_int_equal(fwrite(file.bytes, 1, file.count, out), file.count);
    fclose(out);
    facs_pixels read = {0};
    assert_int_equal(facs_still_read(&env, path, &read, NULL), FACS_OK);
    unlink(path);
    assert_true(read.width == WIDTH && read.height == HEIGHT);
    int most = 0;
    for (int y = 0; y < HEIGHT; y++)
        for (int i = 0; i < 3 * WIDTH; i++) {
            const int wanted = pixels[y * STRIDE + (channels == 3 ? i : i / 3)];
            const int apart = abs(wanted - read.data[y * read.stride + i]);
            most = apart > most ? apart : most;
        }
    facs_pixels_free(&env, &read);
    facs_still_file_free(&env, &file);
    return most;
}

static void test_kinds(void **state)
{
    (void)state;
    for (int channels = 1; channels <= 3; channels += 2) {
        assert_int_equal(difference(".bmp", channels), 0);
        assert_int_equal(difference(".png", channels), 0);
        assert_in_range(difference(".jpg", channels), 0, 12);
        assert_in_range(difference(".jpeg", channels), 0, 12);
    }
}

/* a second picture in the same memory; one that is larger; the bytes of a row of BMP */
static void test_again(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_view view = make_view(3);
    facs_still_file file = {0};
    view.height = 2;
    assert_int_equal(facs_still_write(&env, ".bmp", &view, &file, NULL), FACS_OK);
    assert_int_equal(file.count, 54 + 2 * 40);
    assert_memory_equal(file.bytes + 54, pixels + STRIDE, 3 * WIDTH);
    assert_int_equal(file.bytes[54 + 39], 0);
    view.height = HEIGHT;
    assert_int_equal(facs_still_write(&env, ".bmp", &view, &file, NULL), FACS_OK);
    assert_int_equal(file.count, 54 + HEIGHT * 40);
    const uint8_t *kept = file.bytes;
    view.height = 1;
    assert_int_equal(facs_still_write(&env, ".bmp", &view, &file, NULL), FACS_OK);
    assert_ptr_equal(file.bytes, kept);
    assert_int_equal(file.count, 54 + 40);
    facs_still_file_free(&env, &file);
}

static void test_what_cannot_be(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_view view = make_view(3);
    facs_still_file file = {0};
    facs_error error = {0};
    static const char *const endings[] = {".gif", ".BMP", "", "bmp"};
    for (size_t i = 0; i < sizeof endings / sizeof *endings; i++) {
        assert_false(facs_still_has_writer(endings[i]));
        assert_int_equal(facs_still_write(&env, endings[i], &view, &file, &error), FACS_E_UNSUPPORTED);
    }
    view.width = 0; /* libjpeg's and libpng's own words */
    assert_int_equal(facs_still_write(&env, ".jpg", &view, &file, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "as JPEG: "));
    assert_int_equal(facs_still_write(&env, ".png", &view, &file, &error), FACS_E_UNSUPPORTED);
    assert_int_equal(file.count, 0);
    facs_still_file_free(&env, &file);
    assert_null(file.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_again),
        cmocka_unit_test(test_what_cannot_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
