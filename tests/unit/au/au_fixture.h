/* What the AU tests share: models and golden frames. */
#ifndef FACS_TESTS_AU_FIXTURE_H
#define FACS_TESTS_AU_FIXTURE_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "model/readers.h"
#include "au/openface/history_internal.h"
#include "support/levels.h"
#include "support/meter.h"
#include "support/npy.h"
#include "support/picture.h"
#include "support/random.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNED_BYTES = FACS_ALIGNED_SIDE * FACS_ALIGNED_SIDE * 3, ALIGNED_PIXELS = ALIGNED_BYTES / 3 };

/* Folders under golden/stages: frames 0, 1, 2, 3, 30, 31 of a video, then a still. */
static const char *const golden_frames[] = {"default_f000", "default_f001", "default_f002", "default_f003",
                                            "default_f030", "default_f031", "sample1"};
enum { GOLDEN_FRAMES = 7, GOLDEN_VIDEO_FRAMES = 6 };

static inline facs_au_model *load_au_model(const char *main_file)
{
    facs_env env = facs_env_resolve(NULL);
    facs_error error = {.status = FACS_OK};
    facs_au_model *model = NULL;
    if (facs_au_model_load(&env, au_model_path(main_file), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

static inline void free_au_model(facs_au_model **model)
{
    facs_env env = facs_env_resolve(NULL);
    facs_au_model_free(&env, model);
}

/* Arrays of f64 values in the files, f32 in our hands. */
static inline void load_fhog(const char *frame, float fhog[FACS_FHOG_SIZE])
{
    npy array = npy_load("golden/stages/%s/au/fhog.npy", frame);
    const double *values = npy_f64(&array, FACS_FHOG_SIZE);
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        fhog[i] = (float)values[i];
    npy_free(&array);
}

static inline void load_f64(const char *frame, const char *name, double *values, size_t count)
{
    npy array = npy_load("golden/stages/%s/au/%s.npy", frame, name);
    memcpy(values, npy_f64(&array, count), count * sizeof *values);
    npy_free(&array);
}

static inline void load_f32(const char *frame, const char *name, float *values, size_t count)
{
    npy array = npy_load("golden/stages/%s/au/%s.npy", frame, name);
    memcpy(values, npy_f32(&array, count), count * sizeof *values);
    npy_free(&array);
}

enum { PREDICTORS = 35 };

/* One frame with the given medians (NULL = zero); decision values per predictor, may be NULL. */
static inline void predict_alone(const facs_au_model *model, const float *fhog, const double *geometry,
                                 const double *medians, double *au_r, double *au_c, double *decision)
{
    facs_env env = facs_env_resolve(NULL);
    double x[FACS_AU_FEATURES], products[2 * PREDICTORS], means[PREDICTORS], offsets[PREDICTORS];
    const double *const vectors[2] = {x, medians};
    assert_int_equal(model->predictors, PREDICTORS);
    facs_au_input(fhog, geometry, x);
    facs_au_products(&env, model, medians ? 2 : 1, vectors, products);
    facs_au_mean_products(&env, model, means);
    facs_au_offsets(model, means, medians ? products + PREDICTORS : NULL, offsets);
    facs_au_decide(model, products, offsets, au_r, au_c);
    for (int i = 0; decision && i < PREDICTORS; i++)
        decision[i] = products[i] - offsets[i] + model->predictor[i].bias;
}

#endif
