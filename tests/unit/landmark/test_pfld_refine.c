/* PyfaceAU's refiner: experts whose greatest response is where the test put it. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "landmark/pfld/pfld_refine.h"

#include <math.h>
#include <string.h>

enum { POINTS = FACS_PFLD_VALUES / 2, SIDE = 60, VIEWS = 2, RAW = 0, GRADIENT = 1 };
static const int moved[] = {17, 18, 19, 20, 21, 22, 26, 48, 54};

typedef struct fixture {
    facs_svr_modality modality[2], wrong; /* all points of the first view have the former, those of others the latter */
    facs_svr_expert expert[VIEWS * POINTS];
    facs_patch_scale experts;
    uint8_t pixels[SIDE][SIDE][3];
    facs_image image;
    float landmarks[2 * POINTS];
} fixture;

/* weight 1 at `row`, `col` of the patch */
static facs_svr_modality spike(int kind, int row, int col)
{
    facs_svr_modality made = {.kind = kind, .scaling = 2, .bias = -0.5};
    made.weights[row * FACS_SUPPORT + col] = 1;
    return made;
}

/* one expert, of the middle of its patch; a black picture */
static void prepare(fixture *f)
{
    memset(f, 0, sizeof *f);
    f->modality[0] = spike(RAW, 5, 5);
    f->wrong = spike(RAW, 0, 0);
    for (int i = 0; i < VIEWS * POINTS; i++)
        f->expert[i] = (facs_svr_expert){.modalities = 1, .modality = i < POINTS ? f->modality : &f->wrong};
    f->experts = (facs_patch_scale){.kind = FACS_PATCH_SVR, .views = VIEWS, .n = POINTS, .svr = f->expert};
    f->image = (facs_image){
        .hidden = &f->pixels[0][0][0], .width = SIDE, .height = SIDE, .channels = 3, .stride = sizeof f->pixels[0]};
}

static void use_experts(fixture *f, int count)
{
    for (int i = 0; i < POINTS; i++)
        f->expert[i].modalities = count;
}

static void paint(fixture *f, int x, int y, int blue, int green, int red)
{
    f->pixels[y][x][0] = (uint8_t)blue;
    f->pixels[y][x][1] = (uint8_t)green;
    f->pixels[y][x][2] = (uint8_t)red;
}

static void paint_grey(fixture *f, int x, int y, int value)
{
    paint(f, x, y, value, value, value);
}

static bool moves(int point)
{
    for (size_t i = 0; i < sizeof moved / sizeof *moved; i++)
        if (moved[i] == point)
            return true;
    return false;
}

/* All points at x, y: nine of them go by dx, dy. */
static void assert_moves(fixture *f, float x, float y, float dx, float dy)
{
    for (int i = 0; i < POINTS; i++) {
        f->landmarks[i] = x;
        f->landmarks[POINTS + i] = y;
    }
    facs_pfld_refine(&f->experts, &f->image, f->landmarks);
    for (int i = 0; i < POINTS; i++) {
        const float wanted_x = moves(i) ? x + dx : x, wanted_y = moves(i) ? y + dy : y;
        if (f->landmarks[i] != wanted_x || f->landmarks[POINTS + i] != wanted_y)
            fail_msg("point %d at %g, %g went to %g, %g, not to %g, %g", i, (double)x, (double)y,
                     (double)f->landmarks[i], (double)f->landmarks[POINTS + i], (double)wanted_x, (double)wanted_y);
    }
}

static void to_the_greatest(void **unused)
{
    (void)unused;
    fixture f;
    for (int dx = -3; dx <= 3; dx++)
        for (int dy = -3; dy <= 3; dy++) {
            prepare(&f);
            paint_grey(&f, 30 + dx, 25 + dy, 200);
            assert_moves(&f, 30, 25, (float)dx, (float)dy);
        }
    /* weights lie as the patch does: the bright pixel is right of and above the middle */
    prepare(&f);
    f.modality[0] = spike(RAW, 3, 9);
    paint_grey(&f, 30 + 4 + 1, 25 - 2 - 3, 200);
    assert_moves(&f, 30, 25, 1, -3);
    /* the whole sum counts: here away from the bright pixel */
    prepare(&f);
    f.modality[0].weights[5 * FACS_SUPPORT + 5] = -1;
    f.modality[0].weights[5 * FACS_SUPPORT + 6] = 0.5f;
    paint_grey(&f, 30, 25, 200);
    assert_moves(&f, 30, 25, -1, 0);
}

static void several_experts(void **unused)
{
    (void)unused;
    fixture f;
    prepare(&f);
    use_experts(&f, 2);
    f.modality[1] = spike(RAW, 5, 9);
    f.modality[1].bias = -0.6;
    paint_grey(&f, 32, 26, 200); /* middle of the place 2, 1; right of the middle of -2, 1 */
    assert_moves(&f, 30, 25, 2, 1);
    f.modality[1].bias = -0.4; /* now the second one says more */
    assert_moves(&f, 30, 25, -2, 1);
    /* an expert of gradients says nothing, beside another one or alone */
    f.modality[1] = spike(GRADIENT, 5, 5);
    f.modality[1].bias = 100;
    assert_moves(&f, 30, 25, 2, 1);
    f.modality[0].kind = GRADIENT;
    assert_moves(&f, 30, 25, 0, 0);
    use_experts(&f, 0);
    assert_moves(&f, 30, 25, 0, 0);
}

/* The first of equals: x from left to right, and for each of them y from above. */
static void ties(void **unused)
{
    (void)unused;
    fixture f;
    prepare(&f);
    assert_moves(&f, 30, 25, -3, -3);
    paint_grey(&f, 32, 22, 200);
    paint_grey(&f, 31, 28, 200);
    assert_moves(&f, 30, 25, 1, 3);
    paint_grey(&f, 31, 24, 200);
    assert_moves(&f, 30, 25, 1, -1);
    paint_grey(&f, 33, 27, 201);
    assert_moves(&f, 30, 25, 3, 2);
}

/* Points keep their fractions; places are rounded, halves to the even number. */
static void fractions(void **unused)
{
    (void)unused;
    fixture f;
    prepare(&f);
    paint_grey(&f, 32, 26, 200);
    assert_moves(&f, 30.25f, 25.75f, 2, 0);
    assert_moves(&f, 30.5f, 25.5f, 1, 0); /* 31.5 and 32.5 are both 32; 25.5 and 26.5 both 26 */
    assert_moves(&f, 29.5f, 24.5f, 2, 1);
    prepare(&f);
    paint_grey(&f, 31, 25, 200); /* no half rounds to 31: the bright pixel is nowhere in the middle */
    assert_moves(&f, 30.5f, 25, -3, -3);
}

static void at_the_border(void **unused)
{
    (void)unused;
    fixture f;
    prepare(&f);
    assert_moves(&f, 3, 4, 2, 1); /* the first place with its patch in the picture: 5, 5 */
    assert_moves(&f, 2, 2, 3, 3);
    assert_moves(&f, 1, 30, 0, 0);
    assert_moves(&f, 30, 1, 0, 0);
    assert_moves(&f, 57, 57, -3, -3); /* 54, 54 is the last one */
    assert_moves(&f, 58, 30, 0, 0);
    assert_moves(&f, 30, 58, 0, 0);
    for (int x = 0; x < SIDE; x++)
        for (int y = 0; y < SIDE; y++)
            paint_grey(&f, x, y, x + y);
    assert_moves(&f, 53, 52, 1, 2); /* brighter ones are beyond */
    const float far[] = {-1e30f, 1e30f, 3e9f, INFINITY, -INFINITY};
    for (size_t i = 0; i < sizeof far / sizeof *far; i++) {
        assert_moves(&f, far[i], 30, 0, 0);
        assert_moves(&f, 30, far[i], 0, 0);
    }
    for (int i = 0; i < 2 * POINTS; i++)
        f.landmarks[i] = NAN;
    facs_pfld_refine(&f.experts, &f.image, f.landmarks);
    assert_true(isnan(f.landmarks[17]) && isnan(f.landmarks[POINTS + 17]));
    f.image.width = f.image.height = 10; /* smaller than a patch */
    assert_moves(&f, 5, 5, 0, 0);
}

static void weights_of_colours(void **unused)
{
    (void)unused;
    fixture f;
    prepare(&f);
    paint(&f, 31, 25, 255, 0, 0); /* 29.1 */
    paint(&f, 29, 25, 0, 50, 0);  /* 29.4 */
    assert_moves(&f, 30, 25, -1, 0);
    paint(&f, 30, 27, 0, 0, 99); /* 29.6 */
    assert_moves(&f, 30, 25, 0, 2);
}

typedef struct late_source {
    const fixture *from;
    uint8_t pixels[SIDE][SIDE][3];
} late_source;

static void make_rows(void *cookie, int first, int count)
{
    late_source *source = cookie;
    memcpy(source->pixels[first], source->from->pixels[first], (size_t)count * sizeof source->pixels[0]);
}

/* Rows that come when they are asked for are asked for. */
static void late_rows(void **unused)
{
    (void)unused;
    static late_source source;
    static facs_late_rows late;
    fixture f;
    for (int row = 10; row < 50; row++) {
        prepare(&f);
        memset(&source, 0, sizeof source);
        source.from = &f;
        late = (facs_late_rows){.make = make_rows, .cookie = &source};
        facs_late_rows_begin(&late);
        f.image.hidden = &source.pixels[0][0][0];
        f.image.late = &late;
        for (int edge = -1; edge <= 1; edge += 2) { /* what the patches of the places farthest up and down end with */
            f.modality[0] = spike(RAW, edge < 0 ? 0 : 10, 5);
            memset(f.pixels, 0, sizeof f.pixels);
            memset(source.pixels, 0, sizeof source.pixels);
            facs_late_rows_begin(&late);
            paint_grey(&f, 30, row + edge * 8, 200);
            assert_moves(&f, 30, (float)row, 0, (float)(3 * edge));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(to_the_greatest), cmocka_unit_test(several_experts), cmocka_unit_test(ties),
        cmocka_unit_test(fractions),       cmocka_unit_test(at_the_border),   cmocka_unit_test(weights_of_colours),
        cmocka_unit_test(late_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
