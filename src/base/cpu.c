/* Which instruction sets this machine has.  See kernels.h for how a level is used. */
#include "base/base.h"

#include <string.h>

facs_cpu_level facs_cpu_detect(void)
{
#if defined(__x86_64__)
    __builtin_cpu_init();
    bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
                  __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl");
    return avx512 ? FACS_CPU_AVX512 : avx2 ? FACS_CPU_AVX2 : FACS_CPU_SCALAR;
#elif defined(__aarch64__)
    return FACS_CPU_NEON;
#else
    return FACS_CPU_SCALAR;
#endif
}

static const char *const names[] = {"scalar", "avx2", "avx512", "neon"};
enum { NAMES = sizeof names / sizeof *names };

const char *facs_cpu_name(facs_cpu_level level)
{
    return level >= 0 && (int)level < NAMES ? names[level] : "auto";
}

facs_status facs_cpu_from_name(const char *name, facs_cpu_level *level)
{
    if (strcmp(name, "auto") == 0) {
        *level = FACS_CPU_AUTO;
        return FACS_OK;
    }
    for (int i = 0; i < NAMES; i++) {
        if (strcmp(name, names[i]) == 0) {
            *level = (facs_cpu_level)i;
            return FACS_OK;
        }
    }
    return FACS_E_ARGUMENT;
}
