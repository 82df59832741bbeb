/* The gallery of awkward files, made afresh by tests/awkward: what each of them has to give.
 *
 * Environment: FACS_AWKWARD_PICTURES, the program awkward-pictures, and FACS_AWKWARD_VIDEOS, the script videos.sh. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <dirent.h>
#include <fcntl.h>
#include <libavutil/log.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/view.h"
#include "../../awkward/pattern.h"
#include "media/orient.h"
#include "reader.h"

static char folder[512];

static const char *in_folder(const char *name)
{
    static char paths[4][1024];
    static unsigned next;
    char *path = paths[next++ % 4];
    snprintf(path, sizeof paths[0], "%s/%s", folder, name);
    return path;
}

/* run PROGRAM on the folder */
static int make_with(const char *variable)
{
    const char *program = getenv(variable);
    if (!program) {
        fprintf(stderr, "%s is not set\n", variable);
        return -1;
    }
    char command[4096];
    snprintf(command, sizeof command, "'%s' '%s'", program, folder);
    return system(command);
}

static int make_gallery(void **state)
{
    (void)state;
    const char *temporary = getenv("TMPDIR");
    snprintf(folder, sizeof folder, "%s/facsimile-awkward-XXXXXX", temporary ? temporary : P_tmpdir);
    if (!mkdtemp(folder))
        return -1;
    return make_with("FACS_AWKWARD_PICTURES") || make_with("FACS_AWKWARD_VIDEOS") ? -1 : 0;
}

static int remove_gallery(void **state)
{
    (void)state;
    DIR *dir = opendir(folder);
    if (!dir)
        return -1;
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            unlink(in_folder(entry->d_name));
    closedir(dir);
    return rmdir(folder);
}

typedef struct expectation {
    const char *name;
    facs_status status; /* of opening when negative, else of the last read */
    int width, height;
    int64_t frames;
    int warnings;
    const char *says; /* part of the error message or of the last warning */
} expectation;

static const expectation gallery[] = {
    /* videos */
    {"plain.avi", FACS_END, 64, 48, 20, 0, ""},
    {"plain.mp4", FACS_END, 64, 48, 20, 0, ""},
    {"a:b%d und ü?.avi", FACS_END, 64, 48, 20, 0, ""},
    {"no_extension", FACS_END, 64, 48, 20, 0, ""},
    {"picture.jpg", FACS_END, 64, 48, 20, 0, ""},
    {"cut.avi", FACS_END, 64, 48, -1, 1, "is cut short"},
    {"cut.mp4", FACS_END, 64, 48, -1, 1, "is cut short"},
    {"damaged.avi", FACS_END, 64, 48, 20, -1, ""},
    {"late.ts", FACS_END, 64, 48, 20, -1, ""},
    {"size_change.ts", FACS_END, 64, 48, 9, 2, "its time stamps go back 1 times"}, /* the decoder swallows one */
    {"one_pixel.mkv", FACS_END, 1, 1, 3, 0, ""},
    {"odd.mkv", FACS_END, 33, 17, 3, 0, ""},
    {"odd_420.mkv", FACS_END, 67, 51, 5, 0, ""},
    {"wide.mkv", FACS_END, 12000, 40, 2, 0, ""},
    {"animation.gif", FACS_END, 40, 30, 5, 0, ""},
    {"turned90.mp4", FACS_END, 48, 64, 3, 0, ""},
    {"turned180.mp4", FACS_END, 64, 48, 3, 0, ""},
    {"turned270.mp4", FACS_END, 48, 64, 3, 0, ""},
    /* no videos */
    {"no_index.mp4", FACS_E_MEDIA, 0, 0, 0, 0, "no_index.mp4"},
    {"no_frame.avi", FACS_E_EMPTY, 0, 0, 0, 0, "no frame"},
    {"audio.wav", FACS_E_MEDIA, 0, 0, 0, 0, "has no video"},
    {"audio.mp4", FACS_E_MEDIA, 0, 0, 0, 0, "has no video"},
    {"cover.flac", FACS_E_MEDIA, 0, 0, 0, 0, "has no video"},
    {"too_wide.mkv", FACS_E_MEDIA, 0, 0, 0, 0, "33000 x 2"},
    {"text.mp4", FACS_E_MEDIA, 0, 0, 0, 0, "not a video"},
    {"text.txt", FACS_E_MEDIA, 0, 0, 0, 0, "text.txt"},
    {"text.jpg", FACS_E_MEDIA, 0, 0, 0, 0, "text.jpg"},
    {"empty.avi", FACS_E_EMPTY, 0, 0, 0, 0, "empty"},
    {"empty.png", FACS_E_EMPTY, 0, 0, 0, 0, "empty"},
    {"one_byte.avi", FACS_E_MEDIA, 0, 0, 0, 0, "one_byte.avi"},
    {"noise.avi", FACS_E_MEDIA, 0, 0, 0, 0, "noise.avi"},
    {"playlist.m3u8", FACS_E_MEDIA, 0, 0, 0, 0, "playlist.m3u8"},
    {"list.ffconcat", FACS_E_MEDIA, 0, 0, 0, 0, "list.ffconcat"},
    {"missing.avi", FACS_E_NOT_FOUND, 0, 0, 0, 0, "No such file"},
    /* pictures */
    {"one_pixel.png", FACS_END, 1, 1, 1, 0, ""},
    {"one_pixel.jpg", FACS_END, 1, 1, 1, 0, ""},
    {"small.png", FACS_END, 40, 40, 1, 0, ""},
    {"wide.png", FACS_END, 12000, 40, 1, 0, ""},
    {"progressive.jpg", FACS_END, 64, 48, 1, 0, ""},
    {"lossy.jp2", FACS_END, 37, 23, 1, 0, ""},
    {"cut.jpg", FACS_END, 64, 48, 1, 1, "damaged"},
    {"cut_header.jpg", FACS_E_MEDIA, 0, 0, 0, 0, "JPEG"},
    {"cut.png", FACS_E_MEDIA, 0, 0, 0, 0, "cut short"},
    {"cut.tiff", FACS_E_MEDIA, 0, 0, 0, 0, "tiff"},
    {"noise.jpg", FACS_E_MEDIA, 0, 0, 0, 0, "JPEG"},
    {"noise.png", FACS_E_MEDIA, 0, 0, 0, 0, "PNG"},
    {"noise.tiff", FACS_E_MEDIA, 0, 0, 0, 0, "tiff"},
    {"too_wide.png", FACS_E_MEDIA, 0, 0, 0, 0, "32768 x 1"},
    {"too_wide.jpg", FACS_E_MEDIA, 0, 0, 0, 0, "40000 x 8"},
    {"bomb.png", FACS_E_MEDIA, 0, 0, 0, 0, "30000 x 30000"},
};

static void check_expectation(const expectation *expected, int threads)
{
    log_book book = {0};
    facs_env env = logging_env(&book);
    reading result = read_all(&env, in_folder(expected->name), threads);
    if (result.status != expected->status)
        fail_msg("%s: %s (%s)", expected->name, facs_status_name(result.status), result.error.message);
    if (expected->status < 0) {
        assert_false(result.opened);
        assert_int_equal(result.error.status, expected->status);
        if (!strstr(result.error.message, expected->says) || !strstr(result.error.message, expected->name))
            fail_msg("%s: message is: %s", expected->name, result.error.message);
        return;
    }
    if (result.width != expected->width || result.height != expected->height || result.info.width != expected->width ||
        result.info.height != expected->height)
        fail_msg("%s: %d x %d, announced %d x %d", expected->name, result.width, result.height, result.info.width,
                 result.info.height);
    if (expected->frames >= 0 ? result.frames != expected->frames : result.frames < 5 || result.frames >= 20)
        fail_msg("%s: %d frames", expected->name, (int)result.frames);
    if (expected->warnings >= 0 && book.count[FACS_LOG_WARNING] != expected->warnings)
        fail_msg("%s: %d warnings, the last: %s", expected->name, book.count[FACS_LOG_WARNING], book.last);
    if (!strstr(book.last, expected->says))
        fail_msg("%s: warning is: %s", expected->name, book.last);
}

static void every_file(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof gallery / sizeof *gallery; i++)
        check_expectation(&gallery[i], 1);
}

static void threads_do_not_matter(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof gallery / sizeof *gallery; i++) {
        reading one = read_all(NULL, in_folder(gallery[i].name), 1);
        for (int threads = 2; threads <= 7; threads += 5) {
            reading many = read_all(NULL, in_folder(gallery[i].name), threads);
            assert_int_equal(many.status, one.status);
            if (many.frames != one.frames || many.digest != one.digest)
                fail_msg("%s differs with %d threads", gallery[i].name, threads);
        }
    }
}

/* neither we nor FFmpeg, libjpeg, libpng write anything, whatever the file */
static void nothing_is_printed(void **state)
{
    (void)state;
    fflush(stdout);
    fflush(stderr);
    int before[2] = {dup(1), dup(2)}, level = av_log_get_level();
    int file = open(in_folder("printed"), O_RDWR | O_CREAT | O_TRUNC, 0600);
    assert_true(before[0] >= 0 && before[1] >= 0 && file >= 0);
    dup2(file, 1);
    dup2(file, 2);
    DIR *dir = opendir(folder);
    int files = 0;
    for (const struct dirent *entry; dir && (entry = readdir(dir));)
        if (entry->d_name[0] != '.' && strcmp(entry->d_name, "printed") != 0) {
            read_all(NULL, in_folder(entry->d_name), 1 + files % 3);
            files++;
        }
    if (dir)
        closedir(dir);
    fflush(stdout);
    fflush(stderr);
    dup2(before[0], 1);
    dup2(before[1], 2);
    close(before[0]);
    close(before[1]);
    char printed[512] = "";
    ssize_t count = pread(file, printed, sizeof printed - 1, 0);
    close(file);
    unlink(in_folder("printed"));
    assert_int_equal(av_log_get_level(), level); /* FFmpeg's, which is not ours to change for long */
    assert_true(level > AV_LOG_QUIET);
    assert_true(files > 80);
    if (count != 0)
        fail_msg("printed: %s", printed);
}

static void assert_pixel(const char *name, const facs_pixels *picture, int x, int y, const int bgr[3], int tolerance)
{
    const uint8_t *at = picture->data + y * picture->stride + 3 * x;
    for (int c = 0; c < 3; c++)
        if (abs(at[c] - bgr[c]) > tolerance)
            fail_msg("%s: pixel %d, %d is %d %d %d, expected %d %d %d", name, x, y, at[0], at[1], at[2], bgr[0], bgr[1],
                     bgr[2]);
}

typedef enum content { COLOUR, GREY, GREY_1_BIT, PALETTE, TURNED } content;

static void lossless_content(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        content content;
        int tolerance;
    } pictures[] = {
        {"rgb.png", COLOUR, 0},
        {"rgb16.png", COLOUR, 0},
        {"rgba.png", COLOUR, 0},
        {"rgba16.png", COLOUR, 0},
        {"rgb_clear.png", COLOUR, 0},
        {"interlaced.png", COLOUR, 0},
        {"rgb.bmp", COLOUR, 0},
        {"rgb.tiff", COLOUR, 0},
        {"rgb.ppm", COLOUR, 0},
        {"picture.avi", COLOUR, 0},
        {"rgb16.tiff", COLOUR, 1},
        {"grey.png", GREY, 0},
        {"grey16.png", GREY, 0},
        {"grey_alpha.png", GREY, 0},
        {"grey.tiff", GREY, 0},
        {"grey.pgm", GREY, 0},
        {"grey1.png", GREY_1_BIT, 0},
        {"palette.png", PALETTE, 0},
        {"palette_clear.png", PALETTE, 0},
        {"palette.bmp", PALETTE, 0},
        {"turned.png", TURNED, 0},
    };
    facs_env env = facs_env_resolve(NULL);
    facs_pixels picture = {.data = NULL};
    for (size_t i = 0; i < sizeof pictures / sizeof *pictures; i++) {
        const char *name = pictures[i].name;
        facs_error error;
        if (facs_still_read(NULL, in_folder(name), &picture, &error) != FACS_OK)
            fail_msg("%s", error.message);
        bool turned = pictures[i].content == TURNED;
        assert_int_equal(picture.width, turned ? PATTERN_HEIGHT : PATTERN_WIDTH);
        assert_int_equal(picture.height, turned ? PATTERN_WIDTH : PATTERN_HEIGHT);
        for (int y = 0; y < PATTERN_HEIGHT; y++)
            for (int x = 0; x < PATTERN_WIDTH; x++) {
                int bgr[3];
                for (int c = 0; c < 3; c++)
                    bgr[c] = pictures[i].content == PALETTE      ? pattern_palette(pattern_index(x, y), 2 - c)
                             : pictures[i].content == GREY       ? pattern(x, y, 0)
                             : pictures[i].content == GREY_1_BIT ? 255 * (pattern(x, y, 0) >> 7)
                                                                 : pattern(x, y, 2 - c);
                assert_pixel(name, &picture, turned ? PATTERN_HEIGHT - 1 - y : x, turned ? x : y, bgr,
                             pictures[i].tolerance);
            }
    }
    facs_pixels_free(&env, &picture);
}

/* colour ramps of the JPEG files: red to the right, green downwards, blue 90 (CMYK: inks) */
static void jpeg_content(void **state)
{
    (void)state;
    enum { W = 64, H = 48 };
    facs_env env = facs_env_resolve(NULL);
    facs_pixels picture = {.data = NULL};
    static const char *const names[] = {"upright.jpg", "progressive.jpg", "rgb.jpg", "cmyk.jpg",
                                        "ycck.jpg",    "cmyk_plain.jpg",  "grey.jpg"};
    for (int i = 0; i < 7; i++) {
        assert_int_equal(facs_still_read(NULL, in_folder(names[i]), &picture, NULL), FACS_OK);
        for (int y = 4; y < H; y += 13)
            for (int x = 3; x < W; x += 17) {
                int first = 40 + 170 * x / W, second = 40 + 170 * y / H;
                int colour[3] = {90, second, first}, grey[3] = {first, first, first};
                int ink[3] = {(255 - 90) * 225 / 255, (255 - second) * 225 / 255, (255 - first) * 225 / 255};
                assert_pixel(names[i], &picture, x, y, i < 3 ? colour : i < 6 ? ink : grey, 4);
            }
    }
    /* EXIF orientations: the upright picture, turned as the tag asks */
    facs_pixels stored = {.data = NULL}, expected = {.data = NULL};
    assert_int_equal(facs_still_read(NULL, in_folder("upright.jpg"), &stored, NULL), FACS_OK);
    for (int orientation = 1; orientation <= 9; orientation++) {
        char name[32];
        snprintf(name, sizeof name, "exif%d.jpg", orientation);
        assert_int_equal(facs_still_read(NULL, in_folder(name), &picture, NULL), FACS_OK);
        facs_image view = facs_pixels_view(&stored);
        assert_int_equal(facs_pixels_orient(&env, VIEW(&view), orientation <= 8 ? orientation : 1, &expected), FACS_OK);
        assert_int_equal(picture.width, expected.width);
        assert_true(digest(1, &picture) == digest(1, &expected));
    }
    facs_pixels_free(&env, &stored);
    facs_pixels_free(&env, &expected);
    facs_pixels_free(&env, &picture);
}

static void first_frame(const char *name, facs_pixels *frame)
{
    facs_media *media = NULL;
    facs_media_frame at;
    assert_int_equal(facs_media_open(NULL, in_folder(name), 1, &media, NULL), FACS_OK);
    assert_int_equal(facs_media_read(media, frame, &at, NULL), FACS_OK);
    facs_media_close(&media);
}

static void video_content(void **state)
{
    (void)state;
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {.data = NULL}, upright = {.data = NULL}, expected = {.data = NULL};
    static const char *const formats[] = {"bgr0", "gray", "yuv420p", "yuvj420p", "yuv444p", "yuv420p10le", "gray16le"};
    for (int i = 0; i < 7; i++) {
        char name[64];
        snprintf(name, sizeof name, "grey_%s.mkv", formats[i]);
        first_frame(name, &frame);
        static const int grey[3] = {128, 128, 128};
        for (int y = 0; y < 30; y++)
            for (int x = 0; x < 40; x++)
                assert_pixel(name, &frame, x, y, grey, i == 5 ? 2 : 0);
    }
    first_frame("one_pixel.mkv", &frame);
    static const int red[3] = {0, 0, 255};
    assert_pixel("one_pixel.mkv", &frame, 0, 0, red, 1);
    /* turned90 asks the player to turn it by 90 degrees clockwise, which is EXIF's 6 */
    static const struct {
        const char *name;
        int orientation;
    } turned[] = {{"turned90.mp4", 6}, {"turned180.mp4", 3}, {"turned270.mp4", 8}};
    first_frame("upright.mp4", &upright);
    for (int i = 0; i < 3; i++) {
        first_frame(turned[i].name, &frame);
        facs_image view = facs_pixels_view(&upright);
        assert_int_equal(facs_pixels_orient(&env, VIEW(&view), turned[i].orientation, &expected), FACS_OK);
        assert_int_equal(frame.width, expected.width);
        if (digest(1, &frame) != digest(1, &expected))
            fail_msg("%s is not upright", turned[i].name);
    }
    facs_pixels_free(&env, &frame);
    facs_pixels_free(&env, &upright);
    facs_pixels_free(&env, &expected);
}

static int threads_now(void)
{
    DIR *dir = opendir("/proc/self/task");
    if (!dir)
        return 1; /* not Linux */
    int count = 0;
    for (const struct dirent *entry; (entry = readdir(dir));)
        count += entry->d_name[0] != '.';
    closedir(dir);
    return count;
}

/* Frames of a file, in a hash; *decoders threads decode. */
static uint64_t read_with(const char *name, const facs_media_options *options, int *decoders)
{
    const facs_env env = facs_env_resolve(NULL);
    const int before = threads_now();
    uint64_t hash = 1;
    facs_pixels frame = {.data = NULL};
    facs_media *media = NULL;
    facs_media_frame at;
    assert_int_equal(facs_media_open_as(NULL, in_folder(name), options, &media, NULL), FACS_OK);
    *decoders = facs_media_get_info(media)->decoders;
    assert_int_equal(threads_now(), before + *decoders);
    while (facs_media_read(media, &frame, &at, NULL) == FACS_OK)
        hash = digest(hash, &frame);
    facs_media_close(&media);
    facs_pixels_free(&env, &frame);
    return hash;
}

static void large_videos_get_threads(void **state)
{
    (void)state;
    const facs_media_options alone = {.threads = 1}, two_if_large = {.threads = 1, .large_threads = 2},
                             more = {.threads = 3, .large_threads = 2};
    int decoders, two; /* slices: the reader is one of the two */
    const uint64_t large = read_with("large.mkv", &alone, &decoders);
    assert_int_equal(decoders, 0);
    assert_true(read_with("large.mkv", &two_if_large, &two) == large);
    assert_in_range(two, 1, 2);
    assert_true(read_with("large.mkv", &more, &decoders) == large);
    assert_int_equal(decoders, two + 1);
    read_with("less_large.mkv", &two_if_large, &decoders);
    assert_int_equal(decoders, 0);
    read_with("plain.avi", &more, &decoders); /* whose decoder has none */
    assert_int_equal(decoders, 0);
}

static void one_thread_is_one_thread(void **state)
{
    (void)state;
    static const char *const names[] = {"plain.avi", "late.ts", "grey_yuvj420p.mkv", "odd.mkv"};
    int before = threads_now();
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {.data = NULL};
    for (int i = 0; i < 4; i++) {
        facs_media *media = NULL;
        facs_media_frame at;
        assert_int_equal(facs_media_open(NULL, in_folder(names[i]), 1, &media, NULL), FACS_OK);
        assert_int_equal(facs_media_read(media, &frame, &at, NULL), FACS_OK);
        assert_int_equal(threads_now(), before);
        facs_media_close(&media);
    }
    facs_pixels_free(&env, &frame);
}

/* Frames whose rows come late, in any order, hold the pixels of frames that come whole; returns how many were late. */
static int compare_late(const char *name)
{
    facs_env env = facs_env_resolve(NULL);
    facs_media *whole = NULL, *late = NULL;
    facs_pixels a = {.data = NULL}, b = {.data = NULL};
    facs_media_frame at;
    int frames = 0;
    if (facs_media_open(NULL, in_folder(name), 1, &whole, NULL) != FACS_OK)
        return 0;
    assert_int_equal(facs_media_open(NULL, in_folder(name), 1, &late, NULL), FACS_OK);
    facs_media_allow_late(late);
    while (facs_media_read(whole, &a, &at, NULL) == FACS_OK) {
        assert_int_equal(facs_media_read(late, &b, &at, NULL), FACS_OK);
        assert_null(a.late);
        facs_image image = facs_pixels_view(&b);
        frames += image.late != NULL;
        for (int y = 7 * b.height; y > 0; y -= 7) /* 7 or a divisor: all rows, far apart */
            facs_image_need(&image, y % b.height, y % b.height);
        facs_image_need_all(&image);
        assert_int_equal(digest(1, &a), digest(1, &b));
    }
    assert_int_not_equal(facs_media_read(late, &b, &at, NULL), FACS_OK);
    facs_media_close(&whole);
    facs_media_close(&late);
    facs_pixels_free(&env, &a);
    facs_pixels_free(&env, &b);
    return frames;
}

static void late_rows_are_the_same(void **state)
{
    (void)state;
    DIR *dir = opendir(folder);
    assert_non_null(dir);
    int videos = 0;
    for (const struct dirent *entry; (entry = readdir(dir));)
        if (entry->d_name[0] != '.')
            videos += compare_late(entry->d_name) > 0;
    closedir(dir);
    assert_true(videos > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_file),
        cmocka_unit_test(lossless_content),
        cmocka_unit_test(jpeg_content),
        cmocka_unit_test(video_content),
        cmocka_unit_test(nothing_is_printed),
        cmocka_unit_test(one_thread_is_one_thread),
        cmocka_unit_test(large_videos_get_threads),
        cmocka_unit_test(threads_do_not_matter),
        cmocka_unit_test(late_rows_are_the_same),
    };
    return cmocka_run_group_tests(tests, make_gallery, remove_gallery);
}
