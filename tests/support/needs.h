/* What a case cannot do without: test data, or OpenFace's model files.  Both are not ours to pass on, so a fresh clone
 * has neither, and most tests do without.
 *
 * A case that needs some is entered in the table of its program so:
 *
 *     const struct CMUnitTest tests[] = {
 *         cmocka_unit_test(does_without),
 *         NEEDS_MODELS(cmocka_unit_test(reads_a_model)),
 *         NEEDS_DATA(cmocka_unit_test(compares_with_the_reference)),
 *     };
 *
 * Without them neither the case nor its setup begins, so nothing is left behind: it is skipped and says why; when the
 * environment variable CI is set it fails.  No test calls cmocka's skip() itself (scripts/lint.sh). */
#ifndef FACS_TESTS_NEEDS_H
#define FACS_TESTS_NEEDS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

typedef enum need {
    NEED_NOTHING,
    NEED_MODELS, /* the set openface-clnf: of the test data, else the person's own ($FACSIMILE_MODELS,
                    $OPENFACE_MODELS_DIR, the user's cache) */
    NEED_DATA,   /* $FACSIMILE_TESTDATA, else ../shared seen from the source tree; models of other sets, too */
} need;

#define NEEDS_MODELS(...) needing(NEED_MODELS, (struct CMUnitTest)__VA_ARGS__)
#define NEEDS_DATA(...) needing(NEED_DATA, (struct CMUnitTest)__VA_ARGS__)
/* of a case that has nothing to test here, as one that fills /dev/full where there is none */
#define NEEDS_THAT(condition, why, ...) needing_that(condition, why, (struct CMUnitTest)__VA_ARGS__)
/* cmocka_run_group_tests of a table whose cases all need it, as the setup of the group does */
#define RUN_GROUP_NEEDING(what, tests, setup, teardown)                                                                \
    run_group_needing(what, #tests, tests, sizeof(tests) / sizeof *(tests), setup, teardown)

struct CMUnitTest needing(need what, struct CMUnitTest test);
struct CMUnitTest needing_that(bool there, const char *why, struct CMUnitTest test);
/* the same, but in CI a case whose need is missing fails */
struct CMUnitTest needing_in_ci(bool there, const char *why, struct CMUnitTest test);
int run_group_needing(need what, const char *name, const struct CMUnitTest *tests, size_t count,
                      CMFixtureFunction setup, CMFixtureFunction teardown);
bool is_there(need what);

/* In cases that need them; without them the test fails.  "<testdata>/<formatted>", in one of 16 rotating buffers */
const char *testdata_path(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* the folder of OpenFace 2.2's model files, as facs_models_options.model_dir takes it */
const char *model_folder(void);
/* a file among the landmark models, among those of action units */
const char *landmark_model_path(const char *name);
const char *au_model_path(const char *name);

#endif
