/* Faces and stage counts of OpenFace's sample pictures. */
#include "support/view.h"
#include "detect_support.h"

#include "detect/mtcnn/mtcnn_stages.h"
#include "media/media.h"

enum { FACES_MAX = 12 };

typedef struct sample {
    const char *name;
    int width, height, levels;
    int candidates[FACS_MTCNN_LEVELS_MAX], survivors[FACS_MTCNN_LEVELS_MAX]; /* of each level, before and after NMS */
    int proposals;                                                           /* of all levels, after NMS */
    int rnet, faces;                                                         /* left after R-Net and O-Net */
    float face[FACES_MAX][5];                                                /* x, y, w, h, confidence */
} sample;

static const sample samples[] = {
    {"sample1.jpg",
     640,
     400,
     6,
     {7, 1, 16, 16, 3, 0},
     {4, 1, 6, 4, 1, 0},
     16,
     4,
     1,
     {{110.809402f, 111.092194f, 185.248459f, 164.055969f, 0.999399364f}}},
    {"sample2.jpg",
     640,
     400,
     6,
     {38, 31, 15, 11, 11, 1},
     {14, 13, 4, 3, 2, 1},
     37,
     8,
     1,
     {{359.498596f, 95.5268402f, 131.769775f, 132.616394f, 0.999999166f}}},
    {"sample3.jpg",
     640,
     400,
     6,
     {16, 23, 32, 22, 6, 4},
     {12, 10, 9, 6, 3, 1},
     41,
     8,
     1,
     {{266.763733f, 100.723984f, 214.457642f, 176.192963f, 0.999540508f}}},
    {"sample4.jpg",
     640,
     480,
     7,
     {0, 5, 10, 10, 9, 0, 0},
     {0, 2, 4, 5, 3, 0, 0},
     14,
     2,
     1,
     {{191.960999f, 191.892944f, 281.645325f, 255.818146f, 0.999935985f}}},
    {"sample5.jpg",
     640,
     424,
     6,
     {34, 29, 16, 20, 14, 5},
     {16, 12, 9, 10, 4, 1},
     52,
     6,
     1,
     {{204.982483f, 131.999084f, 291.225861f, 286.432556f, 0.999927282f}}},
    {"sample6.jpg",
     1942,
     1944,
     11,
     {464, 390, 400, 328, 216, 102, 40, 4, 0, 0, 0},
     {190, 163, 136, 101, 65, 27, 11, 2, 0, 0, 0},
     695,
     73,
     12,
     {{865.60437f, 662.11615f, 221.771423f, 212.109726f, 0.999999821f},
      {1521.28052f, 658.442871f, 210.4245f, 206.689423f, 0.999999166f},
      {801.265808f, 1581.57227f, 273.696228f, 274.203644f, 0.999998748f},
      {205.151443f, 649.391907f, 235.887589f, 221.398865f, 0.999996066f},
      {840.140442f, 149.709229f, 229.189697f, 218.729401f, 0.999995947f},
      {215.363007f, 158.919861f, 219.150131f, 212.519745f, 0.999990344f},
      {173.260635f, 1573.96985f, 291.859436f, 295.139008f, 0.999988317f},
      {1433.35242f, 1575.53406f, 281.866913f, 275.4505f, 0.999979556f},
      {795.154724f, 1146.51831f, 242.168854f, 251.428925f, 0.999977469f},
      {1465.66943f, 1131.44446f, 269.703613f, 276.861145f, 0.999969959f},
      {195.713959f, 1148.99072f, 219.4646f, 211.87886f, 0.999932408f},
      {1487.47205f, 174.234634f, 242.479233f, 244.87027f, 0.999753535f}}},
};

static void check_stages(facs_mtcnn *mtcnn, const facs_image *bgr, const sample *expected)
{
    facs_env env = facs_env_resolve(NULL);
    assert_int_equal(facs_mtcnn_propose(mtcnn, VIEW(bgr), NULL), FACS_OK);
    assert_int_equal(mtcnn->levels, expected->levels);
    facs_candidates list = {0};
    for (int i = 0; i < mtcnn->levels; i++) {
        assert_int_equal(mtcnn->level[i].survivors, expected->survivors[i]);
        facs_tensor heat;
        assert_int_equal(facs_mtcnn_heat(mtcnn, VIEW(bgr), &mtcnn->level[i], &heat, NULL), FACS_OK);
        list.count = 0;
        assert_int_equal(facs_mtcnn_heat_candidates(&env, &heat, mtcnn->level[i].scale, &list, NULL), FACS_OK);
        assert_int_equal(list.count, expected->candidates[i]);
    }
    facs_free(&env, list.item);
    assert_int_equal(facs_mtcnn_stage1(mtcnn, NULL), FACS_OK);
    assert_int_equal(mtcnn->faces.count, expected->proposals);
    assert_int_equal(facs_mtcnn_stage2(mtcnn, VIEW(bgr), NULL), FACS_OK);
    assert_int_equal(mtcnn->faces.count, expected->rnet);
}

static void check_faces(facs_mtcnn *mtcnn, const facs_image *bgr, const sample *expected)
{
    const facs_box *boxes;
    int count;
    assert_int_equal(facs_mtcnn_detect(mtcnn, bgr, &boxes, &count, NULL), FACS_OK);
    assert_int_equal(count, expected->faces);
    for (int f = 0; f < count; f++) {
        /* nine digits say which float it is */
        assert_close_f32(expected->name, &boxes[f].x, expected->face[f], 4, 0);
        assert_close_f32(expected->name, &boxes[f].confidence, expected->face[f] + 4, 1, 0);
    }
}

static void faces_of_the_samples(void **state)
{
    (void)state;
    facs_mtcnn_model *model = load_mtcnn();
    facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {0};
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const sample *expected = &samples[i];
        facs_error error = {.message = ""};
        if (facs_still_read(&env, testdata_path("media/%s", expected->name), &frame, &error) != FACS_OK)
            fail_msg("%s", error.message);
        assert_int_equal(frame.width, expected->width);
        assert_int_equal(frame.height, expected->height);
        const facs_image bgr = facs_pixels_view(&frame);
        FOR_EACH_LEVEL (level) {
            facs_env level_only = level_env(level);
            facs_mtcnn *mtcnn = NULL;
            assert_int_equal(facs_mtcnn_create(&level_only, model, &mtcnn, NULL), FACS_OK);
            check_stages(mtcnn, &bgr, expected);
            check_faces(mtcnn, &bgr, expected);
            facs_mtcnn_destroy(&mtcnn);
        }
    }
    facs_pixels_free(&env, &frame);
    free_mtcnn(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(faces_of_the_samples)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
