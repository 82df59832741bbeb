/* FHOG descriptor: the same bits as the plain twin. */
#include "check.h"

#include "au/openface/au_model.h"
#include "au/openface/fhog_kernels.h"

enum { SIDE = FACS_ALIGNED_SIDE, BYTES = SIDE * SIDE * 3, PATTERNS = 120 };

static void fill_pattern(uint8_t *image, int pattern, uint64_t *random)
{
    for (int i = 0; i < BYTES; i++) {
        int x = i / 3 % SIDE, y = i / (3 * SIDE);
        uint8_t noise = (uint8_t)(random_unit(random) * 256);
        switch (pattern) {
        case 0: /* noise */
            image[i] = noise;
            break;
        case 1: /* only the extremes: largest gradients */
            image[i] = noise & 1 ? 255 : 0;
            break;
        case 2: /* checkerboard: the same bin again and again */
            image[i] = (x / 2 + y / 2) & 1 ? 255 : 0;
            break;
        case 3: /* grey noise: all channels tie */
            image[i] = i % 3 ? image[i - i % 3] : noise;
            break;
        case 4: /* small steps: many equal lengths */
            image[i] = noise & 1;
            break;
        case 5: /* constant */
            image[i] = 255;
            break;
        case 6: /* ramps in opposite directions: the longest channel changes */
            image[i] = (uint8_t)(i % 3 == 0 ? 2 * x : i % 3 == 1 ? 255 - 2 * x : 2 * y);
            break;
        default: /* noise in one column, else black */
            image[i] = x == pattern ? noise : 0;
        }
    }
}

static void describe(facs_cpu_level level)
{
    uint64_t random = 12345;
    for (int pattern = 0; pattern < PATTERNS; pattern++) {
        /* the picture ends where the block does, so that a sanitizer sees reads behind it */
        uint8_t *image = malloc(BYTES);
        float *expected = malloc(FACS_FHOG_SIZE * sizeof(float)), *d = malloc(FACS_FHOG_SIZE * sizeof(float));
        fill_pattern(image, pattern, &random);
        facs_fhog_reference(image, expected);
        facs_fhog_kernels_for(level)->describe(image, d);
        if (memcmp(d, expected, FACS_FHOG_SIZE * sizeof(float)) != 0)
            fail_msg("pattern %d differs from the plain twin", pattern);
        free(image);
        free(expected);
        free(d);
    }
}

typedef struct face {
    const uint8_t *aligned;
    float descriptor[FACS_FHOG_SIZE];
} face;

static void *noisy_face(int size)
{
    (void)size;
    face *made = bench_memory(sizeof *made);
    made->aligned = bench_bytes(BYTES);
    return made;
}

static void call_describe(void *input, facs_cpu_level level)
{
    face *in = input;
    if (level == KERNEL_TWIN)
        facs_fhog_reference(in->aligned, in->descriptor);
    else
        facs_fhog_kernels_for(level)->describe(in->aligned, in->descriptor);
}

void check_fhog(void)
{
    static const kernel_case cases[] = {
        {"fhog/describe 112 x 112", .check = describe, .input = noisy_face, .call = call_describe},
    };
    REGISTER(cases);
}
