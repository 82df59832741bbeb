/* What the tests of this folder share: random numbers, memory that fails on demand, the
 * detector's model. */
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
#include "model/model.h"
#include "support/levels.h"
#include "support/npy.h"
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

/* Counts what is alive; allocation number `fail_at` (from 0) returns NULL. */
typedef struct meter {
    int made, alive, fail_at;
} meter;

static inline void *meter_alloc(void *cookie, size_t bytes, size_t alignment)
{
    meter *m = cookie;
    if (m->made++ == m->fail_at)
        return NULL;
    void *memory = NULL;
    if (posix_memalign(&memory, alignment, bytes ? bytes : 1) != 0)
        return NULL;
    m->alive++;
    return memory;
}

static inline void meter_free(void *cookie, void *memory)
{
    meter *m = cookie;
    m->alive--;
    free(memory);
}

static inline facs_env meter_env(meter *m, int fail_at)
{
    *m = (meter){.fail_at = fail_at};
    facs_env env = facs_env_default();
    env.cookie = m;
    env.alloc = meter_alloc;
    env.free = meter_free;
    return facs_env_resolve(&env);
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
