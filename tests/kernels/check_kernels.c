/* check_kernels [TEXT]           compares every kernel whose case contains TEXT with its plain twin, at each CPU level
 *                                this machine has (TAP)
 * check_kernels --bench [TEXT]   median time of a call, and how many times faster than the twin
 * check_kernels --list           names of the cases, and whether each is checked and timed
 *
 * Times are those of warm caches and of random data: what a frame sees is a little slower. */
#include "check.h"

#include "base/profile.h"

#include <stdio.h>

enum { CASES_MAX = 128, RUNS_MAX = 8 * CASES_MAX, SAMPLES = 25, SAMPLE_NS = 1000000, CALLS_MAX = 1 << 20 };

static const kernel_case *registered[CASES_MAX];
static int registered_count;

void register_cases(const kernel_case *cases, int count)
{
    for (int i = 0; i < count; i++) {
        if (registered_count == CASES_MAX) {
            fprintf(stderr, "too many cases: raise CASES_MAX\n");
            exit(1);
        }
        registered[registered_count++] = &cases[i];
    }
}

static void register_all(void)
{
    check_image();
    check_cnn();
    check_cnn_ordered();
    check_net();
    check_cholesky();
    check_spd_inverse();
    check_face_mask();
    check_shape();
    check_mean_shift();
    check_cen();
    check_response();
    check_validator_warp();
    check_fhog();
    check_predict();
}

static const char *level_name(facs_cpu_level level)
{
    return level == KERNEL_TWIN ? "twin" : facs_cpu_name(level);
}

/* ---- check ------------------------------------------------------------------------------------------------- */

/* One case at one level. */
typedef struct checked_run {
    const kernel_case *kernel;
    facs_cpu_level level;
    char name[96];
} checked_run;

static checked_run runs[RUNS_MAX];
static struct CMUnitTest tests[RUNS_MAX];
static size_t run_count;

static void check_one(void **state)
{
    const checked_run *run = *state;
    run->kernel->check(run->level);
}

static void add_run(const kernel_case *kernel, facs_cpu_level level)
{
    if (run_count == RUNS_MAX) {
        fprintf(stderr, "too many runs: raise RUNS_MAX\n");
        exit(1);
    }
    checked_run *run = &runs[run_count];
    run->kernel = kernel;
    run->level = level;
    snprintf(run->name, sizeof run->name, "%s: %s", kernel->name, level_name(level));
    struct CMUnitTest test = {run->name, check_one, NULL, NULL, run};
    tests[run_count++] = needing(kernel->needs, test);
}

static int check_all(const char *text)
{
    for (int i = 0; i < registered_count; i++) {
        const kernel_case *kernel = registered[i];
        if (!kernel->check || !strstr(kernel->name, text))
            continue;
        if (kernel->twin_too)
            add_run(kernel, KERNEL_TWIN);
        FOR_EACH_LEVEL (level)
            add_run(kernel, level);
    }
    if (run_count == 0) {
        fprintf(stderr, "no kernel's name contains \"%s\"; see check_kernels --list\n", text);
        return 2;
    }
    return _cmocka_run_group_tests("kernels", tests, run_count, NULL, NULL) ? 1 : 0;
}

/* ---- bench ------------------------------------------------------------------------------------------------- */

typedef struct block {
    _Alignas(64) struct block *next;
} block;

static block *blocks;

void *bench_memory(size_t bytes)
{
    void *memory = NULL;
    if (posix_memalign(&memory, 64, sizeof(block) + bytes + 64) != 0) {
        fprintf(stderr, "out of memory\n");
        exit(1);
    }
    memset(memory, 0, sizeof(block) + bytes + 64);
    block *made = memory;
    made->next = blocks;
    blocks = made;
    return made + 1;
}

static void free_blocks(void)
{
    for (block *next; blocks; blocks = next) {
        next = blocks->next;
        free(blocks);
    }
}

static void *bench_alloc(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    return alignment <= 64 ? bench_memory(bytes) : NULL;
}

static void bench_free(void *cookie, void *memory)
{
    (void)cookie;
    (void)memory;
}

facs_env bench_env(facs_cpu_level level)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cpu = level;
    env.alloc = bench_alloc;
    env.free = bench_free;
    return facs_env_resolve(&env);
}

static uint64_t bench_seed = 1;

void bench_fill(float *values, size_t count)
{
    for (size_t i = 0; i < count; i++)
        values[i] = random_signed(&bench_seed);
}

uint8_t *bench_bytes(size_t count)
{
    uint8_t *bytes = bench_memory(count);
    for (size_t i = 0; i < count; i++)
        bytes[i] = (uint8_t)random_u32(&bench_seed);
    return bytes;
}

static int64_t time_calls(const kernel_case *kernel, void *input, facs_cpu_level level, int calls)
{
    int64_t start = facs_clock();
    for (int i = 0; i < calls; i++)
        kernel->call(input, level);
    return facs_clock() - start;
}

static int order(const void *x, const void *y)
{
    double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

/* median time of a call, ns */
static double measure(const kernel_case *kernel, void *input, facs_cpu_level level)
{
    int calls = 1;
    while (calls < CALLS_MAX && time_calls(kernel, input, level, calls) < SAMPLE_NS)
        calls *= 2;
    double ns[SAMPLES];
    for (int i = 0; i < SAMPLES; i++)
        ns[i] = (double)time_calls(kernel, input, level, calls) / calls;
    qsort(ns, SAMPLES, sizeof *ns, order);
    return ns[SAMPLES / 2];
}

static void bench_one(const kernel_case *kernel)
{
    void *input = kernel->input(kernel->size);
    double twin = measure(kernel, input, KERNEL_TWIN);
    printf("%-40s %12.1f", kernel->name, twin);
    FOR_EACH_LEVEL (level) {
        double ns = measure(kernel, input, level);
        printf(" %12.1f %6.2f x", ns, twin / ns);
    }
    printf("\n");
    fflush(stdout);
    free_blocks();
}

static int bench_all(const char *text)
{
    int timed = 0;
    printf("%-40s %12s", "ns of a call, times faster than the twin", "twin");
    FOR_EACH_LEVEL (level)
        printf(" %12s %8s", facs_cpu_name(level), "");
    printf("\n");
    for (int i = 0; i < registered_count; i++) {
        if (!registered[i]->call || !strstr(registered[i]->name, text))
            continue;
        bench_one(registered[i]);
        timed++;
    }
    if (timed == 0)
        fprintf(stderr, "no timed kernel's name contains \"%s\"; see check_kernels --list\n", text);
    return timed ? 0 : 2;
}

static int list_all(void)
{
    for (int i = 0; i < registered_count; i++)
        printf("%s:%s%s\n", registered[i]->name, registered[i]->check ? " check" : "",
               registered[i]->call ? " bench" : "");
    return 0;
}

int main(int argc, char **argv)
{
    register_all();
    bool bench = argc > 1 && strcmp(argv[1], "--bench") == 0;
    const char *text = argc > 1 + bench ? argv[1 + bench] : "";
    if (argc > 2 + bench || (text[0] == '-' && strcmp(text, "--list") != 0)) {
        fprintf(stderr, "usage: check_kernels [--bench] [TEXT] | --list\n");
        return 2;
    }
    if (!bench && strcmp(text, "--list") == 0)
        return list_all();
    return bench ? bench_all(text) : check_all(text);
}
