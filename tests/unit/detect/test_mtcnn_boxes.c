/* Box arithmetic of the face detector: pyramid, proposals, regression, squaring, suppression, final box, choice. */
#include "detect_support.h"

#include "detect/mtcnn/mtcnn_stages.h"

static facs_candidate make(float x, float y, float w, float h, float score)
{
    return (facs_candidate){.x = x, .y = y, .width = w, .height = h, .score = score};
}

/* ---- pyramid and proposals --------------------------------------------------------------------------------- */

static void pyramid_of_the_samples(void **state)
{
    (void)state;
    static const int sizes[7][2] = {{128, 96}, {91, 69}, {65, 49}, {46, 35}, {33, 25}, {23, 18}, {17, 13}};
    facs_pyramid_level level[FACS_MTCNN_LEVELS_MAX];
    assert_int_equal(facs_mtcnn_pyramid(640, 480, level), 7);
    for (int i = 0; i < 7; i++) {
        assert_int_equal(level[i].width, sizes[i][0]);
        assert_int_equal(level[i].height, sizes[i][1]);
    }
    assert_int_equal(facs_mtcnn_pyramid(640, 400, level), 6);
    assert_int_equal(facs_mtcnn_pyramid(1942, 1944, level), 11);
    assert_int_equal(level[7].width, 35);
    assert_int_equal(level[7].height, 36);
}

static void pyramid_of_extreme_pictures(void **state)
{
    (void)state;
    facs_pyramid_level level[FACS_MTCNN_LEVELS_MAX];
    static const int small[] = {1, 2, 30, 42, 43, 59};
    for (int i = 0; i < 6; i++) {
        assert_int_equal(facs_mtcnn_pyramid(small[i], 12000, level), 0);
        assert_int_equal(facs_mtcnn_pyramid(12000, small[i], level), 0);
    }
    assert_int_equal(facs_mtcnn_pyramid(60, 60, level), 1);
    assert_int_equal(level[0].width, 12);
    /* every level holds at least one P-Net cell */
    for (int side = 60; side < 32768; side += side < 2000 ? 1 : 997) {
        int count = facs_mtcnn_pyramid(32767, side, level);
        assert_in_range(count, 1, FACS_MTCNN_LEVELS_MAX);
        assert_in_range(level[count - 1].height, 12, 17);
    }
}

static void heat_map_in_scan_order(void **state)
{
    (void)state;
    /* 2 columns x 3 rows; pixels (0,2), (1,0) are faces, (1,1) just below the threshold 0.6: log(1.5) = 0.405465 */
    float data[6][3][2] = {{{0}}};
    data[1][2][0] = 5;
    data[1][0][1] = 0.4055f;
    data[1][1][1] = 0.4054f;
    for (int c = 0; c < 4; c++)
        data[2 + c][0][1] = (float)(c + 1);
    const facs_tensor heat = {.maps = 6, .rows = 3, .cols = 2, .data = &data[0][0][0]};
    facs_env env = facs_env_resolve(NULL);
    facs_candidates list = {0};
    assert_int_equal(facs_mtcnn_heat_candidates(&env, &heat, 0.1418, &list, NULL), FACS_OK);
    assert_int_equal(list.count, 2);
    /* columns outer: (0,2) comes before (1,0); (2*2+1)/s = 35.26, (2*2+12)/s = 112.8; 7.05, 84.6; 21.2, 98.7 */
    assert_true(list.item[0].x == 7 && list.item[0].y == 35 && list.item[0].width == 77 && list.item[0].height == 77);
    assert_true(list.item[1].x == 21 && list.item[1].y == 7 && list.item[1].width == 77 && list.item[1].height == 77);
    assert_close_f32("score", &list.item[0].score, (const float[]){0.993307149f}, 1, 1e-7);
    for (int c = 0; c < 4; c++)
        assert_true(list.item[1].correction[c] == (float)(c + 1));
    facs_free(&env, list.item);
}

static void probabilities(void **state)
{
    (void)state;
    assert_true(fabs((double)facs_mtcnn_pixel_probability(2.469061f, -3.460185f) - 0.002653428) < 1e-9);
    assert_true(fabs((double)facs_mtcnn_probability(-3.707755f, 3.709152f) - 0.999399364) < 1e-7);
    assert_true(facs_mtcnn_probability(-200, 200) == 1 && facs_mtcnn_probability(200, -200) == 0);
}

/* ---- corrections ------------------------------------------------------------------------------------------- */

static void regression_and_squaring_of_the_trace(void **state)
{
    (void)state;
    /* sample1: P-Net box, corrections, square */
    static const float trace[][11] = {
        {98, 98, 154, 154, 0.1982989f, -0.0715657f, -0.0614302f, -0.06415674f, 107, 86, 155},
        {89, 109, 109, 109, 0.1509656f, -0.02636716f, -0.1102828f, -0.01079761f, 90, 106, 110},
        {98, 59, 218, 218, 0.07185195f, -0.03823954f, -0.1110784f, 0.037398f, 85, 50, 234},
        {169, 89, 109, 109, 0.07113774f, -0.06153339f, 0.009237893f, 0.06188221f, 166, 82, 122},
        {188, 149, 110, 109, 0.01709223f, -0.0509005f, -0.04857127f, 0.1672983f, 174, 143, 132},
        {148, 204, 77, 78, 0.08856906f, -0.1772717f, -0.06001537f, -0.1021401f, 145, 190, 83},
    };
    for (size_t i = 0; i < sizeof trace / sizeof *trace; i++) {
        const float *t = trace[i];
        facs_candidate box = make(t[0], t[1], t[2], t[3], 1);
        memcpy(box.correction, t + 4, sizeof box.correction);
        facs_candidate_regress(&box, false);
        facs_candidate_square(&box);
        assert_true(box.x == t[8] && box.y == t[9] && box.width == t[10] && box.height == t[10]);
    }
    /* O-Net's regression grows the sides by one and is not squared; then the box fits the landmarks */
    facs_candidate box = make(89, 47, 209, 209, 0.999399364f);
    memcpy(box.correction, (const float[]){0.1102633f, 0.05735972f, -0.0352026f, 0.06525402f}, sizeof box.correction);
    facs_candidate_regress(&box, true);
    assert_close_f32("regressed", &box.x, (const float[]){112.155296f, 59.0455399f, 179.452148f, 211.657806f}, 4, 0);
    facs_box face = facs_candidate_face_box(&box);
    assert_close_f32("face", &face.x, (const float[]){110.809402f, 111.092194f, 185.248459f, 164.055969f}, 4, 0);
    assert_true(face.confidence == 0.999399364f);
}

static void squaring_truncates_toward_zero(void **state)
{
    (void)state;
    facs_candidate box = make(0.3f, 10.9f, 8.5f, 10.5f, 1);
    facs_candidate_square(&box); /* x = 0.3 - 1 = -0.7 */
    assert_true(box.x == 0 && box.y == 10 && box.width == 10 && box.height == 10);
}

static void rounding_of_boxes(void **state)
{
    (void)state;
    assert_int_equal(facs_box_round(0.5f), 0);
    assert_int_equal(facs_box_round(1.5f), 2);
    assert_int_equal(facs_box_round(-2.5f), -2);
    assert_int_equal(facs_box_round(1e30f), 1 << 28);
    assert_int_equal(facs_box_round(-INFINITY), -(1 << 28));
    assert_int_equal(facs_box_round(NAN), -(1 << 28));
    facs_candidate box = make(1, 2, 3, 4, 1);
    box.correction[0] = NAN;
    box.correction[3] = INFINITY;
    facs_candidate_regress(&box, true);
    facs_candidate_square(&box);
    assert_true(isfinite(box.x) && isfinite(box.y) && isfinite(box.width));
}

/* ---- suppression ------------------------------------------------------------------------------------------- */

static facs_candidates list_of(facs_candidate *items, int count)
{
    return (facs_candidates){.item = items, .count = count, .capacity = count};
}

/* Run the suppression on `list`; the caller frees kept.item. */
static facs_candidates suppress(const facs_candidates *list, float threshold, facs_overlap mode)
{
    facs_env env = facs_env_resolve(NULL);
    facs_nms nms = {0};
    facs_candidates kept = {0};
    assert_int_equal(facs_nms_run(&env, &nms, list, threshold, mode, &kept, NULL), FACS_OK);
    facs_nms_free(&env, &nms);
    return kept;
}

static void best_first_and_ties_by_the_last(void **state)
{
    (void)state;
    facs_candidate items[5] = {make(0, 0, 10, 10, 0.7f), make(100, 0, 10, 10, 0.9f), make(1, 0, 10, 10, 0.7f),
                               make(200, 0, 10, 10, 0.7f), make(101, 0, 10, 10, 0.8f)};
    facs_candidates list = list_of(items, 5);
    facs_candidates kept = suppress(&list, 0.5f, FACS_OVERLAP_UNION);
    assert_int_equal(kept.count, 3);
    assert_true(kept.item[0].x == 100 && kept.item[1].x == 200 && kept.item[2].x == 1);
    free(kept.item);
}

static void only_more_than_the_threshold(void **state)
{
    (void)state;
    /* intersection 50, union 100: exactly 0.5 stays; one more column goes */
    facs_candidate items[2] = {make(0, 0, 10, 10, 0.9f), make(0, 0, 5, 10, 0.8f)};
    facs_candidates list = list_of(items, 2);
    facs_candidates kept = suppress(&list, 0.5f, FACS_OVERLAP_UNION);
    assert_int_equal(kept.count, 2);
    free(kept.item);
    items[1].width = 6;
    kept = suppress(&list, 0.5f, FACS_OVERLAP_UNION);
    assert_int_equal(kept.count, 1);
    free(kept.item);
    /* smaller area: a box inside another is all overlap */
    items[1] = make(4, 4, 2, 2, 0.8f);
    kept = suppress(&list, 0.7f, FACS_OVERLAP_MINIMUM);
    assert_int_equal(kept.count, 1);
    free(kept.item);
    kept = suppress(&list, 0.7f, FACS_OVERLAP_UNION);
    assert_int_equal(kept.count, 2);
    free(kept.item);
}

static void empty_boxes_touch_nothing(void **state)
{
    (void)state;
    facs_candidate items[4] = {make(0, 0, 10, 10, 0.9f), make(2, 2, 0, 5, 0.8f), make(2, 2, 0, 5, 0.7f),
                               make(8, 8, -6, -6, 0.95f)};
    facs_candidates list = list_of(items, 4);
    for (facs_overlap mode = FACS_OVERLAP_UNION; mode <= FACS_OVERLAP_MINIMUM; mode++) {
        facs_candidates kept = suppress(&list, 0.5f, mode);
        assert_int_equal(kept.count, 4);
        free(kept.item);
    }
    list.count = 0;
    facs_candidates kept = suppress(&list, 0.5f, FACS_OVERLAP_UNION);
    assert_int_equal(kept.count, 0);
    assert_null(kept.item);
}

/* docs/algorithm/face-detection.md, Suppression word for word. */
static int suppress_twin(const facs_candidate *item, int count, float threshold, facs_overlap mode, int *kept)
{
    int(*box)[4] = calloc((size_t)count + 1, sizeof *box);
    bool *gone = calloc((size_t)count + 1, sizeof *gone);
    for (int i = 0; i < count; i++) {
        const float value[4] = {item[i].x, item[i].y, item[i].width, item[i].height};
        for (int j = 0; j < 4; j++)
            box[i][j] = (int)nearbyintf(value[j]);
    }
    int kept_count = 0;
    for (;;) {
        int best = -1;
        for (int i = 0; i < count; i++)
            if (!gone[i] && (best < 0 || item[i].score >= item[best].score))
                best = i;
        if (best < 0)
            break;
        kept[kept_count++] = best;
        gone[best] = true;
        const int *a = box[best];
        for (int i = 0; i < count; i++) {
            const int *b = box[i];
            int w = (a[0] + a[2] < b[0] + b[2] ? a[0] + a[2] : b[0] + b[2]) - (a[0] > b[0] ? a[0] : b[0]);
            int h = (a[1] + a[3] < b[1] + b[3] ? a[1] + a[3] : b[1] + b[3]) - (a[1] > b[1] ? a[1] : b[1]);
            int inter = w <= 0 || h <= 0 || a[2] <= 0 || a[3] <= 0 || b[2] <= 0 || b[3] <= 0 ? 0 : w * h;
            int area1 = a[2] * a[3], area2 = b[2] * b[3];
            float denominator = mode == FACS_OVERLAP_UNION ? (float)(area1 + area2) - (float)inter
                                                           : (float)(area1 < area2 ? area1 : area2);
            if ((float)inter / denominator > threshold)
                gone[i] = true;
        }
    }
    free(box);
    free(gone);
    return kept_count;
}

static void equal_to_the_plain_rule(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int round = 0; round < 200; round++) {
        int count = random_int(&seed, 1, 300), spread = random_int(&seed, 1, 400), side = random_int(&seed, 1, 90);
        bool whole = random_u32(&seed) & 1;
        facs_candidate *items = calloc((size_t)count, sizeof *items);
        for (int i = 0; i < count; i++) {
            items[i] = make((float)random_int(&seed, -spread, spread), (float)random_int(&seed, -spread, spread),
                            (float)random_int(&seed, whole ? 1 : -2, side), (float)random_int(&seed, 0, side),
                            (float)random_int(&seed, 60, 80) / 100);
            if (!whole) {
                items[i].x += random_float(&seed);
                items[i].width += random_float(&seed);
            }
            items[i].correction[0] = (float)i;
        }
        facs_overlap mode = round % 2 ? FACS_OVERLAP_MINIMUM : FACS_OVERLAP_UNION;
        float threshold = round % 3 ? 0.5f : 0.7f;
        int *expected = calloc((size_t)count, sizeof *expected);
        int expected_count = suppress_twin(items, count, threshold, mode, expected);
        facs_candidates list = list_of(items, count);
        facs_candidates kept = suppress(&list, threshold, mode);
        assert_int_equal(kept.count, expected_count);
        for (int i = 0; i < kept.count; i++)
            assert_int_equal((int)kept.item[i].correction[0], expected[i]);
        free(kept.item);
        free(expected);
        free(items);
    }
}

/* A picture full of faces: 160 000 candidates of one level must not take quadratic time (the test's own limit is the
 * runner's; compared pair by pair this would be 10^9 steps). */
static void a_picture_full_of_candidates(void **state)
{
    (void)state;
    enum { SIDE = 400 };
    facs_candidate *items = calloc((size_t)SIDE * SIDE, sizeof *items);
    uint64_t seed = 6;
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++)
            items[x * SIDE + y] = make((float)(10 * x), (float)(10 * y), 55, 55, 0.8f + 0.1f * random_float(&seed));
    facs_candidates list = list_of(items, SIDE * SIDE);
    facs_candidates kept = suppress(&list, 0.5f, FACS_OVERLAP_UNION);
    assert_in_range(kept.count, SIDE * SIDE / 9, SIDE * SIDE / 3);
    for (int i = 1; i < kept.count; i++)
        assert_true(kept.item[i].score <= kept.item[i - 1].score);
    free(kept.item);
    free(items);
}

static void memory_runs_out(void **state)
{
    (void)state;
    facs_candidate items[2] = {make(0, 0, 10, 10, 0.9f), make(50, 0, 10, 10, 0.8f)};
    facs_candidates list = list_of(items, 2);
    for (int fail_at = 0; fail_at <= 6; fail_at++) {
        meter m;
        facs_env env = meter_env(&m, fail_at);
        facs_nms nms = {0};
        facs_candidates kept = {0};
        facs_status status = facs_nms_run(&env, &nms, &list, 0.5f, FACS_OVERLAP_UNION, &kept, NULL);
        assert_int_equal(status, fail_at < 6 ? FACS_E_MEMORY : FACS_OK);
        facs_nms_free(&env, &nms);
        facs_free(&env, kept.item);
        assert_int_equal(m.alive, 0);
    }
}

/* ---- choice ------------------------------------------------------------------------------------------------ */

static void widest_or_none(void **state)
{
    (void)state;
    const facs_box boxes[4] = {
        {0, 0, 50, 90, 0.9f}, {300, 100, 80, 80, 0.8f}, {100, 300, 80, 99, 0.7f}, {500, 500, 20, 20, 0.6f}};
    assert_int_equal(facs_choose_face(boxes, 0), -1);
    assert_int_equal(facs_choose_face(NULL, 0), -1);
    assert_int_equal(facs_choose_face(boxes, 1), 0);
    assert_int_equal(facs_choose_face(boxes, 4), 1); /* equal widths: the first */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pyramid_of_the_samples),
        cmocka_unit_test(pyramid_of_extreme_pictures),
        cmocka_unit_test(heat_map_in_scan_order),
        cmocka_unit_test(probabilities),
        cmocka_unit_test(regression_and_squaring_of_the_trace),
        cmocka_unit_test(squaring_truncates_toward_zero),
        cmocka_unit_test(rounding_of_boxes),
        cmocka_unit_test(best_first_and_ties_by_the_last),
        cmocka_unit_test(only_more_than_the_threshold),
        cmocka_unit_test(empty_boxes_touch_nothing),
        cmocka_unit_test(equal_to_the_plain_rule),
        cmocka_unit_test(a_picture_full_of_candidates),
        cmocka_unit_test(memory_runs_out),
        cmocka_unit_test(widest_or_none),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
