/* Mirrored pictures: symmetric ones stay as they are, halves do not mix, midlines of any kind. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "mirror/mirror_picture.h"
#include "support/random.h"

static const facs_mirror_style plain = {FACS_MIRROR_BAND, false, false}, feathered = {FACS_MIRROR_BAND, false, true},
                               early = {FACS_MIRROR_BAND_WIDE, true, false}, bare = {0, false, false};

typedef struct trio {
    facs_env env;
    facs_pixels frame, right, left;
} trio;

static trio make(int width, int height)
{
    trio t = {.env = facs_env_resolve(NULL)};
    facs_pixels *const all[] = {&t.frame, &t.right, &t.left};
    for (int i = 0; i < 3; i++) {
        assert_int_equal(facs_pixels_resize(&t.env, all[i], width, height, 3), FACS_OK);
        memset(all[i]->data, 0xa5, (size_t)(all[i]->stride * height));
    }
    return t;
}

static void end(trio *t)
{
    facs_pixels_free(&t->env, &t->frame);
    facs_pixels_free(&t->env, &t->right);
    facs_pixels_free(&t->env, &t->left);
}

static void mirror_it(trio *t, const facs_midline *midline, const facs_mirror_style *style)
{
    const facs_image image = facs_pixels_view(&t->frame);
    facs_mirror_picture(&image, midline, style, &t->right, &t->left);
}

static facs_midline line(double gx, double gy, double cx, double cy)
{
    return (facs_midline){.known = true, .glabella = {gx, gy}, .chin = {cx, cy}};
}

/* where a pixel lies: across the midline (positive = the patient's right) and along it */
static void place(const facs_midline *m, double x, double y, double *t, double *s)
{
    const double dx = m->chin[0] - m->glabella[0], dy = m->chin[1] - m->glabella[1], length = hypot(dx, dy);
    *t = ((x - m->glabella[0]) * -dy + (y - m->glabella[1]) * dx) / length;
    *s = ((x - m->glabella[0]) * dx + (y - m->glabella[1]) * dy) / length;
}

/* smooth; `lean` more to one side than to the other; tones per pixel never above about 4 */
static void paint(facs_pixels *to, const facs_midline *m, double lean)
{
    for (int y = 0; y < to->height; y++)
        for (int x = 0; x < to->width; x++) {
            double t, s;
            place(m, x, y, &t, &s);
            for (int c = 0; c < 3; c++) {
                const double value = 120 + 70 * cos(0.05 * (c + 1) * t) * cos(0.03 * s + c) + lean * (t > 0 ? t : 0);
                to->data[y * to->stride + 3 * x + c] = (uint8_t)lrint(fmin(fmax(value, 0), 255));
            }
        }
}

static int difference(const facs_pixels *a, const facs_pixels *b, int x, int y)
{
    int most = 0;
    for (int c = 3 * x; c < 3 * x + 3; c++)
        most = (int)fmax(most, abs(a->data[y * a->stride + c] - b->data[y * b->stride + c]));
    return most;
}

/* the largest difference where the reflection of a pixel lies in the picture and the pixel is at least `beyond` away
 * from the midline */
static int largest(const facs_pixels *a, const facs_pixels *b, const facs_midline *m, double beyond)
{
    int most = 0, compared = 0;
    for (int y = 0; y < a->height; y++)
        for (int x = 0; x < a->width; x++) {
            double t, s;
            place(m, x, y, &t, &s);
            const double dx = m->chin[0] - m->glabella[0], dy = m->chin[1] - m->glabella[1], length = hypot(dx, dy);
            const double rx = x + 2 * t * dy / length, ry = y - 2 * t * dx / length;
            if (fabs(t) < beyond || rx < 0 || ry < 0 || rx > a->width - 1 || ry > a->height - 1)
                continue;
            most = (int)fmax(most, difference(a, b, x, y));
            compared++;
        }
    assert_true(compared > a->width * a->height / 8);
    return most;
}

static const double lines[][4] = {{80, 40, 80, 90},       {79.5, 40, 79.5, 90},   {76.3, 33.2, 84.1, 99.7},
                                  {84.25, 40, 79, 100.5}, {60, 30, 110, 100},     {80, 90, 80.4, 30},
                                  {40, 60, 120, 60},      {81.123, 60, 79, 60.7}, {120, 59.5, 30, 59.5}};
enum { LINES = sizeof lines / sizeof *lines };

static void a_symmetric_picture_stays(void **state)
{
    (void)state;
    const facs_mirror_style *const styles[] = {&plain, &feathered, &bare};
    for (int i = 0; i < LINES; i++)
        for (int k = 0; k < 3; k++) {
            const facs_midline m = line(lines[i][0], lines[i][1], lines[i][2], lines[i][3]);
            trio t = make(160, 120);
            paint(&t.frame, &m, 0);
            mirror_it(&t, &m, styles[k]);
            const int right = largest(&t.right, &t.frame, &m, 0), left = largest(&t.left, &t.frame, &m, 0);
            if (right > 1 || left > 1)
                fail_msg("line %d, style %d: %d and %d levels", i, k, right, left);
            end(&t);
        }
}

/* columns that are mirror images of each other: not one level, in every style */
static void an_upright_midline_is_exact(void **state)
{
    (void)state;
    const facs_mirror_style *const styles[] = {&plain, &feathered, &bare, &early};
    uint64_t seed = 7;
    for (int k = 0; k < 4; k++)
        for (int half = 0; half < 2; half++) {
            const int width = 61 - half;
            trio t = make(width, 40);
            for (int y = 0; y < 40; y++)
                for (int x = 0; x < (width + 1) / 2; x++)
                    for (int c = 0; c < 3; c++)
                        t.frame.data[y * t.frame.stride + 3 * x + c] =
                            t.frame.data[y * t.frame.stride + 3 * (width - 1 - x) + c] = (uint8_t)random_u32(&seed);
            const facs_midline m = line((width - 1) / 2.0, 10, (width - 1) / 2.0, 30);
            mirror_it(&t, &m, styles[k]);
            for (int y = 0; y < 40; y++) {
                assert_memory_equal(t.right.data + y * t.right.stride, t.frame.data + y * t.frame.stride,
                                    3 * (size_t)width);
                assert_memory_equal(t.left.data + y * t.left.stride, t.frame.data + y * t.frame.stride,
                                    3 * (size_t)width);
            }
            end(&t);
        }
}

/* Mirrored again, a mirrored picture is the same: to the byte outside of the band and three pixels (what interpolation
 * touches), and within one level in the band where that is feathered or not there at all. */
static void twice_is_once(void **state)
{
    (void)state;
    const facs_mirror_style *const styles[] = {&plain, &feathered, &bare};
    for (int i = 0; i < LINES; i++)
        for (int k = 0; k < 3; k++) {
            const facs_midline m = line(lines[i][0], lines[i][1], lines[i][2], lines[i][3]);
            trio once = make(160, 120), again = make(160, 120);
            paint(&once.frame, &m, 0.8);
            mirror_it(&once, &m, styles[k]);
            for (int which = 0; which < 2; which++) {
                const facs_pixels *first = which ? &once.left : &once.right;
                const facs_pixels *second = which ? &again.left : &again.right;
                memcpy(again.frame.data, first->data, (size_t)(first->stride * first->height));
                mirror_it(&again, &m, styles[k]);
                /* where a flat midline does not cross a row, the original's band lies at the edge of the picture */
                const bool flat = fabs(m.chin[0] - m.glabella[0]) > fabs(m.chin[1] - m.glabella[1]);
                const double beyond = 3 + FACS_MIRROR_BAND / 2;
                if (k == 0 && flat)
                    continue;
                if (largest(second, first, &m, beyond) > 0)
                    fail_msg("line %d, style %d, side %d: %d levels", i, k, which, largest(second, first, &m, beyond));
                if (k > 0 && largest(second, first, &m, 0) > 1)
                    fail_msg("line %d, style %d: %d levels", i, k, largest(second, first, &m, 0));
            }
            end(&once);
            end(&again);
        }
}

/* what changes on one side is seen in the picture made of that side alone, on both sides of it */
static void sides_do_not_mix(void **state)
{
    (void)state;
    for (int i = 0; i < LINES; i++) {
        const facs_midline m = line(lines[i][0], lines[i][1], lines[i][2], lines[i][3]);
        trio even = make(160, 120), leaning = make(160, 120);
        paint(&even.frame, &m, 0);
        paint(&leaning.frame, &m, 0.8); /* the patient's right only */
        mirror_it(&even, &m, &bare);
        mirror_it(&leaning, &m, &bare);
        assert_true(largest(&leaning.right, &even.right, &m, 0) > 15);
        int right_side = 0, left_side = 0;
        for (int y = 0; y < 120; y++)
            for (int x = 0; x < 160; x++) {
                double t, s;
                place(&m, x, y, &t, &s);
                /* a pixel at the midline is interpolated from both sides of it */
                if (fabs(t) > 1.5)
                    assert_int_equal(difference(&leaning.left, &even.left, x, y), 0);
                int *const most = t > 0 ? &right_side : &left_side;
                *most = (int)fmax(*most, difference(&leaning.right, &even.right, x, y));
            }
        assert_true(right_side > 15 && left_side > 15);
        end(&even);
        end(&leaning);
    }
}

/* a side 2 % brighter than the other: each picture is as bright as its side, to half a level */
static void two_percent_are_seen(void **state)
{
    (void)state;
    const facs_midline m = line(80.2, 40, 78.9, 100);
    trio t = make(160, 120);
    for (int y = 0; y < 120; y++)
        for (int x = 0; x < 160; x++) {
            double across, along;
            place(&m, x, y, &across, &along);
            memset(t.frame.data + y * t.frame.stride + 3 * x, across >= 0 ? 204 : 200, 3);
        }
    mirror_it(&t, &m, &plain);
    double right = 0, left = 0;
    for (int y = 0; y < 120; y++)
        for (int x = 0; x < 160; x++) {
            right += t.right.data[y * t.right.stride + 3 * x] / (160 * 120.0);
            left += t.left.data[y * t.left.stride + 3 * x] / (160 * 120.0);
        }
    assert_true(fabs(right - 204) < 0.5 && fabs(left - 200) < 0.5);
    end(&t);
}

/* which half is which: the patient's right is on the left of the picture */
static void sides_are_the_patients(void **state)
{
    (void)state;
    const facs_midline m = line(80, 30, 80, 90), upside_down = line(80, 90, 80, 30);
    trio t = make(160, 120);
    for (int y = 0; y < 120; y++)
        for (int x = 0; x < 160; x++)
            memset(t.frame.data + y * t.frame.stride + 3 * x, x <= 80 ? 10 : 200, 3);
    mirror_it(&t, &m, &plain);
    assert_int_equal(t.right.data[50 * t.right.stride + 3 * 150], 10);
    assert_int_equal(t.left.data[50 * t.left.stride + 3 * 10], 200);
    mirror_it(&t, &upside_down, &plain);
    assert_int_equal(t.right.data[50 * t.right.stride + 3 * 10], 200);
    assert_int_equal(t.left.data[50 * t.left.stride + 3 * 150], 10);
    end(&t);
}

static void without_a_midline_both_are_copies(void **state)
{
    (void)state;
    const double nan = (double)NAN, inf = (double)INFINITY;
    const facs_midline none[] = {{.known = false, .glabella = {80, 30}, .chin = {80, 90}},
                                 line(80, 30, 80, 30),
                                 line(nan, 30, 80, 90),
                                 line(80, nan, 80, 90),
                                 line(80, 30, nan, 90),
                                 line(80, 30, 80, nan),
                                 line(inf, 30, 80, 90),
                                 line(80, 30, 80, -inf),
                                 line(80, 30, 80, 1e300),
                                 line(-1e7, 30, 80, 90)};
    trio t = make(33, 20);
    uint64_t seed = 5;
    for (int y = 0; y < 20; y++)
        for (int c = 0; c < 3 * 33; c++)
            t.frame.data[y * t.frame.stride + c] = (uint8_t)random_u32(&seed);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        memset(t.right.data, 0, (size_t)(20 * t.right.stride));
        memset(t.left.data, 0, (size_t)(20 * t.left.stride));
        mirror_it(&t, &none[i], i % 2 ? &plain : &early);
        for (int y = 0; y < 20; y++) {
            assert_memory_equal(t.right.data + y * t.right.stride, t.frame.data + y * t.frame.stride, 3 * 33);
            assert_memory_equal(t.left.data + y * t.left.stride, t.frame.data + y * t.frame.stride, 3 * 33);
        }
    }
    end(&t);
}

/* Reads and writes nothing outside of the pictures (the sanitizers look), changes no byte behind a row. */
static void any_midline_is_survived(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {1, 40}, {40, 1}, {2, 2}, {5, 3}, {67, 41}, {128, 9}};
    uint64_t seed = 11;
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++) {
        const int width = sizes[k][0], height = sizes[k][1];
        trio t = make(width, height);
        uint8_t *tight = malloc((size_t)(3 * width * height)); /* ends with the last pixel */
        assert_non_null(tight);
        memset(tight, 60, (size_t)(3 * width * height));
        const facs_image image = {tight, width, height, 3, 3 * (ptrdiff_t)width, NULL};
        for (int i = 0; i < 400; i++) {
            const double spread = i % 4 == 0 ? 2 : i % 4 == 1 ? 100 : i % 4 == 2 ? 30000 : 999999;
            double at[4];
            for (int n = 0; n < 4; n++)
                at[n] = (i % 3 == 0 && n % 2 ? 0.5 : spread) * (2 * random_unit(&seed) - 1);
            const facs_midline m = line(at[0], at[1], at[2], at[3]);
            const facs_mirror_style style = {(int)(random_u32(&seed) % 50) - 5, i % 5 == 0, i % 2 == 0};
            facs_mirror_picture(&image, &m, &style, &t.right, &t.left);
            for (int y = 0; y < height; y++)
                for (int x = 0; x < 3 * width; x++) {
                    assert_in_range(t.right.data[y * t.right.stride + x], 59, 60);
                    assert_in_range(t.left.data[y * t.left.stride + x], 59, 60);
                }
            if (t.right.stride > 3 * width)
                assert_int_equal(t.right.data[(height - 1) * t.right.stride + 3 * width], 0xa5);
        }
        free(tight);
        end(&t);
    }
}

/* The original's band shows more of the frame towards its ends; a feathered one fades out of the frame: half of it at
 * the midline, none at the end. */
static void bands_are_blended(void **state)
{
    (void)state;
    const facs_midline m = line(80, 30, 80, 90);
    trio t = make(160, 120);
    for (int y = 0; y < 120; y++)
        for (int x = 0; x < 160; x++)
            memset(t.frame.data + y * t.frame.stride + 3 * x, x <= 80 ? 0 : 100, 3);
    const uint8_t *row = t.right.data + 60 * t.right.stride;
    mirror_it(&t, &m, &plain);
    /* columns 81, 82: k = 0.8, 1 of the frame; behind them the reflection alone */
    assert_in_range(row[3 * 81], 79, 80);
    assert_int_equal(row[3 * 82], 100);
    assert_int_equal(row[3 * 83], 0);
    /* columns 77, 78, 79: k = 1, 0.8, 0.6 */
    row = t.left.data + 60 * t.left.stride;
    assert_int_equal(row[3 * 76], 100);
    assert_int_equal(row[3 * 77], 0);
    assert_in_range(row[3 * 78], 19, 20);
    assert_in_range(row[3 * 79], 39, 40);
    row = t.right.data + 60 * t.right.stride;
    mirror_it(&t, &m, &feathered);
    /* 1 and 2 of 3 pixels away: 1/3, 1/6 */
    assert_int_equal(row[3 * 80], 0);
    assert_int_equal(row[3 * 81], 33);
    assert_int_equal(row[3 * 82], 17);
    assert_int_equal(row[3 * 83], 0);
    /* what is not reflected is as it was */
    for (int x = 0; x <= 80; x++)
        assert_int_equal(row[3 * x], 0);
    end(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_symmetric_picture_stays),
        cmocka_unit_test(an_upright_midline_is_exact),
        cmocka_unit_test(twice_is_once),
        cmocka_unit_test(sides_do_not_mix),
        cmocka_unit_test(two_percent_are_seen),
        cmocka_unit_test(sides_are_the_patients),
        cmocka_unit_test(without_a_midline_both_are_copies),
        cmocka_unit_test(any_midline_is_survived),
        cmocka_unit_test(bands_are_blended),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
