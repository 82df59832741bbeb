/* Which instruction sets this machine has.  See kernels.h for how a level is used. */
#include "base/base.h"

#include <string.h>

#if defined(__x86_64__)
#include <cpuid.h>
#include <stdatomic.h>

/* in rising order of the level */
static const struct {
    const char *name;
    facs_cpu_level level;
} features[] = {
    {"avx2", FACS_CPU_AVX2},       {"fma", FACS_CPU_AVX2},        {"avx512f", FACS_CPU_AVX512},
    {"avx512dq", FACS_CPU_AVX512}, {"avx512bw", FACS_CPU_AVX512}, {"avx512vl", FACS_CPU_AVX512},
};
enum { FEATURES = sizeof features / sizeof *features };

/* what the system keeps for threads: XCR0.  Of registers it does not keep nothing may be used. */
static unsigned kept(void)
{
    unsigned low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return low;
}

/* Asked of the processor itself (Intel's manual, volume 2, CPUID): __builtin_cpu_supports() is answered by the compiler's own
 * library, and that of zig says no to everything.
 * @return bit i: features[i] is there */
static unsigned ask(void)
{
    enum { YMM = 0x6, ZMM = 0xe6 };
    unsigned a, b, c, d, b7 = 0, c7, d7, found = 0;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE))
        return 0;
    const unsigned keeps = kept();
    const bool ymm = (c & bit_AVX) && (keeps & YMM) == YMM, zmm = ymm && (keeps & ZMM) == ZMM;
    if (!__get_cpuid_count(7, 0, &a, &b7, &c7, &d7))
        b7 = 0;
    const bool present[FEATURES] = {
        ymm && (b7 & bit_AVX2),     ymm && (c & bit_FMA),       zmm && (b7 & bit_AVX512F),
        zmm && (b7 & bit_AVX512DQ), zmm && (b7 & bit_AVX512BW), zmm && (b7 & bit_AVX512VL),
    };
    for (int i = 0; i < FEATURES; i++)
        found |= (unsigned)present[i] << i;
    return found;
}

/* A virtual machine is left for every CPUID, which takes some 20 us, and every kernel table asks: so it is asked once. */
static bool has_feature(int index)
{
    static atomic_uint known; /* and bit FEATURES: it was asked */
    unsigned found = atomic_load_explicit(&known, memory_order_relaxed);
    if (!found) {
        found = ask() | 1u << FEATURES;
        atomic_store_explicit(&known, found, memory_order_relaxed);
    }
    return found >> index & 1;
}
#elif defined(__aarch64__)
static const struct {
    const char *name;
    facs_cpu_level level;
} features[] = {{"neon", FACS_CPU_NEON}};
enum { FEATURES = 1 };

/* part of the architecture */
static bool has_feature(int index)
{
    (void)index;
    return true;
}
#endif

const char *facs_cpu_feature(int index, facs_cpu_level *level, bool *present)
{
#if defined(__x86_64__) || defined(__aarch64__)
    if (level && present && index >= 0 && index < FEATURES) {
        *level = features[index].level;
        *present = has_feature(index);
        return features[index].name;
    }
#endif
    (void)index;
    (void)level;
    (void)present;
    return NULL;
}

bool facs_cpu_compiled(facs_cpu_level level)
{
    facs_cpu_level needed;
    bool present, found = level == FACS_CPU_SCALAR;
    for (int i = 0; facs_cpu_feature(i, &needed, &present); i++)
        found = found || needed == level;
    return found;
}

facs_cpu_level facs_cpu_detect(void)
{
    for (facs_cpu_level level = FACS_CPU_NEON; level > FACS_CPU_SCALAR; level--) {
        facs_cpu_level needs;
        bool present, good = facs_cpu_compiled(level);
        for (int i = 0; facs_cpu_feature(i, &needs, &present); i++)
            good = good && (present || needs > level);
        if (good)
            return level;
    }
    return FACS_CPU_SCALAR;
}

facs_cpu_level facs_cpu_effective(facs_cpu_level wanted)
{
    facs_cpu_level best = facs_cpu_detect();
    if (wanted < 0 || wanted > best)
        return best;
    while (!facs_cpu_compiled(wanted)) /* of another architecture */
        wanted--;
    return wanted;
}

static const char *const names[] = {"scalar", "avx2", "avx512", "neon"};
enum { NAMES = sizeof names / sizeof *names };

const char *facs_cpu_name(facs_cpu_level level)
{
    return level >= 0 && (int)level < NAMES ? names[level] : "auto";
}

facs_status facs_cpu_from_name(const char *name, facs_cpu_level *level)
{
    if (!name || !level)
        return FACS_E_ARGUMENT;
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
