/* Grey: the reference's grey frames at every CPU level, other channel counts. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "image/image_kernels.h"
#include "support/levels.h"
#include "support/npy.h"
#include "support/picture.h"

static void frames_of_the_reference(void **state)
{
    (void)state;
    static const char *const folders[] = {"default_f000", "default_f001", "default_f002", "default_f003",
                                          "default_f030", "default_f031", "sample1"};
    for (int i = 0; i < 7; i++) {
        npy colour = npy_load("golden/stages/%s/frame_bgr.npy", folders[i]);
        npy golden = npy_load("golden/stages/%s/frame_gray.npy", folders[i]);
        facs_image image = npy_image(&colour);
        int height = image.height, width = image.width;
        uint8_t *grey = malloc(golden.count);
        facs_image_grey_with(&facs_image_reference, &image, grey, width);
        assert_memory_equal(grey, npy_u8(&golden, (size_t)width * (size_t)height), golden.count);
        FOR_EACH_LEVEL (level) {
            memset(grey, 0, golden.count);
            facs_image_grey_with(facs_image_kernels_for(level), &image, grey, width);
            assert_memory_equal(grey, golden.data, golden.count);
        }
        free(grey);
        npy_free(&colour);
        npy_free(&golden);
    }
}

static void other_channel_counts(void **state)
{
    (void)state;
    static const uint8_t one[6] = {0, 7, 255, 128, 3, 9}, four[8] = {255, 255, 255, 0, 255, 0, 0, 77};
    uint8_t grey[6];
    const facs_image_kernels *kernels = facs_image_kernels_for(facs_cpu_detect());
    facs_image image = {one, 2, 3, 1, 2, NULL};
    facs_image_grey_with(kernels, &image, grey, 2);
    assert_memory_equal(grey, one, 6);
    image = (facs_image){four, 2, 1, 4, 8, NULL};
    facs_image_grey_with(kernels, &image, grey, 2);
    assert_int_equal(grey[0], 255);
    assert_int_equal(grey[1], 29);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(frames_of_the_reference)),
        cmocka_unit_test(other_channel_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
