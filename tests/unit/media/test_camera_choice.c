/* Which of a camera's pictures are taken. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "media/camera_device.h"

#include <string.h>

enum { MOST = 8 };

typedef struct offer {
    facs_camera_mode modes[MOST];
    facs_camera_wish wish;
    int taken; /* number of the mode, -1 = none */
    const char *said;
} offer;

static const offer offers[] = {
    /* fluent before large: this one is slow at its largest */
    {{{"yuyv422", false, 1280, 720, 10}, {"yuyv422", false, 640, 480, 30}, {"mjpeg", true, 1280, 720, 30}}, {0}, 2, ""},
    {{{"yuyv422", false, 1280, 720, 10}, {"yuyv422", false, 640, 480, 30}}, {0}, 1, ""},
    /* not compressed before compressed, at the same size and rate */
    {{{"mjpeg", true, 640, 480, 30}, {"yuyv422", false, 640, 480, 30}}, {0}, 1, ""},
    {{{"mjpeg", true, 640, 480, 30}, {"yuyv422", false, 640, 480, 15}}, {0}, 0, ""},
    /* the largest up to 1280 x 720, the smallest beyond */
    {{{"mjpeg", true, 1920, 1080, 30}, {"mjpeg", true, 1280, 720, 30}, {"mjpeg", true, 640, 480, 30}}, {0}, 1, ""},
    {{{"mjpeg", true, 3840, 2160, 30}, {"mjpeg", true, 1920, 1080, 30}}, {0}, 1, ""},
    /* the rate nearest to 30 */
    {{{"mjpeg", true, 640, 480, 120}, {"mjpeg", true, 640, 480, 30}, {"mjpeg", true, 640, 480, 60}}, {0}, 1, ""},
    /* as it is asked for */
    {{{"mjpeg", true, 640, 480, 30}, {"mjpeg", true, 320, 240, 30}}, {320, 240, 0}, 1, ""},
    {{{"mjpeg", true, 640, 480, 30}, {"mjpeg", true, 640, 480, 60}}, {0, 0, 60}, 1, ""},
    {{{"mjpeg", true, 640, 480, 30000.0 / 1001}}, {0, 0, 30}, 0, ""},
    {{{"mjpeg", true, 640, 480, 0}}, {640, 480, 30}, 0, ""},
    {{{"mjpeg", true, 640, 480, 30}}, {800, 600, 0}, -1, "does not offer 800x600 (--camera-size), but 640x480 at 30"},
    {{{"mjpeg", true, 640, 480, 30}, {"mjpeg", true, 320, 240, 60}},
     {640, 480, 60},
     -1,
     "does not offer 60 pictures a second (--camera-rate), but 640x480 at 30"},
    {{{"", false, 0, 0, 0}}, {0}, -1, "offers no pictures of a kind that is known here"},
};

static void chosen(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof offers / sizeof *offers; i++) {
        facs_camera_mode modes[MOST];
        memcpy(modes, offers[i].modes, sizeof modes);
        facs_camera_device device = {.modes = modes};
        while (device.count < MOST && modes[device.count].width > 0)
            device.count++;
        const facs_camera_mode *mode = NULL;
        facs_error error = {0};
        const facs_status status = facs_camera_choose(&device, &offers[i].wish, "camera:0", &mode, &error);
        if (offers[i].taken >= 0) {
            assert_int_equal(status, FACS_OK);
            assert_int_equal(mode - modes, offers[i].taken);
            continue;
        }
        assert_null(mode);
        assert_int_equal(status, device.count ? FACS_E_ARGUMENT : FACS_E_UNSUPPORTED);
        assert_non_null(strstr(error.message, offers[i].said));
    }
}

/* a list of very many does not overflow its message */
static void many(void **state)
{
    (void)state;
    enum { COUNT = 500 };
    static facs_camera_mode modes[COUNT];
    for (int i = 0; i < COUNT; i++)
        modes[i] = (facs_camera_mode){"mjpeg", true, 1000 + i, 700, 30};
    const facs_camera_device device = {.modes = modes, .count = COUNT};
    const facs_camera_wish wish = {.width = 1, .height = 1};
    const facs_camera_mode *mode = NULL;
    facs_error error = {0};
    assert_int_equal(facs_camera_choose(&device, &wish, "camera:0", &mode, &error), FACS_E_ARGUMENT);
    assert_non_null(strstr(error.message, "1000x700 at 30, 1001x700 at 30"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(chosen), cmocka_unit_test(many)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
