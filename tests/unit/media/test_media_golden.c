/* Videos and stills as the reference decoded them: pixels, frame counts, frame rates, time stamps. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <zlib.h>

#include "reader.h"
#include "support/npy.h"

static void assert_same_pixels(const facs_pixels *frame, const npy *golden)
{
    assert_int_equal(frame->channels, 3);
    assert_int_equal(frame->height, golden->dim[0]);
    assert_int_equal(frame->width, golden->dim[1]);
    size_t row = golden->dim[1] * 3;
    const uint8_t *expected = npy_u8(golden, golden->dim[0] * row);
    for (int y = 0; y < frame->height; y++)
        assert_memory_equal(frame->data + y * frame->stride, expected + (size_t)y * row, row);
}

static void frames_of_a_video(void **state)
{
    (void)state;
    static const int wanted[] = {0, 1, 2, 3, 30, 31};
    facs_env env = facs_env_resolve(NULL);
    for (int threads = 1; threads <= 3; threads += 2) {
        facs_media *media = NULL;
        facs_pixels frame = {.data = NULL};
        assert_int_equal(facs_media_open(NULL, testdata_path("media/default.wmv"), threads, &media, NULL), FACS_OK);
        int next = 0;
        for (int k = 0; k <= 31; k++) {
            facs_media_frame at;
            assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
            assert_null(at.name);
            assert_true(at.time.num == 1 && at.time.den == 1000 && at.timestamp == (double)at.time.ticks / 1000);
            assert_true(k > 0 || at.timestamp == 0.009); /* the sound begins first */
            if (k != wanted[next])
                continue;
            npy golden = npy_load("golden/stages/default_f%03d/frame_bgr.npy", wanted[next++]);
            assert_same_pixels(&frame, &golden);
            npy_free(&golden);
        }
        assert_int_equal(next, 6);
        facs_pixels_free(&env, &frame);
        facs_media_close(&media);
        assert_null(media);
    }
}

static void a_still(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {.data = NULL};
    npy golden = npy_load("golden/stages/sample1/frame_bgr.npy");
    assert_int_equal(facs_still_read(NULL, testdata_path("media/sample1.jpg"), &frame, NULL), FACS_OK);
    assert_same_pixels(&frame, &golden);
    npy_free(&golden);
    facs_pixels_free(&env, &frame);
}

/* sums of all pixels of one channel */
static void sums_of_stills(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int width, height;
        uint64_t sums[3];
    } stills[] = {
        {"sample1.jpg", 640, 400, {30088741, 30356107, 41440637}},
        {"sample2.jpg", 640, 400, {48906435, 51360605, 56813026}},
        {"sample3.jpg", 640, 400, {31497622, 33826611, 38690710}},
        {"sample4.jpg", 640, 480, {43452346, 43452346, 43452346}},
        {"sample5.jpg", 640, 424, {41337975, 40882247, 47934491}},
        {"sample6.jpg", 1942, 1944, {329487207, 385640150, 411450321}},
    };
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {.data = NULL};
    for (size_t i = 0; i < sizeof stills / sizeof *stills; i++) {
        assert_int_equal(facs_still_read(NULL, testdata_path("media/%s", stills[i].name), &frame, NULL), FACS_OK);
        assert_int_equal(frame.width, stills[i].width);
        assert_int_equal(frame.height, stills[i].height);
        uint64_t sums[3] = {0};
        for (int y = 0; y < frame.height; y++)
            for (int x = 0; x < 3 * frame.width; x++)
                sums[x % 3] += frame.data[y * frame.stride + x];
        for (int c = 0; c < 3; c++)
            assert_int_equal(sums[c], stills[i].sums[c]);
    }
    facs_pixels_free(&env, &frame);
}

/* time stamps of a golden CSV, -1 behind the last; free() */
static double *golden_timestamps(const char *name, size_t *count)
{
    gzFile file = gzopen(testdata_path("golden/%s", name), "rb");
    if (!file)
        fail_msg("cannot open golden/%s", name);
    static char line[1 << 16];
    double *timestamps = calloc(10000, sizeof *timestamps);
    *count = 0;
    gzgets(file, line, sizeof line); /* header */
    while (gzgets(file, line, sizeof line)) {
        int frame, face;
        if (*count >= 10000 || sscanf(line, "%d,%d,%lf", &frame, &face, &timestamps[*count]) != 3)
            fail_msg("golden/%s: line not understood: %.40s", name, line);
        ++*count;
    }
    gzclose(file);
    return timestamps;
}

struct video {
    const char *name, *csv;
    int width, height;
    double fps;
    int frames, declared;
};

static const struct video videos[] = {
    {"default.wmv", "default/FeatureExtraction.csv.gz", 640, 480, 15, 288, 288},
    {"2015-10-15-15-14.avi", "2015-10-15-15-14/FeatureExtraction.csv.gz", 640, 480, 30, 842, 842},
    {"multi_face.avi", "multi_face/FeatureExtraction.csv.gz", 640, 480, 30, 702, 702},
    {"no_face.mp4", "no_face/FeatureExtraction.csv", 960, 540, 150528 / 6359.0, 95, 98},
    {"face_noface.mov", "face_noface/FeatureExtraction.csv", 960, 540, 519168 / 19667.0, 169, 169},
    {"franck.mp4", "franck/FeatureExtraction.csv.gz", 360, 288, 24, 4800, 4800},
};

static void whole_video(const struct video *video)
{
    size_t rows;
    double *timestamps = golden_timestamps(video->csv, &rows);
    assert_int_equal(rows, video->frames);
    log_book book = {0};
    facs_env env = logging_env(&book), full = facs_env_resolve(NULL);
    facs_media *media = NULL;
    const facs_media_options options = {.threads = 2, .reference = true};
    assert_int_equal(facs_media_open_as(&env, testdata_path("media/%s", video->name), &options, &media, NULL), FACS_OK);
    const facs_media_info *info = facs_media_get_info(media);
    assert_int_equal(info->kind, FACS_MEDIA_VIDEO);
    assert_int_equal(info->width, video->width);
    assert_int_equal(info->height, video->height);
    assert_true(fabs(info->fps - video->fps) < 1e-12);
    assert_int_equal(info->frames, video->declared);
    facs_pixels frame = {.data = NULL};
    for (size_t k = 0; k < rows; k++) {
        facs_media_frame at;
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        char printed[32];
        snprintf(printed, sizeof printed, "%.3f", at.timestamp);
        assert_true(strtod(printed, NULL) == timestamps[k]);
        assert_int_equal(frame.width, video->width);
        assert_int_equal(frame.height, video->height);
    }
    facs_media_frame at;
    assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_END);
    assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_END);
    assert_int_equal(book.count[FACS_LOG_WARNING], 0);
    facs_pixels_free(&full, &frame);
    facs_media_close(&media);
    free(timestamps);
}

static void whole_videos(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof videos / sizeof *videos; i++)
        whole_video(&videos[i]);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    static const char *const names[] = {"2015-10-15-15-14.avi", "no_face.mp4", "face_noface.mov"};
    for (int i = 0; i < 3; i++) {
        reading one = read_all(NULL, testdata_path("media/%s", names[i]), 1);
        reading five = read_all(NULL, testdata_path("media/%s", names[i]), 5);
        assert_int_equal(one.status, FACS_END);
        assert_int_equal(five.frames, one.frames);
        assert_true(five.digest == one.digest);
    }
}

typedef struct shelf {
    uint8_t *bytes;
    size_t count;
} shelf;

static int read_from_shelf(void *cookie, const char *path, void **bytes, size_t *count)
{
    (void)path;
    const shelf *held = cookie;
    *bytes = NULL;
    if (posix_memalign(bytes, 64, held->count) != 0)
        return ENOMEM;
    memcpy(*bytes, held->bytes, held->count);
    *count = held->count;
    return 0;
}

/* a few short stretches of noise in the middle of the file; free(video->bytes) */
static void load_damaged(const char *path, shelf *video)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    video->count = (size_t)ftell(file);
    rewind(file);
    video->bytes = malloc(video->count);
    assert_int_equal(fread(video->bytes, 1, video->count, file), video->count);
    fclose(file);
    uint32_t value = 1;
    for (size_t part = 3; part < 9; part++)
        for (size_t k = 0; k < 20 * part; k++) {
            value = value * 1664525u + 1013904223u;
            video->bytes[video->count / 12 * part + k] = (uint8_t)(value >> 24);
        }
}

/* A damaged stream gives the same frames whatever the number of threads (but see video.c on H.264). */
static void damage_and_threads(void **state)
{
    (void)state;
    static const char *const names[] = {"2015-10-15-15-14.avi", "face_noface.mov", "default.wmv"};
    for (int i = 0; i < 3; i++) {
        shelf video = {0};
        load_damaged(testdata_path("media/%s", names[i]), &video);
        facs_env env;
        facs_env_init(&env, sizeof env);
        env.cookie = &video;
        env.read_file = read_from_shelf;
        reading one = read_all(&env, names[i], 1), four = read_all(&env, names[i], 4);
        assert_int_equal(one.status, FACS_END);
        assert_true(one.frames > 100);
        assert_int_equal(four.frames, one.frames);
        assert_true(four.digest == one.digest);
        reading sound = read_all(NULL, testdata_path("media/%s", names[i]), 1);
        assert_true(sound.digest != one.digest);
        free(video.bytes);
    }
}

static void image_sequence(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_media *media = NULL;
    assert_int_equal(facs_media_open(NULL, testdata_path("media/image_sequence"), 1, &media, NULL), FACS_OK);
    const facs_media_info *info = facs_media_get_info(media);
    assert_int_equal(info->kind, FACS_MEDIA_FOLDER);
    assert_int_equal(info->width, 640);
    assert_int_equal(info->height, 480);
    assert_int_equal(info->frames, 30);
    assert_true(info->fps == 0);
    facs_pixels frame = {.data = NULL}, alone = {.data = NULL};
    for (int k = 1; k <= 30; k++) {
        char expected[16];
        snprintf(expected, sizeof expected, "%03d.jpg", k);
        facs_media_frame at;
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        assert_string_equal(at.name, expected);
        assert_true(at.timestamp == 0);
        assert_int_equal(facs_still_read(NULL, testdata_path("media/image_sequence/%s", expected), &alone, NULL),
                         FACS_OK);
        assert_true(digest(1, &frame) == digest(1, &alone));
    }
    facs_media_frame at;
    assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_END);
    facs_pixels_free(&env, &frame);
    facs_pixels_free(&env, &alone);
    facs_media_close(&media);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(frames_of_a_video)),  NEEDS_DATA(cmocka_unit_test(a_still)),
        NEEDS_DATA(cmocka_unit_test(sums_of_stills)),     NEEDS_DATA(cmocka_unit_test(whole_videos)),
        NEEDS_DATA(cmocka_unit_test(image_sequence)),     NEEDS_DATA(cmocka_unit_test(threads_do_not_matter)),
        NEEDS_DATA(cmocka_unit_test(damage_and_threads)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
