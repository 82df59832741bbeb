/* What the tests of this folder share: random numbers, the detector's model. */
#ifndef FACS_TESTS_DETECT_SUPPORT_H
#define FACS_TESTS_DETECT_SUPPORT_H

#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "model/readers.h"
#include "support/levels.h"
#include "support/meter.h"
#include "support/npy.h"
#include "support/picture.h"
#include "support/random.h"

static inline int random_int(uint64_t *seed, int least, int most)
{
    return least + (int)(random_u32(seed) % (uint32_t)(most - least + 1));
}

/* -1 .. 1 */
static inline float random_float(uint64_t *seed)
{
    return (float)(random_u32(seed) / 2147483648.0 - 1);
}

static inline facs_mtcnn_model *load_mtcnn(void)
{
    facs_env env = facs_env_resolve(NULL);
    facs_mtcnn_model *model = NULL;
    facs_error error = {.message = ""};
    if (facs_mtcnn_load(&env, landmark_model_path("mtcnn_detector/MTCNN_detector.txt"), &model, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return model;
}

static inline void free_mtcnn(facs_mtcnn_model **model)
{
    facs_env env = facs_env_resolve(NULL);
    facs_mtcnn_free(&env, model);
}

#endif
