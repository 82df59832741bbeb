/* onnx_compare PROVIDER NAME=FILE...: networks on a provider against the CPU: largest differences and times, a Markdown table.
 * Built by onnx_cuda.sh from the parts of the library that run networks and nothing else. */
#include "base/profile.h"
#include "nn/onnx.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RUNS = 50, OUTPUTS = FACS_ONNX_OUTPUTS };

typedef struct figures {
    double largest, scale; /* difference; magnitude on the CPU */
    double milliseconds[2], start[2];
} figures;

static int order(const void *x, const void *y)
{
    const double a = *(const double *)x, b = *(const double *)y;
    return a < b ? -1 : a > b;
}

static int64_t count_of(const facs_onnx_tensor *tensor)
{
    int64_t count = 1;
    for (int i = 0; i < tensor->rank; i++)
        count *= tensor->size[i];
    return count;
}

/* numbers of all sizes from a formula, in the range most networks take */
static float *make_input(int64_t count, float scale)
{
    float *values = malloc((size_t)count * sizeof *values);
    for (int64_t i = 0; values && i < count; i++)
        values[i] = scale * (float)((7 * i + i / 13 + (i / 640) * (i % 31)) % 256 - 128) / 128;
    return values;
}

static facs_onnx *open_net(const facs_env *env, const char *path, const facs_onnx_form *form,
                           facs_onnx_provider provider)
{
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    const facs_onnx_settings settings = {.provider = provider, .threads = 1};
    facs_status status = facs_onnx_load(env, path, form, &net, &error);
    if (status == FACS_OK)
        status = facs_onnx_start(env, net, &settings, &error);
    if (status == FACS_OK)
        return net;
    fprintf(stderr, "%s\n", error.message);
    facs_onnx_free(&net);
    return NULL;
}

/* every output after the runs; the median time of one */
static facs_onnx_state *run(const facs_env *env, const facs_onnx *net, const facs_onnx_tensor *input,
                            double *milliseconds)
{
    int all[OUTPUTS];
    double times[RUNS];
    facs_error error = {.message = ""};
    facs_onnx_state *state = NULL;
    for (int i = 0; i < facs_onnx_outputs(net); i++)
        all[i] = i;
    facs_status status = facs_onnx_create_state(env, net, all, facs_onnx_outputs(net), &state, &error);
    for (int i = -3; i < RUNS && status == FACS_OK; i++) {
        const int64_t began = facs_clock();
        status = facs_onnx_run(state, input, 1, &error);
        times[i < 0 ? 0 : i] = 1e-6 * (double)(facs_clock() - began);
    }
    if (status != FACS_OK) {
        fprintf(stderr, "%s\n", error.message);
        facs_onnx_destroy_state(&state);
        return NULL;
    }
    qsort(times, RUNS, sizeof *times, order);
    *milliseconds = times[RUNS / 2];
    return state;
}

static bool compare_outputs(const facs_onnx_state *x, const facs_onnx_state *y, int outputs, figures *found)
{
    for (int i = 0; i < outputs; i++) {
        const facs_onnx_tensor *a = facs_onnx_output(x, i), *b = facs_onnx_output(y, i);
        if (count_of(a) != count_of(b))
            return false;
        for (int64_t k = 0; k < count_of(a); k++) {
            found->largest = fmax(found->largest, fabs((double)a->values[k] - (double)b->values[k]));
            found->scale = fmax(found->scale, fabs((double)a->values[k]));
        }
    }
    return true;
}

static bool compare(const facs_env *env, facs_onnx_provider provider, const char *name, const char *path,
                    int64_t height, int64_t width, bool free_size, float scale)
{
    const facs_onnx_form form = {.network = name,
                                 .inputs = 1,
                                 .input = {{.rank = 4, .size = {1, 3, 0, 0}, .warm_up = {1, 3, height, width}}},
                                 .hints = {.free_size = free_size}};
    const facs_onnx_tensor input = {
        .rank = 4, .size = {1, 3, height, width}, .values = make_input(3 * height * width, scale)};
    facs_onnx *nets[2] = {open_net(env, path, &form, FACS_PROVIDER_CPU), open_net(env, path, &form, provider)};
    facs_onnx_state *states[2] = {NULL, NULL};
    figures found = {0};
    bool good = input.values != NULL;
    for (int i = 0; i < 2 && good; i++) {
        good = nets[i] && (states[i] = run(env, nets[i], &input, &found.milliseconds[i])) != NULL;
        if (good)
            found.start[i] = facs_onnx_info(nets[i]).start;
    }
    good = good && compare_outputs(states[0], states[1], facs_onnx_outputs(nets[0]), &found);
    if (good)
        printf("| %s | %lld x %lld | %.3g | %.3g | %.2f | %.2f | %.1f | %.2f | %.2f |\n", name, (long long)width,
               (long long)height, found.largest, found.scale, found.milliseconds[0], found.milliseconds[1],
               found.milliseconds[0] / found.milliseconds[1], found.start[0], found.start[1]);
    for (int i = 0; i < 2; i++) {
        facs_onnx_destroy_state(&states[i]);
        facs_onnx_free(&nets[i]);
    }
    free((void *)(uintptr_t)input.values);
    return good;
}

/* how large the pictures are that a network takes, and its numbers */
static const struct {
    const char *name;
    int64_t height, width;
    bool free_size;
    float scale;
} known[] = {
    {"RetinaFace", 480, 640, true, 128}, {"RetinaFace", 720, 1280, true, 128}, {"PFLD", 112, 112, false, 1},
    {"STAR", 256, 256, false, 1},        {"MTL", 224, 224, false, 2},
};

int main(int argc, char **argv)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx_provider provider;
    facs_error error = {.message = ""};
    int failed = 0;
    if (argc < 3 || facs_provider_find(argv[1], &provider, &error) != FACS_OK) {
        fprintf(stderr, "usage: onnx_compare PROVIDER NAME=FILE...\n%s\n", error.message);
        return 2;
    }
    printf(
        "| network | picture | largest difference | largest number | cpu ms | %s ms | times faster | cpu start s | %s "
        "start s |\n|---|---|--:|--:|--:|--:|--:|--:|--:|\n",
        argv[1], argv[1]);
    for (int i = 2; i < argc; i++) {
        const char *path = strchr(argv[i], '=');
        for (size_t k = 0; path && k < sizeof known / sizeof *known; k++)
            if (strncmp(argv[i], known[k].name, (size_t)(path - argv[i])) == 0)
                failed += !compare(&env, provider, known[k].name, path + 1, known[k].height, known[k].width,
                                   known[k].free_size, known[k].scale);
    }
    return failed > 0;
}
