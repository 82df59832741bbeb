/* Calibrations as files: every number comes back. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "session/calibrate.h"
#include "support/random.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static facs_calibration *make(const facs_env *env, const char *engine)
{
    facs_calibration *made = NULL;
    assert_int_equal(facs_calibration_create(env, facs_au_engine_find(engine), 2, 3, &made, NULL), FACS_OK);
    uint64_t seed = 3;
    for (int person = 0; person < 3; person++) {
        made->person[person].person = 7 - person;
        made->person[person].frames = 1000000000000LL + person;
        double *values = made->person[person].values;
        const int count = facs_calibration_size(made->engine->learns);
        for (int i = 0; i < count; i++)
            values[i] = (random_unit(&seed) - 0.5) * (i % 3 ? 1e-3 : 1e6);
        values[0] = -0.0;
        values[1] = 4.9e-324;
        values[2] = -FACS_CALIBRATION_LARGEST;
        values[count - 1] = 1.0 / 3;
    }
    for (int person = 0; person < 3; person += 2) { /* nobody knows what the one between looks like */
        facs_gallery_looks *looks = &made->looks[person];
        looks->count = person == 0 ? FACS_GALLERY_LOOKS : 1;
        for (int k = 0; k < looks->count; k++) {
            looks->quality[k] = 1.0F / (float)(k + 1);
            looks->vector[k][3 * k + person] = -0.6F;
            looks->vector[k][200] = 0.8F;
        }
    }
    snprintf(made->pipeline, sizeof made->pipeline, "here \"and\" there");
    snprintf(made->version, sizeof made->version, "1");
    snprintf(made->model[0].name, sizeof made->model[0].name, "a.dat");
    snprintf(made->model[1].name, sizeof made->model[1].name, "b.dat");
    memset(made->model[1].sha256, 'a', sizeof made->model[1].sha256 - 1);
    return made;
}

static void numbers_come_back(void **state)
{
    static const char *const engines[] = {"openface", "pyfaceau", "open"};
    char path[] = "/tmp/facs-calibration-XXXXXX";
    (void)state;
    const int file = mkstemp(path);
    assert_true(file >= 0);
    close(file);
    for (int e = 0; e < 3; e++) {
        const facs_env env = facs_env_resolve(NULL);
        facs_calibration *made = make(&env, engines[e]), *read = NULL;
        facs_error error = {.message = ""};
        const int count = facs_calibration_size(made->engine->learns);
        assert_true(count <= FACS_CALIBRATION_VALUES_MAX);
        assert_int_equal(facs_calibration_write(made, path, &error), FACS_OK);
        if (facs_calibration_read(NULL, path, &read, &error) != FACS_OK)
            fail_msg("%s", error.message);
        assert_ptr_equal(read->engine, made->engine);
        assert_string_equal(read->pipeline, made->pipeline);
        assert_int_equal(read->models, 2);
        assert_memory_equal(read->model, made->model, 2 * sizeof *made->model);
        assert_int_equal(read->persons, 3);
        for (int i = 0; i < 3; i++) {
            int64_t frames = 0;
            assert_int_equal(facs_calibration_person(read, i, &frames), 7 - i);
            assert_int_equal(frames, made->person[i].frames);
            assert_memory_equal(read->person[i].values, made->person[i].values, (size_t)count * sizeof(double));
        }
        assert_int_equal(facs_calibration_person(read, 3, NULL), -1);
        assert_memory_equal(read->looks, made->looks, 3 * sizeof *made->looks);
        facs_calibration_destroy(&read);
        facs_calibration_destroy(&made);
    }
    unlink(path);
}

static void named_numbers(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_calibration *made = make(&env, "openface");
    int count = 0;
    const double *medians = facs_calibration_values(made, 1, "medians", &count);
    assert_ptr_equal(medians, made->person[1].values);
    assert_int_equal(count, FACS_FHOG_SIZE + FACS_GEOM_SIZE);
    assert_ptr_equal(facs_calibration_values(made, 1, "offsets", &count), medians + FACS_FHOG_SIZE + FACS_GEOM_SIZE);
    assert_int_equal(count, FACS_AU_R);
    assert_null(facs_calibration_values(made, 1, "neutral", &count));
    assert_null(facs_calibration_values(made, 3, "medians", &count));
    facs_calibration_destroy(&made);
    facs_calibration_destroy(&made);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_come_back),
        cmocka_unit_test(named_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
