/* What is remembered of persons: side by side as if each were alone, frames that are missed, frames that fail. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/view.h"
#include "au/openface/openface_engine.h"
#include "au/openface/au_model.h"
#include "au/persons.h"
#include "model/readers.h"
#include "support/meter.h"
#include "support/random.h"
#include "unit/model/synthetic.h"

#include <string.h>

/* ---- two persons with OpenFace's engine and tiny models ---- */

enum { FRAMES = 24, SIDE = 160, POINTS = FACS_LANDMARKS };
#define MAIN_DYNAMIC "/m/AU_predictors/main_dynamic_svms.txt"

typedef struct world {
    memory_files files;
    facs_env env;
    facs_au_model *model;
    facs_loaded loaded;
    uint8_t pixels[SIDE * SIDE * 3];
    float landmarks[2][FRAMES][2 * POINTS];
} world;

static facs_image picture(const world *w)
{
    const facs_view view = {w->pixels, SIDE, SIDE, 3, 3 * SIDE};
    return image_of(&view);
}

static int set_up(void **state)
{
    static world w;
    memset(&w, 0, sizeof w);
    w.env = memory_env(&w.files);
    write_installation(&w.files);
    uint64_t seed = 7;
    for (size_t i = 0; i < sizeof w.pixels; i++)
        w.pixels[i] = (uint8_t)random_u32(&seed);
    for (int person = 0; person < 2; person++)
        for (int frame = 0; frame < FRAMES; frame++)
            for (int i = 0; i < 2 * POINTS; i++)
                w.landmarks[person][frame][i] = 30 + 100 * random_unit_f32(&seed);
    *state = &w;
    if (facs_au_model_load(&w.env, MAIN_DYNAMIC, &w.model, NULL) != FACS_OK)
        return -1;
    return facs_loaded_put(&w.loaded, FACS_MODEL_AU_DYNAMIC, w.model) ? 0 : -1;
}

static int tear_down(void **state)
{
    world *w = *state;
    facs_au_model_free(&w->env, &w->model);
    return memory_files_free(&w->files);
}

/* Person 1 comes later and is away for a while; person 0 is seen, now and then without success, in all frames. */
static bool sees(int person, int frame)
{
    return person == 0 || (frame >= 5 && (frame < 9 || frame > 12));
}

typedef struct story {
    double online[2][FRAMES][FACS_AU_R + FACS_AU_C], final[2][FRAMES][FACS_AU_R + FACS_AU_C];
    bool filled[2][FRAMES];
} story;

static void see(const world *w, facs_persons *persons, int person, int frame, story *told)
{
    const facs_image bgr = picture(w);
    const facs_seen_face face = {.n = POINTS, .landmarks = w->landmarks[person][frame], .success = frame % 7 != 3};
    double *place = told->online[person][frame];
    const facs_au_values values = {.intensity = place, .presence = place + FACS_AU_R};
    assert_int_equal(facs_persons_see(persons, 10 + person, &bgr, &face, &values, &told->filled[person][frame], NULL),
                     FACS_OK);
}

static void tell(const world *w, bool first, bool second, bool final_only, story *told)
{
    const facs_au_settings settings = {.persons = true, .dynamic = true, .final_only = final_only};
    const bool there[2] = {first, second};
    facs_au_describer describer = {0};
    facs_persons *persons = NULL;
    memset(told, 0, sizeof *told);
    assert_int_equal(facs_au_describer_create(&w->env, &facs_openface_aus, &w->loaded, &settings, &describer, NULL),
                     FACS_OK);
    assert_int_equal(facs_persons_create(&w->env, &describer, &persons, NULL), FACS_OK);
    for (int frame = 0; frame < FRAMES; frame++) {
        for (int person = 1; person >= 0; person--)
            if (there[person] && sees(person, frame))
                see(w, persons, person, frame, told);
        facs_persons_end_frame(persons);
    }
    for (int person = 0; person < 2; person++)
        for (int frame = 0; there[person] && frame < FRAMES; frame++) {
            double *place = told->final[person][frame];
            const facs_au_values values = {.intensity = place, .presence = place + FACS_AU_R};
            assert_int_equal(facs_persons_final(persons, 10 + person, frame, &values, NULL), FACS_OK);
        }
    facs_persons_destroy(&persons);
    facs_au_describer_destroy(&describer);
}

static void check_together(const world *w, bool final_only)
{
    static story alone[2], together;
    tell(w, true, false, final_only, &alone[0]);
    tell(w, false, true, final_only, &alone[1]);
    tell(w, true, true, final_only, &together);
    for (int person = 0; person < 2; person++) {
        assert_memory_equal(together.online[person], alone[person].online[person], sizeof together.online[person]);
        assert_memory_equal(together.final[person], alone[person].final[person], sizeof together.final[person]);
        assert_memory_equal(together.filled[person], alone[person].filled[person], sizeof together.filled[person]);
    }
    assert_true(together.filled[0][4] == !final_only);
    /* they are two: their values differ, and nothing is said of one who has not come yet */
    static const double nothing[FACS_AU_R + FACS_AU_C];
    assert_memory_not_equal(together.final[0][20], together.final[1][20], sizeof nothing);
    assert_memory_equal(together.final[1][4], nothing, sizeof nothing);
    assert_memory_not_equal(together.final[1][7], nothing, sizeof nothing);
}

static void test_side_by_side(void **state)
{
    check_together(*state, false);
    check_together(*state, true);
}

/* ---- frames that are missed or fail, with an engine that writes down what it is told ---- */

typedef struct diary {
    facs_env env;
    char text[64]; /* a letter for each frame: S seen, n not, f seen without success */
    int length;
    bool finished;
    int refuse; /* steps to refuse */
} diary;

static diary *written; /* the state of the engine is the last person's */

static facs_status diary_create(void *state, void **person, facs_error *error)
{
    (void)error;
    *person = written = state;
    return FACS_OK;
}

static void diary_destroy(void **person)
{
    *person = NULL;
}

static void diary_reset(void *person)
{
    *(diary *)person = (diary){0};
}

static facs_status diary_step(void *person, const facs_image *bgr, const facs_seen_face *face,
                              const facs_au_values *values, bool *filled, facs_error *error)
{
    diary *d = person;
    if (d->refuse > 0) {
        d->refuse--;
        return facs_fail(error, FACS_E_MEMORY, "refused");
    }
    d->text[d->length++] = face->success ? 'S' : bgr ? 'f' : 'n';
    values->intensity[0] = d->length;
    *filled = true;
    return FACS_OK;
}

static facs_status diary_finish(void *person, facs_error *error)
{
    (void)error;
    ((diary *)person)->finished = true;
    return FACS_OK;
}

static facs_status diary_final(void *person, int64_t index, const facs_au_values *values, facs_error *error)
{
    (void)error;
    values->intensity[0] = ((diary *)person)->text[index];
    return FACS_OK;
}

static const facs_au_engine diary_engine = {
    .name = "diary",
    .person_create = diary_create,
    .person_destroy = diary_destroy,
    .person_reset = diary_reset,
    .person_step = diary_step,
    .person_finish = diary_finish,
    .person_final = diary_final,
};

static facs_status show(facs_persons *persons, int person, bool success)
{
    static const uint8_t pixels[3];
    const facs_view view = {pixels, 1, 1, 3, 3};
    const facs_image bgr = image_of(&view);
    const facs_seen_face face = {.success = success};
    double intensity[1], presence[1];
    const facs_au_values values = {.intensity = intensity, .presence = presence};
    bool filled = false;
    facs_status status = facs_persons_see(persons, person, &bgr, &face, &values, &filled, NULL);
    assert_int_equal(filled, status == FACS_OK);
    return status;
}

static facs_status final(facs_persons *persons, int person, int64_t index, char *letter)
{
    double intensity[1] = {'?'}, presence[1];
    const facs_au_values values = {.intensity = intensity, .presence = presence};
    facs_status status = facs_persons_final(persons, person, index, &values, NULL);
    *letter = (char)intensity[0];
    return status;
}

static void test_frames_are_made_up_for(void **unused)
{
    (void)unused;
    diary person = {0};
    const facs_au_describer describer = {&diary_engine, &person, 1, 0};
    facs_persons *persons = NULL;
    char letter;
    assert_int_equal(facs_persons_create(NULL, &describer, &persons, NULL), FACS_OK);
    facs_persons_end_frame(persons); /* frame 0: nobody is known yet */
    assert_int_equal(show(persons, 3, true), FACS_OK);
    facs_persons_end_frame(persons); /* 1 */
    facs_persons_end_frame(persons); /* 2: not seen */
    person.refuse = 2;
    assert_int_equal(show(persons, 3, true), FACS_E_MEMORY);
    facs_persons_end_frame(persons); /* 3: refused while frame 2 is made up for */
    assert_int_equal(show(persons, 3, true), FACS_E_MEMORY);
    facs_persons_end_frame(persons); /* 4: refused again */
    assert_int_equal(show(persons, 3, false), FACS_OK);
    assert_int_equal(show(persons, 3, true), FACS_E_INTERNAL); /* twice in one frame */
    facs_persons_end_frame(persons);                           /* 5 */
    person.refuse = 1;
    assert_int_equal(show(persons, 3, true), FACS_E_MEMORY);
    facs_persons_end_frame(persons); /* 6: refused */
    assert_string_equal(person.text, "Snnnf");

    person.refuse = 1;
    assert_int_equal(final(persons, 3, 0, &letter), FACS_E_MEMORY); /* what is owed cannot be made up for yet */
    assert_false(person.finished);
    static const char expected[] = "\0SnnnfN";
    for (int i = 0; i < 7; i++) {
        assert_int_equal(final(persons, 3, i, &letter), FACS_OK);
        assert_int_equal(letter, i == 6 ? 'n' : expected[i]);
    }
    assert_true(person.finished);
    assert_int_equal(final(persons, 3, 7, &letter), FACS_E_ARGUMENT);
    assert_int_equal(final(persons, 3, -1, &letter), FACS_E_ARGUMENT);
    assert_int_equal(final(persons, 4, 0, &letter), FACS_E_ARGUMENT);
    facs_persons_destroy(&persons);
    facs_persons_destroy(&persons);
}

/* One who is expected is there from frame 0 on and stays over a reset; the others are forgotten. */
static void test_expected(void **unused)
{
    (void)unused;
    diary person = {0};
    const facs_au_describer describer = {&diary_engine, &person, 1, 0};
    facs_persons *persons = NULL;
    char letter;
    assert_int_equal(facs_persons_create(NULL, &describer, &persons, NULL), FACS_OK);
    assert_int_equal(facs_persons_expect(persons, 0, NULL), FACS_OK);
    facs_persons_end_frame(persons);
    assert_int_equal(show(persons, 0, true), FACS_OK);
    facs_persons_end_frame(persons);
    assert_string_equal(person.text, "nS");
    facs_persons_reset(persons);
    assert_int_equal(person.length, 0);
    facs_persons_end_frame(persons);
    assert_int_equal(final(persons, 0, 0, &letter), FACS_OK);
    assert_int_equal(letter, 'n');
    facs_persons_reset(persons);
    assert_int_equal(show(persons, 5, true), FACS_OK);
    facs_persons_reset(persons);
    facs_persons_end_frame(persons);
    assert_int_equal(final(persons, 5, 0, &letter), FACS_E_ARGUMENT);
    facs_persons_destroy(&persons);
}

static void test_no_memory(void **unused)
{
    (void)unused;
    diary person = {0};
    const facs_au_describer describer = {&diary_engine, &person, 1, 0};
    for (long fail_at = 0; fail_at < 3; fail_at++) {
        meter memory;
        facs_env env = meter_env(&memory, fail_at);
        facs_persons *persons = NULL;
        facs_status status = facs_persons_create(&env, &describer, &persons, NULL);
        for (int i = 0; status == FACS_OK && i < 9; i++)
            status = facs_persons_expect(persons, i, NULL);
        assert_int_equal(status, FACS_E_MEMORY);
        facs_persons_destroy(&persons);
        assert_int_equal(memory.alive, 0);
    }
}

/* One of two is known: before they are met, through a reset, and the other learns as ever. */
static void test_known(void **state)
{
    const world *w = *state;
    static story told[2];
    static double learnt_values[2][FACS_AU_FEATURES + 2 * FACS_AU_R];
    const facs_au_settings settings = {.persons = true, .dynamic = true};
    facs_au_describer describer = {0};
    facs_persons *persons = NULL;
    assert_int_equal(facs_au_describer_create(&w->env, &facs_openface_aus, &w->loaded, &settings, &describer, NULL),
                     FACS_OK);
    assert_int_equal(facs_persons_create(&w->env, &describer, &persons, NULL), FACS_OK);
    assert_int_equal(facs_calibration_size(facs_openface_aus.learns), FACS_AU_FEATURES + 2 * FACS_AU_R);
    facs_learnt learnt[2] = {{.values = learnt_values[0]}, {.values = learnt_values[1]}};
    for (int round = 0; round < 2; round++) {
        for (int frame = 0; frame < FRAMES; frame++) {
            for (int person = 1; person >= 0; person--)
                if (sees(person, frame))
                    see(w, persons, person, frame, &told[round]);
            facs_persons_end_frame(persons);
        }
        assert_int_equal(facs_persons_count(persons), 2);
        for (int i = 0; i < 2; i++)
            assert_int_equal(facs_persons_learnt(persons, i, true, &learnt[i], NULL), FACS_OK);
        assert_int_equal(learnt[0].person, 10);
        assert_int_equal(learnt[1].person, 11);
        if (round == 0) { /* he is another from the next video on */
            facs_learnt given = learnt[0];
            for (int i = 0; i < FACS_AU_FEATURES; i++)
                given.values[i] += 0.5;
            given.frames = 777;
            facs_persons_reset(persons);
            assert_int_equal(facs_persons_calibrate(persons, &given, 1, NULL), FACS_OK);
        }
    }
    facs_person_told told_of[3];
    int known = 0;
    while (known < 3 && facs_persons_tell(persons, known, &told_of[known]))
        known++;
    assert_int_equal(known, 2);
    assert_true(told_of[0].person == 10 && told_of[0].known && told_of[0].met);
    assert_true(told_of[1].person == 11 && !told_of[1].known && told_of[1].met);
    facs_persons_reset(persons);
    assert_true(facs_persons_tell(persons, 0, &told_of[0]) && told_of[0].known && !told_of[0].met);
    assert_false(facs_persons_tell(persons, 1, &told_of[0]));
    assert_int_equal(learnt[0].frames, 777);
    assert_true(learnt[1].frames < FRAMES);
    assert_memory_equal(told[0].online[1], told[1].online[1], sizeof told[0].online[1]);
    assert_memory_not_equal(told[0].online[0], told[1].online[0], sizeof told[0].online[0]);
    facs_persons_destroy(&persons);
    facs_au_describer_destroy(&describer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_side_by_side, set_up, tear_down),
        cmocka_unit_test_setup_teardown(test_known, set_up, tear_down),
        cmocka_unit_test(test_frames_are_made_up_for),
        cmocka_unit_test(test_expected),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
