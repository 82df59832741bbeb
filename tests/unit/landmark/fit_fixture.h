/* Shared by the tests of the fit: a CCNF and a CEN model. */
#ifndef FACS_TESTS_FIT_FIXTURE_H
#define FACS_TESTS_FIT_FIXTURE_H

#include "model/readers.h"
#include "landmark/clnf/fit_internal.h"
#include "golden_bits.h"
#include "support/picture.h"

typedef struct fixture {
    facs_landmark_model *clnf, *cen;
    facs_env env;
} fixture;

static inline int load_models(void **state)
{
    static fixture f;
    f.env = facs_env_resolve(NULL);
    facs_error error;
    if (facs_landmark_model_load(&f.env, landmark_model_path("main_clnf_general.txt"), &f.clnf, &error) < 0 ||
        facs_landmark_model_load(&f.env, testdata_path("models/cen_synthetic/main_ceclm_general.txt"), &f.cen, &error) <
            0)
        fail_msg("%s", error.message);
    *state = &f;
    return 0;
}

static inline int free_models(void **state)
{
    fixture *f = *state;
    facs_landmark_model_free(&f->env, &f->clnf);
    facs_landmark_model_free(&f->env, &f->cen);
    return 0;
}

#endif
