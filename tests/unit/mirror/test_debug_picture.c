/* Debug pictures: line and banner are there, where they belong, and only then. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "mirror/debug_picture.h"

enum { GREY = 100 };

static facs_pixels grey(int width, int height)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pixels pixels = {.data = NULL};
    assert_int_equal(facs_pixels_resize(&env, &pixels, width, height, 3), FACS_OK);
    memset(pixels.data, GREY, (size_t)(pixels.stride * height));
    return pixels;
}

static void end(facs_pixels *pixels)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pixels_free(&env, pixels);
}

static bool is(const facs_pixels *picture, int x, int y, int b, int g, int r)
{
    const uint8_t *pixel = picture->data + y * picture->stride + 3 * x;
    return pixel[0] == b && pixel[1] == g && pixel[2] == r;
}

static facs_midline line(double gx, double gy, double cx, double cy)
{
    return (facs_midline){.known = true, .glabella = {gx, gy}, .chin = {cx, cy}};
}

static facs_midline turned(double yaw)
{
    return (facs_midline){.has_yaw = true, .yaw = yaw};
}

static void nothing_is_drawn_of_nothing(void **state)
{
    (void)state;
    const double nan = (double)NAN, inf = (double)INFINITY;
    const facs_midline none[] = {{.known = false, .glabella = {50, 50}, .chin = {50, 90}},
                                 line(50, 50, 50, 50),
                                 line(50.2, 50, 50.9, 50.7), /* one pixel */
                                 line(nan, 50, 50, 90),
                                 line(50, 50, 50, inf),
                                 line(1e300, 50, 50, 90)};
    facs_pixels picture = grey(120, 100);
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        facs_mirror_debug(&none[i], &picture);
        for (int y = 0; y < 100; y++)
            for (int x = 0; x < 120; x++)
                assert_true(is(&picture, x, y, GREY, GREY, GREY));
    }
    end(&picture);
}

/* through both points, from edge to edge, two pixels wide */
static void the_line_crosses_the_picture(void **state)
{
    (void)state;
    facs_pixels picture = grey(200, 150);
    const facs_midline m = line(100.9, 60.4, 110.2, 100.8); /* drawn through 100, 60 and 110, 100 */
    facs_mirror_debug(&m, &picture);
    assert_true(is(&picture, 100, 60, 0, 0, 255));
    assert_true(is(&picture, 110, 100, 0, 0, 255));
    for (int y = 0; y < 150; y++) {
        double covered = 0;
        for (int x = 0; x < 200; x++) {
            const uint8_t *pixel = picture.data + y * picture.stride + 3 * x;
            if (fabs(x - (100 + (y - 60) / 4.0)) > 3)
                assert_true(is(&picture, x, y, GREY, GREY, GREY));
            covered += (pixel[2] - GREY) / (255.0 - GREY);
        }
        assert_true(covered > 1.5 && covered < 2.6);
    }
    end(&picture);
}

/* first and last column with a white pixel; false: none */
static bool words(const facs_pixels *picture, int height, int *first, int *last)
{
    *first = picture->width;
    *last = -1;
    for (int y = 0; y < height; y++)
        for (int x = 0; x < picture->width; x++)
            if (is(picture, x, y, 255, 255, 255)) {
                *first = x < *first ? x : *first;
                *last = x > *last ? x : *last;
            }
    return *last >= 0;
}

static const struct {
    double yaw;
    int colour[3], letters;
} classes[] = {{0, {0, 150, 0}, 35},    {3, {0, 150, 0}, 35},   {-3, {0, 150, 0}, 35}, {3.01, {0, 165, 255}, 24},
               {-5, {0, 165, 255}, 24}, {5.1, {0, 0, 255}, 44}, {-40, {0, 0, 255}, 44}};
enum { CLASSES = sizeof classes / sizeof *classes };

static void banners_tell_the_class(void **state)
{
    (void)state;
    for (int i = 0; i < CLASSES; i++) {
        facs_pixels picture = grey(640, 480);
        const facs_midline m = turned(classes[i].yaw);
        const int *colour = classes[i].colour;
        int first, last;
        facs_mirror_debug(&m, &picture);
        assert_true(is(&picture, 0, 0, colour[0], colour[1], colour[2]));
        assert_true(is(&picture, 639, 29, colour[0], colour[1], colour[2]));
        for (int x = 0; x < 640; x++)
            assert_true(is(&picture, x, 30, GREY, GREY, GREY));
        assert_true(words(&picture, 30, &first, &last));
        /* letters of 2 x 5 pixels, 12 from one to the next, in the middle */
        assert_in_range(last - first + 1, (uintmax_t)(12 * classes[i].letters - 10),
                        (uintmax_t)(12 * classes[i].letters));
        assert_true(fabs((first + last) / 2.0 - 319.5) <= 3);
        end(&picture);
    }
}

/* The banner has the same height whatever it says, the words fit in, most of the face is seen. */
static void banners_fit_every_size(void **state)
{
    (void)state;
    static const int sizes[][3] = {{160, 120, 23}, {320, 240, 15}, {640, 480, 30}, {1920, 1080, 60}, {100, 80, 16}};
    for (size_t k = 0; k < sizeof sizes / sizeof *sizes; k++)
        for (int i = 0; i < CLASSES; i++) {
            facs_pixels picture = grey(sizes[k][0], sizes[k][1]);
            const facs_midline m = turned(classes[i].yaw);
            int height = 0, first, last;
            facs_mirror_debug(&m, &picture);
            while (height < sizes[k][1] && !is(&picture, 0, height, GREY, GREY, GREY))
                height++;
            assert_int_equal(height, sizes[k][2]);
            if (sizes[k][0] >= 160) { /* in smaller ones no dot is a whole pixel */
                assert_true(words(&picture, height, &first, &last));
                assert_true(first >= 3 && last <= sizes[k][0] - 4);
            }
            end(&picture);
        }
}

static void any_size_is_survived(void **state)
{
    (void)state;
    for (int width = 1; width < 40; width += 3)
        for (int height = 1; height < 40; height += 7) {
            facs_pixels picture = grey(width, height);
            facs_midline m = line(-3, 4, 7, 300);
            m.has_yaw = true;
            m.yaw = 30;
            facs_mirror_debug(&m, &picture);
            end(&picture);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing_is_drawn_of_nothing), cmocka_unit_test(the_line_crosses_the_picture),
        cmocka_unit_test(banners_tell_the_class),      cmocka_unit_test(banners_fit_every_size),
        cmocka_unit_test(any_size_is_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
