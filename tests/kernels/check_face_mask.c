/* Face mask: every level's mask and edge tests are those of the plain twins, on ordinary and hostile landmarks. */
#include "check.h"

#include "grid.h"
#include "model/readers.h"
#include "shape/face_mask.h"
#include "support/npy.h"

static facs_pdm *load_pdm(void)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pdm *pdm = NULL;
    facs_error error;
    if (facs_pdm_load(&env, landmark_model_path("pdms/In-the-wild_aligned_PDM_68.txt"), &pdm, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return pdm;
}

static void free_pdm(facs_pdm *pdm)
{
    facs_env env = facs_env_resolve(NULL);
    facs_pdm_free(&env, &pdm);
}

static facs_triangles load_triangles(void)
{
    facs_env env = facs_env_resolve(NULL);
    facs_triangles triangles;
    facs_error error;
    if (facs_triangles_load(&env, au_model_path("tris_68_full.txt"), 68, &triangles, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return triangles;
}

static void free_triangles(facs_triangles *triangles)
{
    facs_env env = facs_env_resolve(NULL);
    facs_triangles_free(&env, triangles);
}

/* Landmarks of the face mask: raised brows and upper jaw points. */
static void mask_landmarks(const facs_pdm *pdm, float *landmarks)
{
    for (int i = 0; i < 136; i++)
        landmarks[i] = 0.7f * pdm->mean[i] + 56;
    for (int i = 0; i <= 26; i++)
        if (i == 0 || i >= 16)
            landmarks[68 + i] -= 30;
}

/* by the kernels, and with the index, which the scan makes */
static void compare_mask(facs_cpu_level level, const facs_triangles *triangles, int n, const float *landmarks,
                         float min_x, float min_y, int width, int height)
{
    const facs_face_mask_kernels *kernels = facs_face_mask_kernels_for(level);
    size_t count = (size_t)width * (size_t)height;
    uint8_t *fast = malloc(count), *slow = malloc(count);
    int32_t *fast_index = malloc(count * sizeof *fast_index), *slow_index = malloc(count * sizeof *slow_index);
    facs_paw_mask_plain(triangles, n, landmarks, min_x, min_y, width, height, slow, slow_index);
    memset(fast, 0xA5, count);
    facs_paw_mask_at(kernels, triangles, n, landmarks, min_x, min_y, width, height, fast, NULL);
    assert_memory_equal(fast, slow, count);
    facs_paw_mask_at(kernels, triangles, n, landmarks, min_x, min_y, width, height, fast, fast_index);
    assert_memory_equal(fast, slow, count);
    assert_memory_equal(fast_index, slow_index, count * sizeof *fast_index);
    free(fast);
    free(slow);
    free(fast_index);
    free(slow_index);
}

static void faces(facs_cpu_level level)
{
    facs_pdm *pdm = load_pdm();
    facs_triangles triangles = load_triangles();
    uint64_t seed = 3;
    for (int i = 0; i < 20; i++) {
        float landmarks[136];
        mask_landmarks(pdm, landmarks);
        for (int k = 0; k < 136; k++)
            landmarks[k] += (random_unit_f32(&seed) - 0.5f) * (i < 10 ? 4 : 80);
        if (i % 2) /* vertices and edges exactly on pixels */
            for (int k = 0; k < 136; k++)
                landmarks[k] = floorf(landmarks[k]);
        compare_mask(level, &triangles, 68, landmarks, 0, 0, 112, 112);
    }
    free_triangles(&triangles);
    free_pdm(pdm);
}

/* Triangles without area swallow everything behind them; far away, huge and undefined landmarks. */
static void hostile_landmarks(facs_cpu_level level)
{
    static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38f, -3e38f, 1e7f, -1e5f, 1e-40f};
    static int32_t index[] = {0, 1, 2, 2, 1, 3, 4, 5, 6, 1, 1, 3};
    const facs_triangles triangles = {.count = 4, .index = index};
    uint64_t seed = 11;
    for (int i = 0; i < 400; i++) {
        float landmarks[14];
        for (int k = 0; k < 14; k++)
            landmarks[k] = (random_unit_f32(&seed) - 0.2f) * 50;
        int kind = i % 5;
        for (int k = 0; kind == 1 && k < 14; k++) /* collinear on a diagonal, also off the pixels */
            landmarks[k] = (float)(k % 7) * 5 + (i % 2 ? 0.25f : 0);
        for (int k = 0; kind == 2 && k < 7; k++) /* slivers a rounding error wide */
            landmarks[7 + k] = 10 + 1e-6f * landmarks[k];
        if (kind == 3)
            landmarks[(int)(random_unit_f32(&seed) * 14)] = bad[(int)(random_unit_f32(&seed) * 8)];
        for (int k = 0; kind == 4 && k < 14; k++)
            landmarks[k] = floorf(landmarks[k] / 4) * 4;
        int width = 1 + (int)(random_unit_f32(&seed) * 40), height = 1 + (int)(random_unit_f32(&seed) * 40);
        float x = i % 3 ? 0 : -7.3f, y = i % 3 ? 0 : 3.9f;
        compare_mask(level, &triangles, 7, landmarks, x, y, width, height);
    }
}

/* Is the drawing itself good for ordinary landmarks, or does the scan do all the work? */
static void ordinary_faces_are_drawn(facs_cpu_level level)
{
    facs_pdm *pdm = load_pdm();
    facs_triangles triangles = load_triangles();
    static uint8_t fast[112 * 112], slow[112 * 112];
    static int32_t index[112 * 112];
    const facs_paw_raster frame = {.width = 112, .height = 112};
    float landmarks[136];
    mask_landmarks(pdm, landmarks);
    facs_paw_mask_plain(&triangles, 68, landmarks, 0, 0, 112, 112, slow, index);
    const facs_face_mask_kernels *kernels = facs_face_mask_kernels_for(level);
    assert_true(kernels->draw(&triangles, 68, landmarks, &frame, fast));
    assert_memory_equal(fast, slow, sizeof slow);
    float far[136];
    memcpy(far, landmarks, sizeof far);
    far[77] = 2e6f;
    assert_false(kernels->draw(&triangles, 68, far, &frame, fast));
    free_triangles(&triangles);
    free_pdm(pdm);
}

/* One coordinate of a triangle: of any size, also on pixels and a rounding beside them. */
static float any_coordinate(uint64_t *seed, int kind, float size)
{
    float value = (random_unit_f32(seed) * 1.4f - 0.2f) * size;
    switch (kind) {
    case 1: /* on pixels */
        return floorf(value);
    case 2: /* beside them */
        return nextafterf(floorf(value), random_unit_f32(seed) < 0.5f ? -1e9f : 1e9f);
    case 3: /* far, but still drawn, and too far for that */
        return (random_unit_f32(seed) - 0.5f) * (random_unit_f32(seed) < 0.9f ? 1.9e6f : 4e6f);
    case 4: /* some near, some far: long edges across the frame */
        return random_unit_f32(seed) < 0.5f ? value : (value - size / 2) * 1000;
    default:
        return value;
    }
}

/* Single triangles and pairs of them, frames of one tile and of several, all sorts of coordinates. */
static void any_triangles(facs_cpu_level level)
{
    static int32_t index[] = {0, 1, 2, 1, 3, 2};
    uint64_t seed = 29;
    for (int i = 0; i < 3000; i++) {
        int most = i % 16 == 0 ? 300 : 40;
        int width = 1 + (int)(random_unit_f32(&seed) * (float)most);
        int height = 1 + (int)(random_unit_f32(&seed) * (float)most);
        float landmarks[8];
        int kind = i % 7;
        for (int k = 0; k < 8; k++)
            landmarks[k] = any_coordinate(&seed, kind, (float)(k < 4 ? width : height));
        if (kind == 5) { /* no area: a point, or on a line in two ways */
            landmarks[1] = landmarks[0];
            landmarks[5] = landmarks[4];
        }
        if (kind == 6) { /* nearly on a line along the rows */
            for (int k = 5; k < 8; k++)
                landmarks[k] = landmarks[4] + 1e-4f * (landmarks[k] - landmarks[4]);
        }
        const facs_triangles triangles = {.count = 1 + i / 7 % 2, .index = index};
        bool moved = i / 14 % 2 != 0;
        compare_mask(level, &triangles, 4, landmarks, moved ? -3.7f : 0, moved ? 1000.3f : 0, width, height);
        for (int k = 4; moved && k < 8; k++)
            landmarks[k] += 1000.3f;
        compare_mask(level, &triangles, 4, landmarks, moved ? -3.7f : 0, moved ? 1000.3f : 0, width, height);
    }
}

/* Tall, wide and many-tiled masks of faces. */
static void large_faces(facs_cpu_level level)
{
    facs_pdm *pdm = load_pdm();
    facs_triangles triangles = load_triangles();
    uint64_t seed = 31;
    static const int sizes[][2] = {{128, 128}, {129, 127}, {300, 60}, {60, 300}, {257, 260}, {1, 128}, {33, 1}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        float landmarks[136];
        for (int k = 0; k < 136; k++) {
            float size = (float)sizes[i][k < 68 ? 0 : 1];
            landmarks[k] = pdm->mean[k] * size / 130 + size / 2 + random_unit_f32(&seed);
        }
        compare_mask(level, &triangles, 68, landmarks, 0, 0, sizes[i][0], sizes[i][1]);
    }
    free_triangles(&triangles);
    free_pdm(pdm);
}

/* ---- grids ---- */

/* a crooked grid over the frame */
static void grid_landmarks(float *landmarks, float size, float crooked, uint64_t *seed)
{
    const float step = size / (float)GRID_CELLS;
    for (int i = 0; i < GRID_POINTS; i++) {
        landmarks[i] = step * ((float)(i % GRID_SIDE) + crooked * random_signed(seed));
        landmarks[GRID_POINTS + i] = step * ((float)(i / GRID_SIDE) + crooked * random_signed(seed));
    }
}

static void grids(facs_cpu_level level)
{
    static int32_t index[3 * GRID_TRIANGLES];
    const facs_triangles triangles = {GRID_TRIANGLES, index};
    uint64_t seed = 37;
    grid_triangles(index);
    for (int i = 0; i < 30; i++) {
        float landmarks[2 * GRID_POINTS];
        grid_landmarks(landmarks, 20 + 5 * (float)i, i % 3 ? 0.3f : 2, &seed);
        for (int k = 0; i % 2 && k < 2 * GRID_POINTS; k++) /* vertices and edges exactly on pixels */
            landmarks[k] = floorf(landmarks[k]);
        compare_mask(level, &triangles, GRID_POINTS, landmarks, 0, 0, 112, 112);
    }
}

/* Ordinary landmarks are drawn; the scan is for those too far away only. */
static void grids_are_drawn(facs_cpu_level level)
{
    static int32_t index[3 * GRID_TRIANGLES];
    static uint8_t mask[112 * 112];
    const facs_triangles triangles = {GRID_TRIANGLES, index};
    const facs_paw_raster frame = {.width = 112, .height = 112};
    const facs_face_mask_kernels *kernels = facs_face_mask_kernels_for(level);
    uint64_t seed = 41;
    float landmarks[2 * GRID_POINTS];
    grid_triangles(index);
    grid_landmarks(landmarks, 100, 0.3f, &seed);
    assert_true(kernels->draw(&triangles, GRID_POINTS, landmarks, &frame, mask));
    landmarks[77] = 2e6f;
    assert_false(kernels->draw(&triangles, GRID_POINTS, landmarks, &frame, mask));
}

/* ---- edge tests ---- */

/* triangles in a pattern; those behind `count` accept nothing */
static void make_edges(facs_edges *edges, int count, uint64_t *seed)
{
    for (int k = 0; k < (count + 15) / 16 * 16; k++) {
        float x[3], y[3];
        for (int i = 0; i < 3; i++) {
            x[i] = 20 * random_unit_f32(seed) + (float)(k % 8) * 12;
            y[i] = 20 * random_unit_f32(seed) + (float)(k / 8) * 6;
        }
        for (int e = 0; e < 3; e++) {
            int a = e, b = (e + 1) % 3, c = (e + 2) % 3;
            float dx = x[c] - x[b], dy = y[c] - y[b];
            float inner = k < count ? dx * (y[a] - y[b]) - (x[a] - x[b]) * dy : NAN;
            const float fields[5] = {x[b], y[b], dx, dy, inner};
            for (int i = 0; i < 5; i++)
                edges->field[5 * e + i][k] = fields[i];
        }
    }
}

/* Random triangles and points: both answers occur. */
static void edges_accept(facs_cpu_level level)
{
    static facs_edges edges;
    uint64_t seed = 9;
    int yes = 0, no = 0;
    for (int round = 0; round < 4000; round++) {
        int count = 1 + round % 113;
        make_edges(&edges, count, &seed);
        float px = (float)(round % 110), py = (float)(round * 7 % 110);
        bool found = facs_edges_accept_reference(&edges, count, px, py);
        assert_int_equal(facs_face_mask_kernels_for(level)->edges_accept(&edges, count, px, py), found);
        yes += found;
        no += !found;
    }
    assert_true(yes > 100 && no > 100);
}

/* ---- bench: a mask of 112 x 112, the edges of 111 triangles ---- */

typedef struct mask_input {
    facs_edges edges;
    int32_t index[3 * GRID_TRIANGLES];
    facs_triangles triangles;
    float landmarks[2 * GRID_POINTS];
    uint8_t mask[112 * 112];
    int accepted;
} mask_input;

static void *mask_of(int size)
{
    mask_input *in = bench_memory(sizeof *in);
    uint64_t seed = 43;
    grid_triangles(in->index);
    in->triangles = (facs_triangles){GRID_TRIANGLES, in->index};
    grid_landmarks(in->landmarks, (float)size, 0.3f, &seed);
    make_edges(&in->edges, 111, &seed);
    return in;
}

static void call_draw(void *input, facs_cpu_level level)
{
    mask_input *in = input;
    const facs_paw_raster frame = {.width = 112, .height = 112};
    if (level == KERNEL_TWIN)
        facs_paw_mask_plain(&in->triangles, GRID_POINTS, in->landmarks, 0, 0, 112, 112, in->mask, NULL);
    else
        facs_face_mask_kernels_for(level)->draw(&in->triangles, GRID_POINTS, in->landmarks, &frame, in->mask);
}

/* a point that no triangle has: all are looked at */
static void call_edges(void *input, facs_cpu_level level)
{
    mask_input *in = input;
    in->accepted += level == KERNEL_TWIN ? facs_edges_accept_reference(&in->edges, 111, -5, -5)
                                         : facs_face_mask_kernels_for(level)->edges_accept(&in->edges, 111, -5, -5);
}

void check_face_mask(void)
{
    static const kernel_case cases[] = {
        {"face_mask/draw 112 x 112", .check = grids, .input = mask_of, .size = 104, .call = call_draw},
        {"face_mask/draw without the scan", .check = grids_are_drawn},
        {"face_mask/draw any triangles", .check = any_triangles},
        {"face_mask/draw hostile landmarks", .check = hostile_landmarks},
        {"face_mask/draw faces", .check = faces, .needs = NEED_MODELS},
        {"face_mask/draw faces without the scan", .check = ordinary_faces_are_drawn, .needs = NEED_MODELS},
        {"face_mask/draw large faces", .check = large_faces, .needs = NEED_MODELS},
        {"face_mask/edges_accept 111 triangles", .check = edges_accept, .input = mask_of, .size = 104,
         .call = call_edges},
    };
    REGISTER(cases);
}
