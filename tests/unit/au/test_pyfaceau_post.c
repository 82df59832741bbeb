/* PyfaceAU's rules for a whole video: offsets with failed frames, shortened means. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "au/pyfaceau/pyfaceau_post.h"

#include <math.h>

enum { AU = 3 };

typedef struct table {
    int64_t frames;
    const double *value; /* NAN = failed */
} table;

static bool success(const void *cookie, int64_t frame)
{
    return !isnan(((const table *)cookie)->value[frame]);
}

static double intensity(const void *cookie, int64_t frame, int au)
{
    assert_int_equal(au, AU);
    assert_true(success(cookie, frame));
    return ((const table *)cookie)->value[frame];
}

static facs_au_series series_of(const table *t)
{
    return (facs_au_series){.cookie = t, .frames = t->frames, .success = success, .intensity = intensity};
}

static void offsets(void **state)
{
    (void)state;
    static const double value[10] = {0.5, NAN, 2, 0, 1.5, NAN, 0.25, 3, 1, NAN}; /* sorted: 0 .25 .5 1 1.5 2 3 - - - */
    const table t = {10, value};
    const facs_au_series series = series_of(&t);
    static const double sorted[] = {0, 0.25, 0.5, 1, 1.5, 2, 3};
    for (int i = 0; i < 7; i++) {
        assert_true(facs_pyfaceau_offset(&series, AU, (i + 0.001) / 10) == sorted[i]);
        assert_true(facs_pyfaceau_offset(&series, AU, (i + 0.999) / 10) == sorted[i]);
    }
    assert_true(isnan(facs_pyfaceau_offset(&series, AU, 0.7))); /* among the failed ones */
    assert_true(isnan(facs_pyfaceau_offset(&series, AU, 0.95)));
    assert_true(facs_pyfaceau_offset(&series, AU, -1) == 0);
    const table none = {0, value};
    const facs_au_series empty = series_of(&none);
    assert_true(facs_pyfaceau_offset(&empty, AU, 0.5) == 0);
    static const double failed[3] = {NAN, NAN, NAN};
    const table all = {3, failed};
    const facs_au_series lost = series_of(&all);
    assert_true(isnan(facs_pyfaceau_offset(&lost, AU, 0.5)));
    assert_true(isnan(facs_pyfaceau_smoothed(&lost, 1, AU, 0)));
}

static void assert_near(double actual, double expected)
{
    assert_true(fabs(actual - expected) < 1e-12);
}

static void smoothing(void **state)
{
    (void)state;
    static const double value[8] = {1, 2, NAN, 4, NAN, NAN, NAN, 0.25};
    const table t = {8, value};
    const facs_au_series series = series_of(&t);
    assert_near(facs_pyfaceau_smoothed(&series, 0, AU, 0), 1.5); /* of the rows there are */
    assert_near(facs_pyfaceau_smoothed(&series, 1, AU, 0), 1.5);
    assert_near(facs_pyfaceau_smoothed(&series, 2, AU, 0), 3); /* failed, and filled by its neighbours */
    assert_near(facs_pyfaceau_smoothed(&series, 3, AU, 0), 4);
    assert_true(isnan(facs_pyfaceau_smoothed(&series, 5, AU, 0)));
    assert_near(facs_pyfaceau_smoothed(&series, 6, AU, 0), 0.25);
    assert_near(facs_pyfaceau_smoothed(&series, 7, AU, 0.5), 0); /* clipped behind the offset */
    assert_near(facs_pyfaceau_smoothed(&series, 1, AU, 1.5), 0.25);
    assert_true(isnan(facs_pyfaceau_smoothed(&series, 1, AU, (double)NAN)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets),
        cmocka_unit_test(smoothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
