/* Running medians: known values, golden medians, the incremental rule against the plain one. */
#include "au_fixture.h"

enum { DIMENSIONS = FACS_FHOG_SIZE + FACS_GEOM_SIZE };

static facs_medians *create(void)
{
    facs_medians *medians = NULL;
    assert_int_equal(facs_medians_create(NULL, &medians, NULL), FACS_OK);
    return medians;
}

/* ---- plain twin: counts, then a walk from the first bin ---- */

typedef struct twin {
    int64_t updates;
    int32_t *fhog, *geometry;
    double values[DIMENSIONS];
} twin;

static void twin_set(int dimensions, int bins, double min, double max, int32_t *count, const double *d, bool update,
                     int64_t updates, bool positive, double *values)
{
    double range = max - min;
    for (int i = 0; i < dimensions; i++, count += bins) {
        double v = d[i] * (bins * (1.0 / range)) + (-min) * bins * (1.0 / range);
        v = isnan(v) || v < 0 ? 0 : v > bins - 1 ? bins - 1 : v;
        if (update)
            count[(int)v]++;
        int64_t target = (updates + 1) / 2, cumulative = 0;
        int j = 0;
        for (cumulative = count[0]; cumulative < target; cumulative += count[j])
            j++;
        values[i] = updates == 1 ? d[i] : min + j * (range / bins) + 0.5 * range / bins;
        if (positive && values[i] < 0)
            values[i] = 0;
    }
}

static void twin_step(twin *t, const float *fhog, const double *geometry, bool update)
{
    static double d[FACS_FHOG_SIZE];
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        d[i] = (double)fhog[i];
    t->updates += update;
    twin_set(FACS_FHOG_SIZE, 1000, -0.005, 1.0, t->fhog, d, update, t->updates, true, t->values);
    twin_set(FACS_GEOM_SIZE, 10000, -60.0, 60.0, t->geometry, geometry, update, t->updates, false,
             t->values + FACS_FHOG_SIZE);
}

static twin twin_create(void)
{
    twin t = {.fhog = calloc(FACS_FHOG_SIZE * 1000, sizeof(int32_t)),
              .geometry = calloc(FACS_GEOM_SIZE * 10000, sizeof(int32_t))};
    assert_non_null(t.fhog);
    assert_non_null(t.geometry);
    return t;
}

static void twin_destroy(twin *t)
{
    free(t->fhog);
    free(t->geometry);
}

static void assert_same(facs_medians *medians, const double *expected, int step)
{
    const double *values = facs_medians_values(medians);
    for (int i = 0; i < DIMENSIONS; i++)
        if (memcmp(&values[i], &expected[i], sizeof *values) != 0 && !(isnan(values[i]) && isnan(expected[i])))
            fail_msg("step %d, dimension %d: %.17g, expected %.17g", step, i, values[i], expected[i]);
}

/* ---- tests ---- */

static float fhog_input[FACS_FHOG_SIZE];
static double geometry_input[FACS_GEOM_SIZE];

static void set_all(double fhog, double geometry)
{
    for (int i = 0; i < FACS_FHOG_SIZE; i++)
        fhog_input[i] = (float)fhog;
    for (int i = 0; i < FACS_GEOM_SIZE; i++)
        geometry_input[i] = geometry;
}

/* Centres of bins, seen through two equal updates. */
static void known_bins(void **state)
{
    (void)state;
    static const double fhog[][2] = {
        {0.0, 0.0}, {0.1, 0.1000225}, {0.2, 0.1995175}, {0.3, 0.3000175}, {0.4, 0.3995125}};
    static const double geometry[][2] = {{0, 0.006}, {1.23, 1.23}, {-7.5, -7.494}, {61, 59.994}, {-60.5, -59.994}};
    facs_medians *medians = create();
    for (int i = 0; i < 5; i++) {
        facs_medians_reset(medians);
        set_all(fhog[i][0], geometry[i][0]);
        facs_medians_step(medians, fhog_input, geometry_input, true);
        facs_medians_step(medians, fhog_input, geometry_input, true);
        const double *values = facs_medians_values(medians);
        for (int d = 0; d < DIMENSIONS; d++) {
            double expected = d < FACS_FHOG_SIZE ? fhog[i][1] : geometry[i][1];
            assert_true(fabs(values[d] - expected) < 1e-12);
        }
    }
    facs_medians_destroy(&medians);
    assert_null(medians);
}

static void known_sequence(void **state)
{
    (void)state;
    static const double in[] = {0.10, 0.30, 0.20, 0.25}, out[] = {0.1, 0.1000225, 0.1995175, 0.1995175};
    facs_medians *medians = create();
    assert_true(facs_medians_values(medians)[0] == 0.0);
    for (int i = 0; i < 4; i++) {
        set_all(in[i], 0);
        facs_medians_step(medians, fhog_input, geometry_input, true);
        assert_true(fabs(facs_medians_values(medians)[17] - out[i]) < (i ? 1e-12 : 1e-8));
    }
    facs_medians_destroy(&medians);
}

/* No success yet: first bin; one success, then a failure: the failed frame's zeros. */
static void known_failures(void **state)
{
    (void)state;
    facs_medians *medians = create();
    set_all(0, 0);
    facs_medians_step(medians, fhog_input, geometry_input, false);
    const double *values = facs_medians_values(medians);
    for (int d = 0; d < DIMENSIONS; d++)
        assert_true(fabs(values[d] - (d < FACS_FHOG_SIZE ? 0.0 : -59.994)) < 1e-12);
    set_all(0.25, 3.5);
    facs_medians_step(medians, fhog_input, geometry_input, true);
    values = facs_medians_values(medians);
    for (int d = 0; d < DIMENSIONS; d++)
        assert_true(values[d] == (d < FACS_FHOG_SIZE ? 0.25 : 3.5));
    set_all(0, 0);
    facs_medians_step(medians, fhog_input, geometry_input, false);
    values = facs_medians_values(medians);
    for (int d = 0; d < DIMENSIONS; d++)
        assert_true(values[d] == 0.0);
    set_all(0.25, 3.5);
    facs_medians_step(medians, fhog_input, geometry_input, true);
    values = facs_medians_values(medians);
    assert_true(fabs(values[0] - (-0.005 + 253.5 * 1.005 / 1000)) < 1e-12);
    assert_true(fabs(values[FACS_FHOG_SIZE] - 3.498) < 0.0061);
    facs_medians_destroy(&medians);
}

/* Frames 0 to 3 of the golden video; the medians move on frames 0 and 2 (1 and 3 counted from 1). */
static void stages(void **state)
{
    (void)state;
    facs_medians *medians = create();
    static float fhog[FACS_FHOG_SIZE];
    static double geometry[FACS_GEOM_SIZE], expected[DIMENSIONS];
    double worst = 0;
    for (int frame = 0; frame < 4; frame++) {
        load_fhog(golden_frames[frame], fhog);
        load_f64(golden_frames[frame], "geom", geometry, FACS_GEOM_SIZE);
        load_f64(golden_frames[frame], "fhog_median", expected, FACS_FHOG_SIZE);
        load_f64(golden_frames[frame], "geom_median", expected + FACS_FHOG_SIZE, FACS_GEOM_SIZE);
        if (frame % 2 == 0)
            facs_medians_step(medians, fhog, geometry, true);
        worst = fmax(worst, assert_close_f64("median", facs_medians_values(medians), expected, DIMENSIONS, 1e-14));
    }
    print_message("largest difference %.3g\n", worst);
    facs_medians_destroy(&medians);
}

static double hostile(uint64_t *random)
{
    static const double values[] = {NAN, INFINITY, -INFINITY, -0.0, 1e300, -1e300, 1.0, 60.0, -60.0, -0.005};
    return values[(int)(random_unit(random) * 10)];
}

static void random_input(int kind, uint64_t *random)
{
    for (int i = 0; i < FACS_FHOG_SIZE; i++) {
        double r = random_unit(random);
        fhog_input[i] = (float)(kind == 1 && r < 0.3 ? hostile(random) : i % 7 == 0 && r < 0.6 ? 0 : 0.5 * r * r);
    }
    for (int i = 0; i < FACS_GEOM_SIZE; i++) {
        double r = random_unit(random);
        geometry_input[i] = kind == 1 && r < 0.3 ? hostile(random) : kind == 2 ? 150 * r - 75 : 20 * r - 12;
    }
}

/* `often` = chance that the medians are asked for after a step; those in between are counted together. */
static void compare_with_twin(facs_medians *medians, int kind, double often)
{
    twin t = twin_create();
    uint64_t random = 99 + (uint64_t)kind, asking = 7;
    facs_medians_reset(medians);
    for (int i = 0; i < 60; i++) {
        random_input(kind, &random);
        bool update = random_unit(&random) > 0.25 && i > 1;
        facs_medians_step(medians, fhog_input, geometry_input, update);
        twin_step(&t, fhog_input, geometry_input, update);
        if (random_unit(&asking) < often || i == 59)
            assert_same(medians, t.values, i);
    }
    twin_destroy(&t);
}

static void equals_twin(void **state)
{
    (void)state;
    static const double often[] = {2, 0.3, 0.05, 0};
    facs_medians *medians = create();
    for (int kind = 0; kind < 3; kind++)
        for (int i = 0; i < 4; i++)
            compare_with_twin(medians, kind, often[i]);
    facs_medians_destroy(&medians);
}

/* Counts go past 16 bits, in the median bin and beside it, and the median moves over such bins.  The twin walks over
 * all bins, so it is asked only now and then. */
static void long_run(void **state)
{
    (void)state;
    static const double places[][2] = {{0, 0}, {0.5, 1}, {0.25, -1}, {0.9, 59}, {0.0001, 0.0001}, {0.7, 2}};
    static const int phases[][2] = {{0, 70000}, {1, 140000}, {2, 90000}, {3, 3}, {4, 150000}, {5, 700000}, {2, 300000}};
    facs_medians *medians = NULL;
    assert_int_equal(facs_medians_create_sized(NULL, 1, 1, &medians, NULL), FACS_OK);
    int32_t *fhog_count = calloc(1000, sizeof(int32_t)), *geometry_count = calloc(10000, sizeof(int32_t));
    int64_t updates = 0;
    double expected[2];
    uint64_t random = 7;
    for (size_t phase = 0; phase < sizeof phases / sizeof *phases; phase++) {
        for (int i = 0; i < phases[phase][1]; i++) {
            int place = random_unit(&random) < 0.9 ? phases[phase][0] : (int)(random_unit(&random) * 6);
            float fhog = (float)places[place][0];
            double d = (double)fhog, geometry = places[place][1];
            facs_medians_step(medians, &fhog, &geometry, true);
            updates++;
            if (i % 1000 != 0) { /* count, without the walk */
                fhog_count[(int)((d + 0.005) * 1000 / 1.005)]++;
                geometry_count[(int)((geometry + 60) * 10000 / 120)]++;
                continue;
            }
            twin_set(1, 1000, -0.005, 1.0, fhog_count, &d, true, updates, true, &expected[0]);
            twin_set(1, 10000, -60, 60, geometry_count, &geometry, true, updates, false, &expected[1]);
            assert_memory_equal(facs_medians_values(medians), expected, sizeof expected);
        }
    }
    assert_true(fhog_count[4] > 65536); /* the first phase wrapped */
    free(fhog_count);
    free(geometry_count);
    facs_medians_destroy(&medians);
}

/* More than 16 bins of one dimension overflow: counts stop, nothing breaks, and the median stays inside the data. */
static void carries_used_up(void **state)
{
    (void)state;
    facs_medians *medians = NULL;
    assert_int_equal(facs_medians_create_sized(NULL, 1, 1, &medians, NULL), FACS_OK);
    for (int bin = 0; bin < 20; bin++) {
        float fhog = (float)(0.1 + 0.01 * bin);
        double geometry = bin;
        for (int i = 0; i < 66000; i++)
            facs_medians_step(medians, &fhog, &geometry, true);
    }
    assert_true(fabs(facs_medians_values(medians)[0] - 0.195) < 0.03);
    assert_true(fabs(facs_medians_values(medians)[1] - 9.5) < 3);
    facs_medians_destroy(&medians);
}

static void out_of_memory(void **state)
{
    (void)state;
    for (int allowed = 0; allowed < 15; allowed++) {
        meter memory;
        facs_env env = meter_env(&memory, allowed);
        memory.for_good = true;
        facs_medians *medians = NULL;
        facs_error error;
        assert_int_equal(facs_medians_create(&env, &medians, &error), FACS_E_MEMORY);
        assert_int_equal(error.status, FACS_E_MEMORY);
        assert_null(medians);
        assert_int_equal(memory.alive, 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_bins),      cmocka_unit_test(known_sequence),
        cmocka_unit_test(known_failures),  NEEDS_DATA(cmocka_unit_test(stages)),
        cmocka_unit_test(equals_twin),     cmocka_unit_test(long_run),
        cmocka_unit_test(carries_used_up), NEEDS_MODELS(cmocka_unit_test(out_of_memory)),
    };
    return cmocka_run_group_tests_name("au-median", tests, NULL, NULL);
}
