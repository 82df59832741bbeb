/* RetinaFace: anchors, input, one box a face, faces of OpenFace's sample pictures, pictures of other kinds. */
#include "support/onnx.h"

#include "detect/retinaface/retinaface_detector.h"
#include "detect/retinaface/retinaface_faces.h"
#include "media/media.h"
#include "support/meter.h"
#include "support/npy.h"
#include "support/view.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FACES_MAX = 12 };

typedef struct sample {
    const char *name;
    int low_candidates, low_faces; /* above .02, before and after suppression */
    int candidates, faces;         /* above .5 */
    float face[FACES_MAX][15];     /* corners, score, five points */
} sample;

static const sample samples[] = {
    {"sample1.jpg",
     112,
     1,
     58,
     1,
     {
         {104.916f, 41.7895f, 292.648f, 268.438f, 0.999677f, 137.706f, 140.243f, 215.595f, 122.663f, 174.89f, 186.166f,
          170.112f, 217.396f, 237.923f, 201.849f},
     }},
    {"sample2.jpg",
     67,
     1,
     38,
     1,
     {
         {362.639f, 64.1999f, 485.356f, 215.889f, 0.999875f, 404.337f, 118.592f, 456.438f, 137.324f, 420.77f, 159.447f,
          391.618f, 175.407f, 430.435f, 191.12f},
     }},
    {"sample3.jpg",
     123,
     2,
     30,
     1,
     {
         {261.514f, 41.3036f, 470.065f, 267.967f, 0.999447f, 312.673f, 154.237f, 388.356f, 106.923f, 371.038f, 154.513f,
          373.007f, 232.335f, 425.529f, 192.028f},
     }},
    {"sample4.jpg",
     136,
     1,
     44,
     1,
     {
         {203.39f, 107.55f, 460.068f, 443.296f, 0.999834f, 257.652f, 237.756f, 379.025f, 242.301f, 305.318f, 323.462f,
          263.073f, 363.072f, 363.584f, 367.02f},
     }},
    {"sample5.jpg",
     160,
     2,
     79,
     1,
     {
         {194.728f, 55.4648f, 476.638f, 412.79f, 0.99978f, 279.672f, 200.96f, 394.084f, 167.474f, 364.286f, 205.097f,
          327.918f, 328.233f, 420.626f, 298.934f},
     }},
    {"sample6.jpg",
     1291,
     61,
     470,
     12,
     {
         {850.381f, 86.2957f, 1054.91f, 370.964f, 0.999932f, 904.593f, 189.434f, 1001.16f, 189.663f, 952.88f, 231.818f,
          912.791f, 298.46f, 992.1f, 298.426f},
         {1459.35f, 1505.65f, 1695.63f, 1839.02f, 0.999932f, 1519.17f, 1632.03f, 1629.19f, 1629.88f, 1575.2f, 1680.51f,
          1535.09f, 1756.54f, 1622.51f, 1754.18f},
         {218.823f, 574.837f, 430.319f, 864.146f, 0.999929f, 275.609f, 676.503f, 371.939f, 679.81f, 321.183f, 719.08f,
          283.194f, 789.933f, 360.102f, 792.791f},
         {879.37f, 595.731f, 1076.58f, 866.068f, 0.999925f, 935.302f, 688.599f, 1029.9f, 695.523f, 980.624f, 730.075f,
          935.127f, 793.029f, 1014.13f, 799.299f},
         {1527.11f, 593.833f, 1721.36f, 854.968f, 0.999921f, 1589.92f, 688.464f, 1680.66f, 690.442f, 1642.18f, 732.484f,
          1595.89f, 791.933f, 1666.23f, 793.987f},
         {828.524f, 1496.21f, 1073.63f, 1847.19f, 0.999893f, 892.332f, 1631.75f, 1006.55f, 1631.29f, 950.657f, 1686.7f,
          906.062f, 1760.47f, 997.404f, 1759.69f},
         {227.009f, 99.1768f, 423.414f, 362.078f, 0.999876f, 281.298f, 184.19f, 376.194f, 185.918f, 330.158f, 229.03f,
          290.715f, 300.654f, 359.145f, 302.533f},
         {195.15f, 1071.62f, 405.974f, 1348.37f, 0.999812f, 259.709f, 1191.66f, 352.587f, 1171.67f, 324.583f, 1246.07f,
          286.94f, 1290.14f, 363.911f, 1273.36f},
         {803.483f, 1064.02f, 1021.19f, 1390.67f, 0.999796f, 866.386f, 1191.12f, 967.284f, 1181.26f, 928.098f, 1243.48f,
          881.213f, 1304.9f, 972.925f, 1296.52f},
         {1500.52f, 97.1514f, 1714.22f, 419.415f, 0.999775f, 1553.74f, 206.783f, 1656.72f, 209.545f, 1603.13f, 253.285f,
          1558.61f, 325.087f, 1650.32f, 327.175f},
         {198.718f, 1469.18f, 470.14f, 1868.16f, 0.99953f, 260.561f, 1606.8f, 391.629f, 1625.15f, 308.652f, 1679.4f,
          259.229f, 1759.85f, 360.484f, 1775.2f},
         {1483.06f, 1048.39f, 1730.99f, 1422.39f, 0.998733f, 1549.42f, 1156.29f, 1662.53f, 1180.93f, 1590.34f, 1214.55f,
          1535.38f, 1294.03f, 1635.93f, 1314.4f},
     }},
};

static facs_onnx *load(void)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx *net = NULL;
    facs_error error = {.message = ""};
    const char *path = testdata_path("models/onnx/retinaface_mobilenet025.onnx");
    if (facs_onnx_load(&env, path, &facs_retinaface_form, &net, &error) != FACS_OK ||
        facs_onnx_start(&env, net, &(facs_onnx_settings){0}, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return net;
}

static facs_retinaface_finder *finder_of(const facs_env *env, const facs_onnx *net)
{
    facs_retinaface_finder *finder = NULL;
    assert_int_equal(facs_retinaface_finder_create(env, net, &finder, NULL), FACS_OK);
    return finder;
}

static int find(facs_retinaface_finder *finder, const facs_image *image, float least, float overlap,
                const facs_retinaface_face **faces)
{
    int count = -1;
    facs_error error = {.message = ""};
    if (facs_retinaface_find(finder, image, least, overlap, faces, &count, &error) != FACS_OK)
        fail_msg("%s", error.message);
    for (int i = 1; i < count; i++)
        assert_true((*faces)[i].score <= (*faces)[i - 1].score);
    return count;
}

/* ---- without a network ---- */

static void assert_anchor(int width, int height, int index, double x, double y, double side)
{
    const facs_retinaface_anchor anchor = facs_retinaface_anchor_at(width, height, index);
    assert_true(anchor.x == x && anchor.y == y && anchor.side == side);
}

static void anchors_of_a_size(void **state)
{
    (void)state;
    assert_int_equal(facs_retinaface_anchors(640, 640), 16800);
    assert_int_equal(facs_retinaface_anchors(640, 400), 10520);
    assert_int_equal(facs_retinaface_anchors(1942, 1944), 155308);
    assert_int_equal(facs_retinaface_anchors(203, 157), 1370);
    assert_int_equal(facs_retinaface_anchors(1, 1), 6);
    assert_anchor(203, 157, 0, 4, 4, 16);
    assert_anchor(203, 157, 1, 4, 4, 32);
    assert_anchor(203, 157, 51, 204, 4, 32);
    assert_anchor(203, 157, 52, 4, 12, 16);
    assert_anchor(203, 157, 1369, 208, 144, 512);
    assert_anchor(640, 400, 10172, 208, 144, 256); /* .325 x .36 of the picture */
    assert_anchor(640, 400, 10519, 624, 400, 512);
}

static void input_of_a_picture(void **state)
{
    (void)state;
    const uint8_t pixels[] = {0, 1, 2, 255, 254, 253, 99, 10, 20, 30, 40, 50, 60, 99}; /* rows are 7 bytes apart */
    const facs_view view = {pixels, 2, 2, 3, 7};
    const float expected[] = {-104, 151, -94, -64, -116, 137, -97, -67, -121, 130, -93, -63};
    float values[12];
    facs_retinaface_input(&view, values);
    assert_memory_equal(values, expected, sizeof expected);
}

static facs_retinaface_face box_at(int anchor, float score, float x0, float y0, float x1, float y1)
{
    return (facs_retinaface_face){.x0 = x0, .y0 = y0, .x1 = x1, .y1 = y1, .score = score, .anchor = anchor};
}

static void keeps_one_of_each(void **state)
{
    (void)state;
    facs_retinaface_face list[] = {
        box_at(9, 0.5f, 0, 0, 99, 99),       /* equals another score: behind it, and on it */
        box_at(2, 0.5f, 5, 0, 104, 99),      /* the first of the equals */
        box_at(3, 0.9f, 300, 300, 309, 309), /* the best */
        box_at(4, 0.8f, 300, 306, 309, 315), /* shares 40 of 160 pixels with it */
        box_at(5, 0.7f, 300, 300, 309, 303), /* 40 of 100: at the threshold */
        box_at(6, 0.6f, 300, 300, 309, 304), /* 50 of 100 */
        box_at(7, 0.1f, -50, -50, -40, -40),
    };
    const int left[] = {3, 4, 5, 2, 7};
    assert_int_equal(facs_retinaface_suppress(list, 7, 0.4f), 5);
    for (int i = 0; i < 5; i++)
        assert_int_equal(list[i].anchor, left[i]);
    assert_int_equal(facs_retinaface_suppress(list, 0, 0.4f), 0);
}

/* any order in, one order out */
static void sorts_whatever_comes(void **state)
{
    (void)state;
    enum { COUNT = 999 };
    static facs_retinaface_face list[COUNT];
    for (int i = 0; i < COUNT; i++) {
        const int place = i * 577 % COUNT;
        list[i] = box_at(place, (float)(place * 7919 % 50) / 50, 0, (float)(10 * place), 5, (float)(10 * place + 5));
    }
    assert_int_equal(facs_retinaface_suppress(list, COUNT, 0.4f), COUNT);
    for (int i = 1; i < COUNT; i++)
        assert_true(list[i].score < list[i - 1].score ||
                    (list[i].score == list[i - 1].score && list[i].anchor > list[i - 1].anchor));
}

/* ---- pictures ---- */

/* the picture of the golden files */
static void formula_picture(void **state)
{
    (void)state;
    enum { WIDTH = 203, HEIGHT = 157 };
    static uint8_t pixels[HEIGHT * WIDTH * 3];
    for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++)
            for (int c = 0; c < 3; c++)
                pixels[(y * WIDTH + x) * 3 + c] = (uint8_t)((3 * x + 5 * y + 40 * c + x * y / 16) % 256);
    const facs_view view = {pixels, WIDTH, HEIGHT, 3, 3 * WIDTH};
    const facs_image image = image_of(&view);
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx *net = load();
    facs_retinaface_finder *finder = finder_of(&env, net);
    const facs_retinaface_face *faces = NULL;
    assert_int_equal(find(finder, &image, 0.5f, 0.4f, &faces), 0);
    assert_int_equal(find(finder, &image, -1, 1, &faces), 1370);
    assert_int_equal(faces[0].anchor, 111);
    assert_true(fabsf(faces[0].score - 0.005593f) < 2e-4f);
    static const struct {
        int anchor;
        float values[15];
    } rows[] = {
        {0,
         {-1.3198f, -2.7164f, 10.7724f, 12.3046f, 0.00247695f, 1.7976f, 1.8442f, 4.4254f, 1.9926f, 1.4823f, 4.7141f,
          2.0009f, 7.5965f, 3.968f, 7.6096f}},
        {1,
         {-6.1898f, -11.2315f, 20.3995f, 23.4768f, 0.00035997f, 1.3613f, -0.3952f, 6.2381f, -0.2494f, 1.1612f, 4.4078f,
          2.2452f, 10.1679f, 6.8258f, 10.028f}},
        {2,
         {2.2501f, -2.1179f, 19.3125f, 13.3142f, 0.00071787f, 8.0876f, 2.6729f, 13.3433f, 2.564f, 10.2135f, 5.4108f,
          9.0846f, 8.0197f, 12.9403f, 7.4977f}},
        {51,
         {186.832f, -9.7459f, 215.607f, 22.8022f, 0.00047127f, 197.808f, 0.8939f, 206.865f, 0.1001f, 203.269f, 5.3061f,
          199.913f, 11.778f, 207.348f, 11.1766f}},
        {52,
         {-2.4448f, 0.7772f, 11.3544f, 20.7833f, 0.00120922f, 1.1402f, 7.6558f, 3.1104f, 7.4123f, 0.1162f, 10.5667f,
          1.912f, 14.2944f, 3.4117f, 13.9082f}},
        {519,
         {184.642f, 56.1584f, 211.663f, 93.5681f, 0.00089039f, 196.038f, 69.9016f, 202.2f, 68.7395f, 201.68f, 73.3048f,
          201.2f, 81.9352f, 205.976f, 80.8354f}},
        {1038,
         {194.36f, 144.51f, 208.556f, 162.451f, 0.00077586f, 199.608f, 151.256f, 205.474f, 150.247f, 203.845f, 154.574f,
          201.164f, 158.283f, 205.963f, 157.542f}},
        {1039,
         {186.656f, 137.178f, 211.223f, 165.711f, 0.00099865f, 197.755f, 149.495f, 205.147f, 148.65f, 203.743f,
          152.553f, 201.659f, 157.598f, 207.706f, 156.867f}},
        {1040,
         {-19.5829f, -21.5182f, 35.5963f, 52.0462f, 0.00027357f, -0.2141f, -0.7758f, 14.9833f, 1.1879f, 7.6413f,
          10.7218f, 2.886f, 28.2302f, 15.0705f, 30.317f}},
        {1041,
         {-30.9489f, -41.9082f, 58.9219f, 78.0177f, 0.00040161f, 1.1781f, -0.3947f, 22.5371f, -1.239f, 12.3182f,
          14.8846f, 7.2186f, 42.5868f, 24.8238f, 41.3051f}},
        {1299,
         {151.324f, 90.3282f, 255.057f, 213.942f, 0.00168946f, 206.256f, 147.733f, 210.758f, 151.819f, 212.145f,
          156.022f, 205.09f, 162.216f, 214.618f, 165.436f}},
        {1300,
         {-44.6459f, -68.2343f, 134.65f, 164.348f, 0.00022105f, 19.0156f, 2.9104f, 63.8916f, 20.5819f, 19.7776f,
          53.1169f, -2.1571f, 71.9072f, 35.4953f, 88.2864f}},
        {1301,
         {-111.773f, -141.162f, 215.298f, 256.199f, 2.34e-05f, 13.4579f, -27.3225f, 88.3031f, -1.31f, 24.3025f,
          50.3291f, -8.3482f, 90.6549f, 52.2631f, 114.505f}},
        {1369,
         {55.8065f, -20.6855f, 410.292f, 369.53f, 0.00021621f, 209.277f, 143.813f, 248.766f, 150.469f, 212.323f,
          188.199f, 197.856f, 202.748f, 234.214f, 208.853f}},
        {111,
         {6.7183f, 0.8627f, 48.1726f, 39.4927f, 0.00559313f, 21.0818f, 10.3129f, 33.7713f, 8.0241f, 28.8561f, 13.5652f,
          25.9811f, 22.6289f, 36.3389f, 20.7443f}},

    };
    for (size_t r = 0; r < sizeof rows / sizeof *rows; r++) {
        int i = 0;
        while (faces[i].anchor != rows[r].anchor)
            i++;
        assert_close_f32("corners", &faces[i].x0, rows[r].values, 4, 0.02);
        assert_close_f32("score", &faces[i].score, rows[r].values + 4, 1, 2e-4);
        assert_close_f32("points", &faces[i].point[0][0], rows[r].values + 5, 10, 0.02);
    }
    facs_retinaface_finder_destroy(&finder);
    facs_onnx_free(&net);
}

static void check_sample(facs_retinaface_finder *finder, const sample *expected)
{
    const facs_env env = facs_env_resolve(NULL);
    facs_pixels frame = {0};
    const facs_retinaface_face *faces = NULL;
    assert_int_equal(facs_still_read(&env, testdata_path("media/%s", expected->name), &frame, NULL), FACS_OK);
    const facs_image image = facs_pixels_view(&frame);
    assert_int_equal(find(finder, &image, 0.02f, 1, &faces), expected->low_candidates);
    assert_int_equal(find(finder, &image, 0.02f, 0.4f, &faces), expected->low_faces);
    assert_int_equal(find(finder, &image, 0.5f, 1, &faces), expected->candidates);
    assert_int_equal(find(finder, &image, 0.5f, 0.4f, &faces), expected->faces);
    for (int i = 0; i < expected->faces; i++) {
        assert_close_f32(expected->name, &faces[i].x0, expected->face[i], 4, 0.02);
        assert_close_f32(expected->name, &faces[i].score, expected->face[i] + 4, 1, 2e-4);
        assert_close_f32(expected->name, &faces[i].point[0][0], expected->face[i] + 5, 10, 0.02);
    }
    facs_pixels_free(&env, &frame);
}

static void faces_of_the_samples(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx *net = load();
    facs_retinaface_finder *finder = finder_of(&env, net);
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++)
        check_sample(finder, &samples[i]);
    facs_retinaface_finder_destroy(&finder);
    facs_onnx_free(&net);
}

/* The engine: boxes with their confidence, rows that come late, memory only for larger pictures. */

typedef struct late {
    uint8_t *to;
    facs_view from;
} late;

static void make_rows(void *cookie, int first, int count)
{
    const late *l = cookie;
    for (int y = first; y < first + count && y < l->from.height; y++)
        memcpy(l->to + y * l->from.stride, l->from.data + y * l->from.stride, (size_t)l->from.width * 3);
}

static void boxes_of_the_engine(void **state)
{
    (void)state;
    const facs_env plain = facs_env_resolve(NULL);
    facs_onnx *net = load();
    facs_loaded models = {0};
    assert_true(facs_loaded_put(&models, FACS_MODEL_RETINAFACE, net));
    meter m;
    const facs_env env = meter_env(&m, -1);
    facs_detector detector = {0};
    assert_int_equal(facs_detector_create(&env, &facs_retinaface_detector, &models, NULL, &detector, NULL), FACS_OK);
    facs_pixels frame = {0};
    assert_int_equal(facs_still_read(&plain, testdata_path("media/sample5.jpg"), &frame, NULL), FACS_OK);
    const facs_image whole = facs_pixels_view(&frame);
    facs_image image = whole;
    late rows = {calloc((size_t)frame.height, (size_t)frame.stride), facs_image_need_all(&whole)};
    facs_late_rows coming = {.make = make_rows, .cookie = &rows};
    facs_late_rows_begin(&coming);
    image.hidden = rows.to;
    image.late = &coming;
    const facs_box *boxes;
    int count;
    long made = 0;
    for (int i = 0; i < 2; i++) {
        assert_int_equal(facs_detector_run(&detector, i == 0 ? &image : &whole, &boxes, &count, NULL), FACS_OK);
        assert_int_equal(count, 1);
        const float *face = samples[4].face[0];
        const float expected[] = {face[0], face[1], face[2] - face[0], face[3] - face[1], face[4]};
        const float actual[] = {boxes->x, boxes->y, boxes->width, boxes->height, boxes->confidence};
        assert_close_f32("box", actual, expected, 5, 0.03);
        assert_true(i == 0 || m.made == made);
        made = m.made;
    }
    facs_detector_destroy(&detector);
    assert_int_equal(m.alive, 0);
    free(rows.to);
    facs_pixels_free(&plain, &frame);
    facs_onnx_free(&net);
}

static void nobody_in_nothing(void **state)
{
    (void)state;
    enum { SIDE = 300 };
    static uint8_t pixels[3 * SIDE * SIDE];
    static const int sizes[][2] = {{SIDE, SIDE}, {1, 1}, {3, 300}, {300, 2}, {31, 33}};
    const facs_env env = facs_env_resolve(NULL);
    facs_onnx *net = load();
    facs_retinaface_finder *finder = finder_of(&env, net);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(pixels, (int)i * 30, sizeof pixels);
        const facs_view view = {pixels, sizes[i][0], sizes[i][1], 3, 3 * sizes[i][0]};
        const facs_image image = image_of(&view);
        const facs_retinaface_face *faces = NULL;
        assert_int_equal(find(finder, &image, 0.5f, 0.4f, &faces), 0);
    }
    facs_retinaface_finder_destroy(&finder);
    facs_onnx_free(&net);
}

/* Out of memory at every place: an error, and nothing is left. */
static void no_memory(void **state)
{
    (void)state;
    facs_onnx *net = load();
    static uint8_t pixels[64 * 64 * 3];
    const facs_view view = {pixels, 64, 64, 3, 3 * 64};
    const facs_image image = image_of(&view);
    facs_status status = FACS_E_MEMORY;
    for (long at = 0; status != FACS_OK; at++) {
        meter m;
        const facs_env env = meter_env(&m, at);
        facs_retinaface_finder *finder = NULL;
        const facs_retinaface_face *faces = NULL;
        int count = 0;
        assert_true(at < 100);
        status = facs_retinaface_finder_create(&env, net, &finder, NULL);
        if (status == FACS_OK)
            status = facs_retinaface_find(finder, &image, -1, 1, &faces, &count, NULL);
        assert_true(status == FACS_OK || status == FACS_E_MEMORY);
        facs_retinaface_finder_destroy(&finder);
        assert_int_equal(m.alive, 0);
    }
    facs_onnx_free(&net);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anchors_of_a_size),
        cmocka_unit_test(input_of_a_picture),
        cmocka_unit_test(keeps_one_of_each),
        cmocka_unit_test(sorts_whatever_comes),
        NEEDS_ONNX(cmocka_unit_test(formula_picture)),
        NEEDS_ONNX(cmocka_unit_test(faces_of_the_samples)),
        NEEDS_ONNX(cmocka_unit_test(boxes_of_the_engine)),
        NEEDS_ONNX(cmocka_unit_test(nobody_in_nothing)),
        NEEDS_ONNX(cmocka_unit_test(no_memory)),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
