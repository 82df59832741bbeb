/* Calibration, smoothing, online correction: known values, the golden video, a sorting twin. */
#include "au_fixture.h"

#include "au/openface/postprocess.h"

enum { FRAMES_MAX = 512 };

/* A series over plain arrays. */
typedef struct table {
    int64_t frames;
    bool success[FRAMES_MAX];
    double intensity[FRAMES_MAX][FACS_AU_R], presence[FRAMES_MAX][FACS_AU_C];
} table;

static bool table_success(const void *cookie, int64_t frame)
{
    const table *t = cookie;
    assert_in_range(frame, 0, t->frames - 1);
    return t->success[frame];
}

static double table_intensity(const void *cookie, int64_t frame, int au)
{
    const table *t = cookie;
    assert_true(table_success(cookie, frame));
    return t->intensity[frame][au];
}

static bool table_presence(const void *cookie, int64_t frame, int au)
{
    const table *t = cookie;
    assert_in_range(frame, 0, t->frames - 1);
    return t->presence[frame][au] > 0.5;
}

static facs_au_series series_of(const table *t)
{
    return (facs_au_series){.cookie = t,
                            .frames = t->frames,
                            .success = table_success,
                            .intensity = table_intensity,
                            .presence = table_presence};
}

/* Ten frames worked out by hand */
static void known_vector(void **state)
{
    (void)state;
    static const double raw[10] = {0.4, 0.9, 1.1, -1, 2.0, 0.7, 0.2, 3.0, 6.5, 0.5};
    static const double present[10] = {1, 0, 1, 0, 0, 1, 1, 1, 0, 0};
    static const double intensity[10] = {0.0, 0.3333, 0.3333, 0.7, 0.5667, 0.5667, 0.9, 2.5, 2.5, 0.0};
    static const double presence[10] = {1, 0, 1, 1, 1, 1, 0, 1, 0, 0};
    static table t;
    t.frames = 10;
    for (int i = 0; i < 10; i++) {
        t.success[i] = i != 3;
        t.intensity[i][5] = raw[i];
        t.presence[i][7] = present[i];
    }
    facs_au_series series = series_of(&t);
    double offset = facs_au_calibration_offset(&series, 5, 0.3);
    assert_true(offset == 0.5);
    for (int i = 0; i < 10; i++) {
        assert_true(fabs(facs_au_smoothed_intensity(&series, i, 5, offset) - intensity[i]) < 1e-4);
        assert_true(facs_au_smoothed_presence(&series, i, 7) == presence[i]);
    }
    assert_true(facs_au_calibration_offset(&series, 5, -1) == 0.0);
}

/* Presences of fewer than seven frames and intensities of one or two stay. */
static void short_videos(void **state)
{
    (void)state;
    static table t;
    for (t.frames = 1; t.frames < 7; t.frames++) {
        facs_au_series series = series_of(&t);
        for (int i = 0; i < t.frames; i++) {
            t.success[i] = true;
            t.intensity[i][0] = i + 1;
            t.presence[i][0] = i & 1;
        }
        for (int i = 0; i < t.frames; i++) {
            assert_true(facs_au_smoothed_presence(&series, i, 0) == (i & 1));
            /* a mean of three in a row is the middle one; the first and last are themselves */
            assert_true(fabs(facs_au_smoothed_intensity(&series, i, 0, 0) - fmin(i + 1, 5)) < 0.34);
        }
        assert_true(facs_au_smoothed_intensity(&series, 0, 0, 0) == 1);
        assert_true(facs_au_smoothed_intensity(&series, t.frames - 1, 0, 0) == fmin((double)t.frames, 5));
    }
    facs_au_series none = {.frames = 0};
    assert_true(facs_au_calibration_offset(&none, 0, 0.5) == 0.0);
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void offset_equals_sorting(void **state)
{
    (void)state;
    static table t;
    uint64_t random = 31;
    for (int kind = 0; kind < 4; kind++)
        for (t.frames = 1; t.frames <= FRAMES_MAX; t.frames += 73) {
            double sorted[FRAMES_MAX];
            int n = 0;
            for (int i = 0; i < t.frames; i++) {
                double r = random_unit(&random);
                t.success[i] = kind < 3 && random_unit(&random) < 0.8;
                t.intensity[i][2] = kind == 0 ? 10 * r - 5 : kind == 1 ? floor(4 * r) - 2 : (r - 0.5) * exp(600 * r);
                if (t.success[i])
                    sorted[n++] = t.intensity[i][2];
            }
            qsort(sorted, (size_t)n, sizeof *sorted, by_value);
            facs_au_series series = series_of(&t);
            for (double cutoff = 0; cutoff < 1; cutoff += 0.05) {
                double expected = n ? sorted[(int)(n * cutoff)] : 0;
                assert_true(facs_au_calibration_offset(&series, 2, cutoff) == expected);
            }
            if (n)
                assert_true(facs_au_calibration_offset(&series, 2, 1.0) == sorted[n - 1]);
        }
    /* a number that is none sorts behind all others */
    t.frames = 3;
    t.success[0] = t.success[1] = t.success[2] = true;
    t.intensity[0][2] = NAN;
    t.intensity[1][2] = INFINITY;
    t.intensity[2][2] = -1;
    facs_au_series series = series_of(&t);
    assert_true(facs_au_calibration_offset(&series, 2, 0) == -1);
    assert_true(isinf(facs_au_calibration_offset(&series, 2, 0.34)));
    assert_true(isnan(facs_au_calibration_offset(&series, 2, 0.7)));
}

/* ---- the golden video ---- */

/* Numbers of a CSV with one header line; returns the rows. */
static int read_csv(const char *name, int columns, double *values, int rows_max)
{
    FILE *file = fopen(testdata_path("golden/stages/default_whole/%s.csv", name), "r");
    char line[4096];
    int rows = 0;
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    while (fgets(line, sizeof line, file)) {
        assert_in_range(rows, 0, rows_max - 1);
        char *at = strchr(line, ',');
        for (int i = 0; i < columns; i++) {
            assert_non_null(at);
            values[rows * columns + i] = strtod(at + 1, &at);
        }
        rows++;
    }
    fclose(file);
    return rows;
}

/* default.wmv: the face is tracked in every frame. */
static void load_video(table *t)
{
    int frames = read_csv("au_reg_2_repredicted", FACS_AU_R, &t->intensity[0][0], FRAMES_MAX);
    assert_int_equal(read_csv("au_class_2_repredicted", FACS_AU_C, &t->presence[0][0], FRAMES_MAX), frames);
    assert_in_range(frames, 100, FRAMES_MAX);
    t->frames = frames;
    for (int i = 0; i < frames; i++)
        t->success[i] = true;
}

static void golden_video(void **state)
{
    (void)state;
    static table t;
    static double offsets[FACS_AU_R][3], clipped[FRAMES_MAX][FACS_AU_R], smoothed[FRAMES_MAX][FACS_AU_R],
        present[FRAMES_MAX][FACS_AU_C];
    load_video(&t);
    assert_int_equal(read_csv("au_reg_offsets", 3, &offsets[0][0], FACS_AU_R), FACS_AU_R);
    assert_int_equal(read_csv("au_reg_3_offset_clipped", FACS_AU_R, &clipped[0][0], FRAMES_MAX), t.frames);
    assert_int_equal(read_csv("au_reg_4_smoothed", FACS_AU_R, &smoothed[0][0], FRAMES_MAX), t.frames);
    assert_int_equal(read_csv("au_class_3_smoothed", FACS_AU_C, &present[0][0], FRAMES_MAX), t.frames);
    facs_au_series series = series_of(&t);
    for (int au = 0; au < FACS_AU_R; au++) {
        double offset = offsets[au][0] > 0 ? facs_au_calibration_offset(&series, au, offsets[au][1]) : 0;
        assert_true(fabs(offset - offsets[au][2]) <= 1e-15);
        for (int i = 0; i < t.frames; i++) {
            assert_true(fabs(facs_au_clip(t.intensity[i][au] - offset) - clipped[i][au]) <= 1e-15);
            assert_true(fabs(facs_au_smoothed_intensity(&series, i, au, offset) - smoothed[i][au]) <= 2e-15);
        }
    }
    for (int au = 0; au < FACS_AU_C; au++)
        for (int i = 0; i < t.frames; i++)
            assert_true(facs_au_smoothed_presence(&series, i, au) == present[i][au]);
}

/* On-line correction over the raw values of the golden video, seen at the frames that were dumped. */
static void golden_online(void **state)
{
    (void)state;
    static double raw[FRAMES_MAX][FACS_AU_R];
    static facs_au_online online;
    /* dumped order: static regressors, then dynamic ones */
    static const int order[FACS_AU_R] = {2, 4, 5, 7, 8, 9, 0, 1, 3, 6, 10, 11, 12, 13, 14, 15, 16};
    static const int dumped[GOLDEN_VIDEO_FRAMES] = {0, 1, 2, 3, 30, 31};
    int frames = read_csv("au_reg_1_raw", FACS_AU_R, &raw[0][0], FRAMES_MAX), next = 0;
    for (int i = 0; i < frames && next < GOLDEN_VIDEO_FRAMES; i++) {
        double corrected[FACS_AU_R], expected[FACS_AU_R];
        facs_au_online_correct(&online, raw[i], true, corrected);
        if (i != dumped[next])
            continue;
        npy count = npy_load("golden/stages/%s/au/online_count.npy", golden_frames[next]);
        assert_int_equal(npy_get(&count, 0), online.frames);
        npy_free(&count);
        load_f64(golden_frames[next++], "reg_online_corrected", expected, FACS_AU_R);
        for (int j = 0; j < FACS_AU_R; j++)
            assert_true(fabs(corrected[order[j]] - expected[j]) < 1e-14);
    }
    assert_int_equal(next, GOLDEN_VIDEO_FRAMES);
}

static void online_failures(void **state)
{
    (void)state;
    static facs_au_online online;
    double raw[FACS_AU_R], corrected[FACS_AU_R];
    for (int i = 0; i < FACS_AU_R; i++)
        raw[i] = 1.0;
    for (int frame = 0; frame < 9; frame++) {
        facs_au_online_correct(&online, raw, true, corrected);
        assert_true(corrected[0] == 1.0);
    }
    facs_au_online_correct(&online, raw, false, corrected); /* not counted */
    assert_int_equal(online.frames, 9);
    assert_true(corrected[0] == 1.0);
    facs_au_online_correct(&online, raw, true, corrected); /* the tenth: bin 100 = 1.0 */
    assert_true(fabs(corrected[0]) < 1e-12);
    static const double hostile[] = {NAN, INFINITY, -INFINITY, 1e300, -1e300};
    for (int i = 0; i < 5; i++) {
        raw[0] = hostile[i];
        facs_au_online_correct(&online, raw, true, corrected);
    }
    int32_t sum = 0;
    for (int bin = 0; bin < 200; bin++)
        sum += online.count[0][bin];
    assert_int_equal(sum, online.frames);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_vector),
        cmocka_unit_test(short_videos),
        cmocka_unit_test(offset_equals_sorting),
        NEEDS_DATA(cmocka_unit_test(golden_video)),
        NEEDS_DATA(cmocka_unit_test(golden_online)),
        cmocka_unit_test(online_failures),
    };
    return cmocka_run_group_tests_name("au-postprocess", tests, NULL, NULL);
}
