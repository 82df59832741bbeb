/* Opening: folders, files through the environment's callback, out of memory, bad arguments. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "reader.h"
#include "support/meter.h"

/* ---- files of the tests ---- */

struct place {
    char path[256];
};

static void in(const struct place *place, const char *name, char path[512])
{
    snprintf(path, 512, "%s/%s", place->path, name);
}

static void write_file(const struct place *place, const char *name, const void *bytes, size_t count)
{
    char path[512];
    in(place, name, path);
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, count, file), count);
    assert_int_equal(fclose(file), 0);
}

/* BMP of `width` x 1 pixels, all B G R = value; returns its size */
static size_t bmp(uint8_t bytes[256], int width, uint8_t value)
{
    size_t row = (size_t)(3 * width + 3) / 4 * 4, size = 54 + row;
    memset(bytes, value, size);
    memset(bytes, 0, 54);
    uint32_t fields[] = {(uint32_t)size, 0, 54, 40, (uint32_t)width, 1, 1 | 24u << 16};
    memcpy(bytes, "BM", 2);
    for (size_t i = 0; i < 7; i++)
        for (size_t k = 0; k < 4; k++)
            bytes[2 + 4 * i + k] = (uint8_t)(fields[i] >> 8 * k);
    return size;
}

static void write_bmp(const struct place *place, const char *name, int width, uint8_t value)
{
    uint8_t bytes[256];
    write_file(place, name, bytes, bmp(bytes, width, value));
}

/* uncompressed video of 4 x 2 pixels; returns its size */
static size_t y4m(uint8_t bytes[512], int frames, const char *rate)
{
    size_t size = (size_t)snprintf((char *)bytes, 128, "YUV4MPEG2 W4 H2 %sIp C420jpeg\n", rate);
    for (int k = 0; k < frames; k++) {
        memcpy(bytes + size, "FRAME\n", 6);
        memset(bytes + size + 6, 50 + 40 * k, 8);
        memset(bytes + size + 14, 128, 4);
        size += 18;
    }
    return size;
}

static int make_place(void **state)
{
    struct place *made = calloc(1, sizeof(struct place));
    const char *temporary = getenv("TMPDIR");
    snprintf(made->path, sizeof made->path, "%s/facsimile-open-XXXXXX", temporary ? temporary : P_tmpdir);
    *state = made;
    return mkdtemp(made->path) ? 0 : -1;
}

static int remove_place(void **state)
{
    struct place *made = *state;
    DIR *dir = opendir(made->path);
    for (const struct dirent *entry; dir && (entry = readdir(dir));) {
        char path[512];
        in(made, entry->d_name, path);
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0 && unlink(path) != 0)
            rmdir(path);
    }
    if (dir)
        closedir(dir);
    int result = rmdir(made->path);
    free(made);
    return result;
}

/* ---- folders ---- */

static void folder_in_order(void **state)
{
    struct place *place = *state;
    char path[512];
    write_bmp(place, "b.bmp", 3, 20);
    write_bmp(place, "10.jpg", 1, 10); /* a BMP: the content counts */
    write_bmp(place, "9.png", 2, 30);
    write_bmp(place, "a.b.jpeg", 4, 40);
    write_bmp(place, "c.BMP", 1, 50);
    write_bmp(place, "d.bmp.txt", 1, 60);
    write_bmp(place, "jpg", 1, 70);
    write_bmp(place, ".hidden.bmp", 1, 99);
    write_bmp(place, "._b.bmp", 1, 99);
    write_file(place, "text", "no picture", 10);
    in(place, "z.jpg", path);
    assert_int_equal(mkdir(path, 0700), 0);

    static const struct {
        const char *name;
        int width;
        uint8_t value;
    } expected[] = {{"9.png", 2, 30}, {"10.jpg", 1, 10},    {"a.b.jpeg", 4, 40}, {"b.bmp", 3, 20},
                    {"c.BMP", 1, 50}, {"d.bmp.txt", 1, 60}, {"jpg", 1, 70}},
      reference[] = {{"._b.bmp", 1, 99}, {".hidden.bmp", 1, 99}, {"10.jpg", 1, 10},
                     {"9.png", 2, 30},   {"a.b.jpeg", 4, 40},    {"b.bmp", 3, 20}};
    const facs_media_options as_reference = {.reference = true};
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    assert_int_equal(facs_media_open(NULL, place->path, 1, &media, NULL), FACS_OK);
    const facs_media_info *info = facs_media_get_info(media);
    assert_int_equal(info->kind, FACS_MEDIA_FOLDER);
    assert_int_equal(info->frames, 7);
    assert_int_equal(info->width, 2);
    assert_string_equal(facs_media_picture(media, 1), "9.png");
    assert_null(facs_media_picture(media, 0));
    assert_null(facs_media_picture(media, 8));
    facs_pixels frame = {.data = NULL};
    facs_media_frame at;
    for (int i = 0; i < 7; i++) {
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        assert_string_equal(at.name, expected[i].name);
        assert_true(at.number == (int64_t)i + 1 && at.time.den == 0);
        assert_int_equal(frame.width, expected[i].width); /* pictures keep their sizes */
        assert_int_equal(frame.data[0], expected[i].value);
    }
    assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_END);
    assert_null(at.name);
    facs_media_close(&media);
    assert_int_equal(facs_media_open_as(NULL, place->path, &as_reference, &media, NULL), FACS_OK);
    for (int i = 0; i < 6; i++) {
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        assert_string_equal(at.name, reference[i].name);
        assert_int_equal(frame.data[0], reference[i].value);
    }
    assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_END);
    facs_pixels_free(&env, &frame);
    facs_media_close(&media);
}

static void damaged_picture_in_a_folder(void **state)
{
    struct place *place = *state;
    write_file(place, "1.bmp", "no picture", 10);
    write_bmp(place, "2.bmp", 2, 50);
    write_file(place, "3.png", "", 0);
    write_bmp(place, "4.bmp", 2, 60);
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    assert_int_equal(facs_media_open(NULL, place->path, 1, &media, NULL), FACS_OK);
    facs_pixels frame = {.data = NULL};
    facs_media_frame at;
    facs_error error;
    assert_int_equal(facs_media_read(media, &frame, &at, &error), FACS_E_MEDIA);
    assert_non_null(strstr(error.message, "1.bmp"));
    assert_string_equal(at.name, "1.bmp");
    assert_int_equal(facs_media_read(media, &frame, &at, &error), FACS_OK);
    assert_int_equal(frame.data[0], 50);
    assert_int_equal(facs_media_read(media, &frame, &at, &error), FACS_E_EMPTY);
    assert_non_null(strstr(error.message, "3.png"));
    assert_int_equal(facs_media_read(media, &frame, &at, &error), FACS_OK);
    assert_int_equal(frame.data[0], 60);
    assert_int_equal(facs_media_read(media, &frame, &at, &error), FACS_END);
    facs_pixels_free(&env, &frame);
    facs_media_close(&media);
}

static void names_that_are_shared(void **state)
{
    struct place *place = *state;
    static const struct {
        const char *name;
        bool shared;
    } pictures[] = {
        {"a.bmp", true},       {"a.c.jpg", false}, {"a.jpg", true},  {"a.jpg.png", true},
        {"a.jpgs.png", false}, {"ab.jpg", false},  {"b.png", false},
    };
    enum { COUNT = sizeof pictures / sizeof *pictures };
    for (int i = 0; i < COUNT; i++)
        write_bmp(place, pictures[i].name, 1, 1);
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    assert_int_equal(facs_media_open(NULL, place->path, 1, &media, NULL), FACS_OK);
    assert_false(facs_media_name_shared(media));
    facs_pixels frame = {.data = NULL};
    facs_media_frame at;
    for (int i = 0; i < COUNT; i++) {
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        assert_string_equal(at.name, pictures[i].name);
        assert_int_equal(facs_media_name_shared(media), pictures[i].shared);
    }
    facs_pixels_free(&env, &frame);
    facs_media_close(&media);
}

static void folder_without_pictures(void **state)
{
    struct place *place = *state;
    facs_error error;
    facs_media *media = NULL;
    assert_int_equal(facs_media_open(NULL, place->path, 1, &media, &error), FACS_E_EMPTY);
    write_file(place, "video.avi", "x", 1);
    assert_int_equal(facs_media_open(NULL, place->path, 1, &media, &error), FACS_E_EMPTY);
    assert_non_null(strstr(error.message, place->path));
    assert_null(media);
}

/* ---- single files ---- */

static void no_such_file(void **state)
{
    struct place *place = *state;
    char path[512];
    in(place, "none.avi", path);
    facs_error error;
    facs_media *media = NULL;
    facs_pixels frame = {.data = NULL};
    assert_int_equal(facs_media_open(NULL, path, 1, &media, &error), FACS_E_NOT_FOUND);
    assert_non_null(strstr(error.message, "none.avi"));
    assert_int_equal(facs_still_read(NULL, path, &frame, &error), FACS_E_NOT_FOUND);
    assert_int_equal(facs_still_read(NULL, place->path, &frame, &error), FACS_E_MEDIA);
    assert_int_equal(facs_media_open(NULL, path, 1, &media, NULL), FACS_E_NOT_FOUND);
    assert_int_equal(facs_media_open(NULL, NULL, 1, &media, &error), FACS_E_ARGUMENT);
    assert_int_equal(facs_media_open(NULL, path, 1, NULL, &error), FACS_E_ARGUMENT);
    assert_null(media);
    facs_media_close(&media);
    facs_media_close(NULL);
}

static void unreadable_file(void **state)
{
    struct place *place = *state;
    char path[512];
    write_file(place, "secret.avi", "x", 1);
    facs_error error;
    facs_media *media = NULL;
    in(place, "secret.avi/below.avi", path);
    assert_int_equal(facs_media_open(NULL, path, 1, &media, &error), FACS_E_NOT_FOUND);
    assert_non_null(strstr(error.message, strerror(ENOTDIR)));
    in(place, "secret.avi", path);
    assert_int_equal(chmod(path, 0), 0);
    bool privileged = access(path, R_OK) == 0; /* root may read everything; see callback_errors */
    assert_int_equal(facs_media_open(NULL, path, 1, &media, &error), privileged ? FACS_E_MEDIA : FACS_E_NOT_FOUND);
    assert_true(privileged || strstr(error.message, strerror(EACCES)));
}

static void uncompressed_video(void **state)
{
    struct place *place = *state;
    char path[512];
    uint8_t bytes[512];
    in(place, "plain.y4m", path);
    write_file(place, "plain.y4m", bytes, y4m(bytes, 4, "F5:2 "));
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    assert_int_equal(facs_media_open(NULL, path, 1, &media, NULL), FACS_OK);
    assert_true(facs_media_get_info(media)->fps == 2.5);
    facs_pixels frame = {.data = NULL};
    facs_media_frame at;
    for (int k = 0; k < 4; k++) {
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        assert_true(at.timestamp == 2.0 * k / 5);
        assert_int_equal(at.number, k + 1);
        assert_int_equal(at.time.ticks * at.time.num * 5, 2 * k * (int64_t)at.time.den); /* the same time in ticks */
        assert_true(at.time.den > 0 && !at.name);
        assert_int_equal(frame.width, 4);
        assert_int_equal(frame.height, 2);
        int white = (50 + 40 * k - 16) * 255 / 219; /* limited range */
        assert_in_range(frame.data[0], white - 2, white + 2);
        assert_int_equal(frame.data[0], frame.data[2]);
    }
    assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_END);
    facs_media_close(&media);
    /* a header and nothing else */
    write_file(place, "plain.y4m", bytes, y4m(bytes, 0, "F5:2 "));
    assert_true(facs_media_open(NULL, path, 1, &media, NULL) < 0);
    assert_null(media);
    facs_pixels_free(&env, &frame);
}

/* ---- the environment's callback ---- */

struct shelf {
    const uint8_t *bytes;
    size_t count;
    int code;
    int calls;
};

static int read_from_shelf(void *cookie, const char *path, void **bytes, size_t *count)
{
    struct shelf *shelf = cookie;
    shelf->calls++;
    assert_string_equal(path, "nowhere/thing");
    if (shelf->code)
        return shelf->code;
    *bytes = NULL;
    if (posix_memalign(bytes, 64, shelf->count + 1) != 0)
        return ENOMEM;
    memcpy(*bytes, shelf->bytes, shelf->count);
    *count = shelf->count;
    return 0;
}

static void files_of_the_caller(void **state)
{
    (void)state;
    uint8_t bytes[512];
    struct shelf shelf = {bytes, bmp(bytes, 5, 77), 0, 0};
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = &shelf;
    env.read_file = read_from_shelf;
    reading still = read_all(&env, "nowhere/thing", 1);
    assert_int_equal(still.status, FACS_END);
    assert_int_equal(still.info.kind, FACS_MEDIA_STILL);
    assert_int_equal(still.frames, 1);
    assert_int_equal(still.width, 5);
    assert_true(shelf.calls > 0);
    shelf.count = y4m(bytes, 3, "F10:1 ");
    reading video = read_all(&env, "nowhere/thing", 2);
    assert_int_equal(video.status, FACS_END);
    assert_int_equal(video.info.kind, FACS_MEDIA_VIDEO);
    assert_int_equal(video.frames, 3);
}

static void callback_errors(void **state)
{
    (void)state;
    uint8_t bytes[1] = {0};
    struct shelf shelf = {bytes, 0, EACCES, 0};
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = &shelf;
    env.read_file = read_from_shelf;
    reading result = read_all(&env, "nowhere/thing", 1);
    assert_int_equal(result.status, FACS_E_NOT_FOUND);
    assert_non_null(strstr(result.error.message, "nowhere/thing"));
    assert_non_null(strstr(result.error.message, "ermission denied"));
    shelf.code = 0;
    assert_int_equal(read_all(&env, "nowhere/thing", 1).status, FACS_E_EMPTY);
}

/* ---- out of memory ---- */

/* every allocation fails once; number of allocations a whole reading takes */
static int starve(const char *path, facs_status in_the_end)
{
    for (int left = 0; left < 1000; left++) {
        meter memory;
        facs_env env = meter_env(&memory, left);
        memory.for_good = true;
        reading result = read_all(&env, path, 1);
        assert_int_equal(memory.alive, 0);
        if (memory.made <= left) {
            assert_int_equal(result.status, in_the_end);
            return left;
        }
        /* a folder is opened although its first picture cannot be decoded, which is tried again later */
        if (result.status != FACS_E_MEMORY && result.status != in_the_end)
            fail_msg("allocation %d of %s: %s", left, path, facs_status_name(result.status));
        if (result.status == FACS_E_MEMORY) {
            assert_int_equal(result.error.status, FACS_E_MEMORY);
            assert_true(strlen(result.error.message) > 0);
        }
    }
    fail_msg("%s takes too much memory", path);
    return -1;
}

static void out_of_memory(void **state)
{
    struct place *place = *state;
    char path[512];
    uint8_t bytes[512];
    write_bmp(place, "1.bmp", 4, 1);
    write_bmp(place, "2.bmp", 4, 2);
    assert_in_range(starve(place->path, FACS_END), 8, 30);
    in(place, "1.bmp", path);
    assert_in_range(starve(path, FACS_END), 4, 20);
    in(place, "plain.y4m", path);
    write_file(place, "plain.y4m", bytes, y4m(bytes, 3, "F10:1 "));
    assert_in_range(starve(path, FACS_END), 3, 20);
    write_file(place, "plain.y4m", "nothing", 7);
    assert_in_range(starve(path, FACS_E_MEDIA), 1, 20);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(folder_in_order, make_place, remove_place),
        cmocka_unit_test_setup_teardown(damaged_picture_in_a_folder, make_place, remove_place),
        cmocka_unit_test_setup_teardown(names_that_are_shared, make_place, remove_place),
        cmocka_unit_test_setup_teardown(folder_without_pictures, make_place, remove_place),
        cmocka_unit_test_setup_teardown(no_such_file, make_place, remove_place),
        cmocka_unit_test_setup_teardown(unreadable_file, make_place, remove_place),
        cmocka_unit_test_setup_teardown(uncompressed_video, make_place, remove_place),
        cmocka_unit_test(files_of_the_caller),
        cmocka_unit_test(callback_errors),
        cmocka_unit_test_setup_teardown(out_of_memory, make_place, remove_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
