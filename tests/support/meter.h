/* An allocator that counts what is alive and refuses on demand. */
#ifndef FACS_TESTS_METER_H
#define FACS_TESTS_METER_H

#include "base/base.h"

#include <stdlib.h>

typedef struct meter {
    long made, alive; /* allocations asked for, blocks not freed */
    long fail_at;     /* number of the allocation (from 0) that is refused; -1 = none */
    bool for_good;    /* ... and every later one */
} meter;

static inline void *meter_alloc(void *cookie, size_t bytes, size_t alignment)
{
    meter *m = cookie;
    long number = m->made++;
    void *memory = NULL;
    if (number == m->fail_at || (m->for_good && number > m->fail_at) ||
        posix_memalign(&memory, alignment, bytes ? bytes : 1) != 0)
        return NULL;
    m->alive++;
    return memory;
}

static inline void meter_free(void *cookie, void *memory)
{
    meter *m = cookie;
    m->alive -= memory != NULL;
    free(memory);
}

/* resolved environment; the counts start at 0 */
static inline facs_env meter_env(meter *m, long fail_at)
{
    *m = (meter){.fail_at = fail_at};
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = m;
    env.alloc = meter_alloc;
    env.free = meter_free;
    return facs_env_resolve(&env);
}

#endif
