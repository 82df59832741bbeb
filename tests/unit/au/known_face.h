/* A known face and its frame: landmarks made with the shape model, a picture made of formulas. */
#ifndef FACS_TESTS_KNOWN_FACE_H
#define FACS_TESTS_KNOWN_FACE_H

#include "au_fixture.h"

#include "shape/calc_params.h"
#include "shape/pdm.h"
#include "support/shape_in_image.h"

typedef struct known_face {
    facs_au_model *model; /**< static set */
    float landmarks[136], g[6], p[FACS_M_MAX];
    uint8_t *pixels; /**< 640 x 480 B G R */
    facs_image image;
} known_face;

static inline known_face known_face_create(void)
{
    known_face chain = {.model = load_au_model("main_static_svms.txt"), .pixels = malloc(640 * 480 * 3)};
    const float g[6] = {1.3f, 0.1f, -0.2f, 0.05f, 320, 250};
    float p[FACS_M_MAX] = {10, -5, 8, 3, -2};
    shape_in_image(chain.model->pdm, p, g, chain.landmarks);
    facs_calc *calc = NULL;
    assert_int_equal(facs_calc_create(NULL, chain.model->pdm, &calc, NULL), FACS_OK);
    facs_calc_params_fit(calc, chain.landmarks, NULL, chain.g, chain.p);
    facs_calc_destroy(&calc);
    assert_non_null(chain.pixels);
    for (int y = 0; y < 480; y++)
        for (int x = 0; x < 640; x++) {
            uint8_t *pixel = chain.pixels + (y * 640 + x) * 3;
            pixel[0] = (uint8_t)(x + 2 * y);
            pixel[1] = (uint8_t)(3 * x + y);
            pixel[2] = (uint8_t)(x * y / 32);
        }
    chain.image = (facs_image){.hidden = chain.pixels, .width = 640, .height = 480, .channels = 3, .stride = 1920};
    return chain;
}

static inline void known_face_free(known_face *chain)
{
    free_au_model(&chain->model);
    free(chain->pixels);
}

#endif
