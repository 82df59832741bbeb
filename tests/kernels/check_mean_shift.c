/* Mean shift and likelihoods: the same bits as the plain twins; the entries of the kernel table. */
#include "check.h"

#include "landmark/clnf/mean_shift_kernels.h"
#include "landmark/clnf/mean_shift_position.h"
#include "support/npy.h"

enum { LANDMARKS = 68, WINDOW_MAX = 15 };

typedef struct scene {
    float maps[LANDMARKS * WINDOW_MAX * WINDOW_MAX];
    float dxdy[2 * LANDMARKS];
    uint8_t visible[LANDMARKS];
    facs_kde *kde;
} scene;

static void random_scene(scene *s, int window, uint64_t *seed)
{
    for (int i = 0; i < LANDMARKS * window * window; i++)
        s->maps[i] = random_unit_f32(seed) < 0.3f ? 0.0f : random_unit_f32(seed);
    for (int i = 0; i < 2 * LANDMARKS; i++)
        s->dxdy[i] = (float)(window + 2) * random_unit_f32(seed) - 1;
    for (int i = 0; i < LANDMARKS; i++)
        s->visible[i] = random_unit_f32(seed) > 0.2f;
}

static void make_table(scene *s, int window, float sigma)
{
    facs_env env = facs_env_resolve(NULL);
    s->kde = facs_kde_create(&env, window, sigma);
    assert_non_null(s->kde);
}

static void free_table(scene *s)
{
    facs_env env = facs_env_resolve(NULL);
    facs_kde_free(&env, s->kde);
    s->kde = NULL;
}

static void compare_shift(const facs_mean_shift_kernels *kernels, const scene *s, int count, float sigma)
{
    float fast[2 * LANDMARKS], plain[2 * LANDMARKS];
    facs_mean_shift_memory memory;
    memset(fast, 0x7f, sizeof fast);
    facs_mean_shift_forget(&memory);
    kernels->mean_shift(count, s->kde, s->maps, s->dxdy, s->visible, &memory, fast);
    facs_mean_shift_reference(count, s->kde->window, sigma, s->maps, s->dxdy, s->visible, plain);
    assert_memory_equal(fast, plain, 2 * (size_t)count * sizeof *fast);
    for (int i = 0; i < count; i++)
        if (!s->visible[i])
            assert_true(fast[i] == 0.0f && fast[count + i] == 0.0f);
}

static void compare_likelihoods(const facs_mean_shift_kernels *kernels, const scene *s, int count, float sigma)
{
    float fast[2 * LANDMARKS], plain[2 * LANDMARKS];
    memset(fast, 0x7f, sizeof fast);
    float mean = kernels->likelihoods(count, s->kde, sigma, s->maps, s->dxdy, s->visible, fast);
    float plain_mean =
        facs_landmark_likelihoods_reference(count, s->kde->window, sigma, s->maps, s->dxdy, s->visible, plain);
    assert_memory_equal(fast, plain, (size_t)count * sizeof *fast);
    assert_memory_equal(&mean, &plain_mean, sizeof mean);
}

typedef void compare_scene(const facs_mean_shift_kernels *kernels, const scene *s, int count, float sigma);

/* every window, several sigmas and numbers of landmarks */
static void each_scene(facs_cpu_level level, compare_scene *compare, float factor)
{
    static scene s;
    static const float sigmas[] = {1.0f, 1.5f, 2.5f};
    static const int counts[] = {LANDMARKS, 51, 28, 1, 0};
    uint64_t seed = 1;
    for (int window = 1; window <= WINDOW_MAX; window++) {
        for (int k = 0; k < 3; k++) {
            make_table(&s, window, sigmas[k]);
            for (int i = 0; i < 5; i++) {
                random_scene(&s, window, &seed);
                compare(facs_mean_shift_kernels_for(level), &s, counts[i], factor * sigmas[k]);
            }
            free_table(&s);
        }
    }
}

static void shifts(facs_cpu_level level)
{
    each_scene(level, compare_shift, 1);
}

static void likelihoods(facs_cpu_level level)
{
    each_scene(level, compare_likelihoods, 1.1f); /* the table's sigma does not matter */
}

/* Landmarks of which some stay where they are, some move within their entry, some go on: as if seen for the first time.
 * Those that stayed are not looked for again: a map changed behind the memory's back changes nothing for them. */
static void remembered(facs_cpu_level level)
{
    enum { WINDOW = 9, CELLS = WINDOW * WINDOW };
    static scene s;
    const facs_mean_shift_kernels *kernels = facs_mean_shift_kernels_for(level);
    uint64_t seed = 5;
    facs_mean_shift_memory memory;
    float fast[2 * LANDMARKS], again[2 * LANDMARKS], plain[2 * LANDMARKS];
    make_table(&s, WINDOW, 1.5f);
    random_scene(&s, WINDOW, &seed);
    memset(s.maps + 3 * CELLS, 0, CELLS * sizeof *s.maps); /* no response at all */
    facs_mean_shift_forget(&memory);
    for (int round = 0; round < 200; round++) {
        kernels->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, &memory, fast);
        facs_mean_shift_reference(LANDMARKS, WINDOW, 1.5f, s.maps, s.dxdy, s.visible, plain);
        assert_memory_equal(fast, plain, sizeof plain);
        const float most = round % 3 == 0 ? 2.0f : round % 3 == 1 ? 0.05f : 0.0f;
        for (int i = 0; i < 2 * LANDMARKS; i++)
            s.dxdy[i] += most * (random_unit_f32(&seed) - 0.5f);
    }
    kernels->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, &memory, fast);
    for (int i = 0; i < LANDMARKS * CELLS; i++)
        s.maps[i] = random_unit_f32(&seed);
    kernels->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, &memory, again);
    assert_memory_equal(again, fast, sizeof fast);
    facs_mean_shift_forget(&memory);
    kernels->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, &memory, again);
    facs_mean_shift_reference(LANDMARKS, WINDOW, 1.5f, s.maps, s.dxdy, s.visible, plain);
    assert_memory_equal(again, plain, sizeof plain);
    free_table(&s);
}

/* every entry of a table is what the formula says, wherever it is computed first */
static void entries(facs_cpu_level level)
{
    enum { WINDOW = 7, PLACES = 10 * WINDOW };
    static scene s;
    const uint8_t visible = 1;
    make_table(&s, WINDOW, 1.62135673f);
    for (int row = 0; row < PLACES; row++) {
        for (int col = 0; col < PLACES; col++) {
            const float place[2] = {(float)row * FACS_KDE_STEP, (float)col * FACS_KDE_STEP};
            float shift[2];
            facs_mean_shift_memory memory;
            facs_mean_shift_forget(&memory);
            facs_mean_shift_kernels_for(level)->mean_shift(1, s.kde, s.maps, place, &visible, &memory, shift);
            assert_int_equal(s.kde->known[row * PLACES + col], 1);
            const float *entry = s.kde->entries + (row * PLACES + col) * WINDOW * WINDOW;
            for (int i = 0; i < WINDOW * WINDOW; i++)
                assert_true(entry[i] == facs_kde_value_reference(1.62135673f, row, col, i / WINDOW, i % WINDOW));
        }
    }
    free_table(&s);
}

/* positions far outside, not numbers, on the rounding limits, and maps without any response */
static void hostile(facs_cpu_level level)
{
    static scene s;
    static const float places[] = {NAN, INFINITY, -INFINITY, 1e30f, -0.0f, 0.05f, 0.149999f, 8.95f, 8.9f, 1e-30f};
    uint64_t seed = 2;
    random_scene(&s, 9, &seed);
    make_table(&s, 9, 1.5f);
    for (int i = 0; i < 2 * LANDMARKS; i++)
        s.dxdy[i] = places[i % 10];
    memset(s.maps, 0, 9 * 9 * sizeof(float)); /* landmark 0 has nothing to go by and stays */
    s.visible[0] = 1;
    float shift[2 * LANDMARKS], plain[2 * LANDMARKS];
    facs_mean_shift_memory memory;
    facs_mean_shift_forget(&memory);
    facs_mean_shift_kernels_for(level)->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, &memory, shift);
    facs_mean_shift_reference(LANDMARKS, 9, 1.5f, s.maps, s.dxdy, s.visible, plain);
    assert_memory_equal(shift, plain, sizeof plain);
    assert_true(shift[0] == 0.0f && shift[LANDMARKS] == 0.0f);
    for (int i = 0; i < 2 * LANDMARKS; i++)
        assert_true(isfinite(shift[i]));
    free_table(&s);
}

/* a lone peak attracts every landmark fully; the shift starts at the unrounded place (quirk 14) */
static void lone_peak(facs_cpu_level level)
{
    static scene s;
    make_table(&s, 7, 1.5f);
    memset(s.maps, 0, sizeof s.maps);
    for (int i = 0; i < LANDMARKS; i++) {
        s.visible[i] = 1;
        s.maps[i * 49 + 2 * 7 + 5] = 0.25f;
        s.dxdy[i] = 3.04f;
        s.dxdy[LANDMARKS + i] = 3.96f;
    }
    const float expected[2] = {5.0f - 3.04f, 2.0f - 3.96f};
    float shift[2 * LANDMARKS];
    facs_mean_shift_memory memory;
    facs_mean_shift_forget(&memory);
    if (level == KERNEL_TWIN)
        facs_mean_shift_reference(LANDMARKS, 7, 1.5f, s.maps, s.dxdy, s.visible, shift);
    else
        facs_mean_shift_kernels_for(level)->mean_shift(LANDMARKS, s.kde, s.maps, s.dxdy, s.visible, &memory, shift);
    for (int i = 0; i < LANDMARKS; i++) {
        const float one[2] = {shift[i], shift[LANDMARKS + i]};
        assert_close_f32("peak", one, expected, 2, 1e-6);
    }
    free_table(&s);
}

/* ---- bench: all landmarks, window 11 ---- */

typedef struct shift_input {
    scene s;
    float shift[2 * LANDMARKS];
    facs_mean_shift_memory memory;
} shift_input;

static void *maps_of(int window)
{
    shift_input *in = bench_memory(sizeof *in);
    facs_env env = bench_env(FACS_CPU_AUTO);
    uint64_t seed = 3;
    in->s.kde = facs_kde_create(&env, window, 1.5f);
    for (int i = 0; i < LANDMARKS * window * window; i++)
        in->s.maps[i] = random_unit_f32(&seed);
    for (int i = 0; i < 2 * LANDMARKS; i++)
        in->s.dxdy[i] = (float)(window - 1) * random_unit_f32(&seed);
    memset(in->s.visible, 1, sizeof in->s.visible);
    return in;
}

static void call_mean_shift(void *input, facs_cpu_level level)
{
    shift_input *in = input;
    const scene *s = &in->s;
    if (level == KERNEL_TWIN)
        facs_mean_shift_reference(LANDMARKS, s->kde->window, 1.5f, s->maps, s->dxdy, s->visible, in->shift);
    else {
        facs_mean_shift_forget(&in->memory);
        facs_mean_shift_kernels_for(level)->mean_shift(LANDMARKS, s->kde, s->maps, s->dxdy, s->visible, &in->memory,
                                                       in->shift);
    }
}

static void call_likelihoods(void *input, facs_cpu_level level)
{
    shift_input *in = input;
    const scene *s = &in->s;
    if (level == KERNEL_TWIN)
        facs_landmark_likelihoods_reference(LANDMARKS, s->kde->window, 1.5f, s->maps, s->dxdy, s->visible, in->shift);
    else
        facs_mean_shift_kernels_for(level)->likelihoods(LANDMARKS, s->kde, 1.5f, s->maps, s->dxdy, s->visible,
                                                        in->shift);
}

void check_mean_shift(void)
{
    static const kernel_case cases[] = {
        {"mean_shift/mean_shift window 11", .check = shifts, .input = maps_of, .size = 11, .call = call_mean_shift},
        {"mean_shift/mean_shift remembered", .check = remembered},
        {"mean_shift/mean_shift hostile places", .check = hostile},
        {"mean_shift/mean_shift entries", .check = entries},
        {"mean_shift/mean_shift lone peak", .check = lone_peak, .twin_too = true},
        {"mean_shift/likelihoods window 11", .check = likelihoods, .input = maps_of, .size = 11,
         .call = call_likelihoods},
    };
    REGISTER(cases);
}
