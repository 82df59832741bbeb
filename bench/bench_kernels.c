/* bench_kernels [TEXT]: median time of every kernel (whose name contains TEXT) and its ratio to the plain twin, at each
 * CPU level this machine has.  Random data with fixed seeds, warm caches: what a frame sees is a little slower. */
#include "bench.h"

#include "base/profile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLES = 25, SAMPLE_NS = 1000000, CALLS_MAX = 1 << 20 };

static const char *filter = "";

void *bench_memory(size_t bytes)
{
    void *memory = NULL;
    if (posix_memalign(&memory, 64, bytes + 64) != 0) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    return memset(memory, 0, bytes + 64);
}

float bench_random(void)
{
    static uint32_t state = 1;
    state = state * 1664525u + 1013904223u;
    return (float)(state >> 8) / 8388608.0f - 1.0f;
}

void bench_fill(float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = bench_random();
}

static int64_t time_calls(bench_work *work, void *data, facs_cpu_level level, int calls)
{
    int64_t start = facs_clock();
    for (int i = 0; i < calls; i++)
        work(data, level);
    return facs_clock() - start;
}

static int order(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

/* median time of a call, s */
static double measure(bench_work *work, void *data, facs_cpu_level level)
{
    int calls = 1;
    while (calls < CALLS_MAX && time_calls(work, data, level, calls) < SAMPLE_NS)
        calls *= 2;
    double seconds[SAMPLES];
    for (int i = 0; i < SAMPLES; i++)
        seconds[i] = 1e-9 * (double)time_calls(work, data, level, calls) / calls;
    qsort(seconds, SAMPLES, sizeof *seconds, order);
    return seconds[SAMPLES / 2];
}

void bench_case(const char *name, bench_work *work, void *data)
{
    if (!strstr(name, filter))
        return;
    double twin = measure(work, data, BENCH_TWIN);
    printf("%-34s %10.2f us", name, 1e6 * twin);
    facs_cpu_level best = facs_cpu_detect();
    for (facs_cpu_level level = FACS_CPU_SCALAR; level <= best; level++) {
        if (!facs_cpu_compiled(level))
            continue;
        double seconds = measure(work, data, level);
        printf("   %-6s %9.2f us %6.2f x", facs_cpu_name(level), 1e6 * seconds, twin / seconds);
    }
    printf("\n");
    fflush(stdout);
}

int main(int argc, char **argv)
{
    if (argc > 2) {
        fprintf(stderr, "usage: bench_kernels [TEXT]\n");
        return 2;
    }
    if (argc == 2)
        filter = argv[1];
    printf("%-34s %13s   time of a call and how many times faster than the twin\n", "kernel", "plain twin");
    bench_image();
    bench_detect();
    bench_shape();
    bench_warp();
    bench_landmark();
    bench_au();
    return 0;
}
