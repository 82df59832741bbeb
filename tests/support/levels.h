/* Every CPU level this machine can run. */
#ifndef FACS_TESTS_LEVELS_H
#define FACS_TESTS_LEVELS_H

#include "base/base.h"

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

/* environment whose objects use at most `level` */
static inline facs_env level_env(facs_cpu_level level)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cpu = level;
    return facs_env_resolve(&env);
}

#endif
