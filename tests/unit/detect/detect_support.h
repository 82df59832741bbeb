/* What the tests of this folder share: CPU levels of this machine, random numbers, memory that fails on demand, the
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
#include "support/npy.h"

/* next level after `level` the machine has, FACS_CPU_AUTO when there is none; start with FACS_CPU_AUTO */
static inline facs_cpu_level next_level(facs_cpu_level level)
{
    facs_cpu_level best = facs_cpu_detect();
    if (level == best)
        return FACS_CPU_AUTO;
    if (best == FACS_CPU_NEON)
        return level == FACS_CPU_AUTO ? FACS_CPU_SCALAR : FACS_CPU_NEON;
    return (facs_cpu_level)(level + 1);
}

#define FOR_EACH_LEVEL(level)                                                                                          \
    for (facs_cpu_level level = next_level(FACS_CPU_AUTO); level != FACS_CPU_AUTO; level = next_level(level))

static inline facs_env level_env(facs_cpu_level level)
{
    facs_env env = facs_env_default();
    env.cpu = level;
    return facs_env_resolve(&env);
}

/* xorshift: the same numbers on every machine */
static inline uint32_t random_u32(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (uint32_t)(*seed >> 32);
}

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
