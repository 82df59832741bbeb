/* The public list of columns: it is the header of the reference's files, it is complete, and callers with a shorter
 * structure get what fits. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/needs.h"
#include "sink/results.h"
#include "support/npy.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LINE = 1 << 16 };

static bool is_series(const char *name)
{
    return name[strlen(name) - 1] == '_';
}

static int decimals_of(const facs_column *column, facs_rows rows)
{
    return rows == FACS_ROWS_ONE    ? column->decimals
           : rows == FACS_ROWS_MANY ? column->decimals_many
                                    : column->decimals_stills;
}

static bool is_openface_s(const facs_column *column)
{
    const size_t length = strlen("openface"); /* it is always the first */
    return strncmp(column->pipelines, "openface", length) == 0 && strchr(" ", column->pipelines[length]) != NULL;
}

static void list_names(facs_rows rows, char *text)
{
    facs_column column = {.size = sizeof column};
    *text = '\0';
    for (int i = 0; facs_column_get(i, &column); i++) {
        if (rows == FACS_ROWS_STILLS && strcmp(column.name, "success") == 0)
            continue; /* which the reference's stills lack */
        if (strcmp(column.name, "track") == 0 || strcmp(column.name, "person") == 0)
            continue; /* and its several faces */
        if (strncmp(column.name, "gaze_screen", strlen("gaze_screen")) == 0)
            continue;          /* which needs a calibration */
        if (column.on_request) /* and none has these */
            continue;
        for (int j = 0; is_openface_s(&column) && decimals_of(&column, rows) >= 0 && j < column.count; j++) {
            text += sprintf(text, "%s%s", i + j > 0 ? "," : "", column.name);
            if (is_series(column.name))
                text += sprintf(text, "%d", j);
        }
    }
}

static void check_names(facs_rows rows, const char *golden)
{
    static char command[2048], expected[LINE], names[LINE];
    const char *path = testdata_path("golden/%s", golden);
    snprintf(command, sizeof command, "%s '%s' | head -n 1", strstr(path, ".gz") ? "zcat" : "cat", path);
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    assert_non_null(fgets(expected, sizeof expected, pipe));
    pclose(pipe);
    expected[strcspn(expected, "\n")] = '\0';
    list_names(rows, names);
    assert_string_equal(names[0] == ',' ? names + 1 : names, expected);
}

static void test_names_are_the_reference_s(void **state)
{
    (void)state;
    check_names(FACS_ROWS_ONE, "default/FeatureExtraction.csv.gz");
    check_names(FACS_ROWS_MANY, "multi_face/FaceLandmarkVidMulti.csv.gz");
    check_names(FACS_ROWS_STILLS, "sample1_jpg/FaceLandmarkImg.csv");
}

static bool is_one_of(const char *text, const char *const *list)
{
    while (*list && strcmp(text, *list) != 0)
        list++;
    return *list != NULL;
}

static void test_every_column_is_described(void **state)
{
    (void)state;
    static const char *const units[] = {"", "s", "px", "mm", "rad", "px/mm", "mm or px", NULL};
    static const char *const sets[] = {"openface",
                                       "open",
                                       "openface3",
                                       "openface open pyfaceau",
                                       "openface open openface3",
                                       "openface open pyfaceau openface3",
                                       NULL};
    static const char *const frames[] = {"", "image", "camera", "head", "screen", NULL};
    facs_column column = {.size = sizeof column};
    int count = 0;
    for (; facs_column_get(count, &column); count++) {
        assert_true(strlen(column.meaning) > 3);
        assert_null(strpbrk(column.meaning, "|`*\n")); /* plain text, which fits a table */
        assert_true(is_one_of(column.unit, units));
        assert_true(is_one_of(column.frame, frames));
        assert_true(column.low < column.high);
        assert_non_null(column.group);
        assert_true(is_one_of(column.pipelines, sets));
        assert_true(column.experimental[0] == '\0' || strcmp(column.experimental, "open") == 0);
        assert_true(column.count == 1 || is_series(column.name));
        assert_true(column.decimals >= 0 || column.decimals_many >= 0 || column.decimals_stills >= 0);
    }
    assert_int_equal(count, 119 + 2 * 43);
    assert_false(facs_column_get(-1, &column));
    assert_false(facs_column_get(0, NULL));
    column.size = 0;
    assert_false(facs_column_get(0, &column));
}

static void test_the_action_units_are_the_vocabulary(void **state)
{
    (void)state;
    facs_column column = {.size = sizeof column};
    int r = 0, c = 0;
    facs_au_info info = {.size = sizeof info};
    for (int i = 0; facs_column_get(i, &column); i++)
        if (!is_openface_s(&column)) {
            continue;
        } else if (strcmp(column.group, "intensity") == 0) {
            assert_true(facs_au_info_get(FACS_AU_INTENSITY, r++, &info));
            assert_string_equal(column.name, info.column);
        } else if (strcmp(column.group, "presence") == 0) {
            assert_true(facs_au_info_get(FACS_AU_PRESENCE, c++, &info));
            assert_string_equal(column.name, info.column);
        }
    assert_false(facs_au_info_get(FACS_AU_INTENSITY, r, &info));
    assert_false(facs_au_info_get(FACS_AU_PRESENCE, c, &info));
}

static void test_a_shorter_structure(void **state)
{
    (void)state;
    struct {
        facs_column column;
        char guard;
    } given;
    memset(&given, 'x', sizeof given);
    given.column.size = offsetof(facs_column, meaning);
    assert_true(facs_column_get(3, &given.column));
    assert_string_equal(given.column.name, "timestamp");
    assert_string_equal(given.column.unit, "s");
    assert_int_equal(given.column.size, offsetof(facs_column, meaning));
    for (size_t i = offsetof(facs_column, meaning); i < sizeof given; i++)
        assert_int_equal(((const char *)&given)[i], 'x');
}

static const facs_field *find_field(const facs_layout *layout, const char *name)
{
    for (int i = 0; i < layout->fields; i++)
        if (strcmp(layout->field[i].name, name) == 0)
            return &layout->field[i];
    return NULL;
}

/* what the models do not give has no column */
static void test_a_layout_has_what_the_session_gives(void **state)
{
    (void)state;
    const facs_face_shape bare = {.landmarks = 98, .modes = 0};
    static const char *const none[] = {NULL};
    const au_columns columns = {none, none};
    const facs_env env = facs_env_resolve(NULL);
    facs_layout *layout = facs_layout_create(&env, FACS_ROWS_ONE, &bare, list_au, &columns);
    assert_null(find_field(layout, "gaze_0_x"));
    assert_null(find_field(layout, "eye_lmk_x_"));
    assert_null(find_field(layout, "p_"));
    assert_null(find_field(layout, "face"));
    assert_false(facs_layout_has(layout, FACS_FROM_AU_R));
    assert_int_equal(find_field(layout, "Z_")->count, 98);
    assert_null(find_field(layout, "x98_"));
    assert_null(find_field(layout, "emotion_neutral"));
    free(layout);
    const facs_face_shape rich = {.landmarks = 68, .landmarks_98 = 98, .emotions = FACS_EMOTIONS};
    layout = facs_layout_create(&env, FACS_ROWS_STILLS, &rich, list_au, &columns);
    assert_int_equal(find_field(layout, "x_")->count, 68);
    assert_int_equal(find_field(layout, "x98_")->count, 98);
    assert_int_equal(find_field(layout, "y98_")->count, 98);
    facs_face_store store = make_store(&rich);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    store.slots[0].landmarks_98[98 + 3] = 7;
    store.slots[0].emotion[FACS_EMOTION_CONTEMPT] = 0.5;
    const facs_face *face = facs_result_face(&store.result, 0);
    assert_int_equal(face->landmark_98_count, 98);
    assert_int_equal(face->emotion_count, FACS_EMOTIONS);
    assert_true(facs_field_values(find_field(layout, "y98_"), &store.result, face).f32[3] == 7);
    const facs_field *contempt = find_field(layout, "emotion_contempt");
    assert_null(facs_field_values(contempt, &store.result, face).f64); /* no action units, no emotions */
    store.slots[0].face.has_aus = true;
    assert_true(facs_field_values(contempt, &store.result, face).f64[0] == 0.5);
    facs_result *copy = NULL;
    assert_int_equal(facs_result_copy(&store.result, &copy), FACS_OK);
    const facs_face *copied = facs_result_face(copy, 0);
    assert_true(copied->landmarks_98 != face->landmarks_98 && copied->emotion != face->emotion);
    assert_true(copied->landmarks_98[98 + 3] == 7 && copied->emotion[FACS_EMOTION_CONTEMPT] == 0.5);
    facs_result_destroy(&copy);
    facs_face_store_free(&store);
    free(layout);
    layout = make_layout(FACS_ROWS_STILLS, &openface_shape);
    assert_null(find_field(layout, "frame"));
    assert_non_null(find_field(layout, "face"));
    assert_int_equal(find_field(layout, "confidence")->decimals, 3);
    assert_int_equal(find_field(layout, "AU28_c")->decimals, 1);
    assert_true(facs_layout_has(layout, FACS_FROM_AU_R));
    const int fields = layout->fields;
    assert_non_null(find_field(layout, "success"));
    facs_layout_drop(layout, FACS_FROM_SUCCESS);
    assert_null(find_field(layout, "success"));
    assert_int_equal(layout->fields, fields - 1);
    assert_int_equal(find_field(layout, "confidence")->decimals, 3);
    assert_int_equal(find_field(layout, "AU28_c")->decimals, 1);
    free(layout);
}

/* what is asked for, in the order of the columns, and what is always there */
static void test_a_choice_of_columns(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    assert_int_equal(facs_layout_choose(layout, "3d, pdm", NULL), FACS_OK);
    static const char *const wanted[] = {"frame",   "face_id", "timestamp", "confidence", "success", "X_",   "Y_", "Z_",
                                         "p_scale", "p_rx",    "p_ry",      "p_rz",       "p_tx",    "p_ty", "p_"};
    enum { WANTED = sizeof wanted / sizeof wanted[0] };
    assert_int_equal(layout->fields, WANTED);
    for (int i = 0; i < WANTED; i++)
        assert_string_equal(layout->field[i].name, wanted[i]);
    assert_false(facs_layout_has(layout, FACS_FROM_AU_R));
    facs_error error = {0};
    static const char *const unknown[] = {"a", "auu", "pose,,2", "AU", "pose;au"};
    for (size_t i = 0; i < sizeof unknown / sizeof unknown[0]; i++)
        assert_int_equal(facs_layout_choose(layout, unknown[i], &error), FACS_E_ARGUMENT);
    assert_int_equal(layout->fields, WANTED); /* untouched */
    free(layout);
}

/* likelihoods have no place in OpenFace's tables: they are there by their own word only, and told when they are not */
static void test_likelihoods_are_there_on_request(void **state)
{
    (void)state;
    facs_face_shape shape = openface_shape;
    shape.likelihoods = FACS_REGIONS;
    char word[16] = "";
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &shape), *plain = make_layout(FACS_ROWS_ONE, &openface_shape);
    assert_int_equal(layout->fields, plain->fields + FACS_REGIONS);
    assert_int_equal(facs_layout_choose(layout, "all", NULL), FACS_OK);
    assert_int_equal(layout->fields, plain->fields);
    assert_null(find_field(layout, "likelihood_mouth"));
    assert_false(facs_layout_lacks(layout, "all,au", word, sizeof word));
    assert_true(facs_layout_lacks(layout, "au,likelihood", word, sizeof word));
    assert_string_equal(word, "likelihood");
    free(layout);
    layout = make_layout(FACS_ROWS_STILLS, &shape);
    assert_int_equal(facs_layout_choose(layout, "likelihood", NULL), FACS_OK);
    assert_int_equal(layout->fields, 3 + FACS_REGIONS);
    assert_false(facs_layout_lacks(layout, "likelihood", word, sizeof word));
    facs_face_store store = make_store(&shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    store.slots[0].likelihood[FACS_REGION_EYES] = 3;
    store.slots[0].likelihood[FACS_REGION_JAW] = 5;
    const facs_face *face = facs_result_face(&store.result, 0);
    assert_int_equal(face->likelihood_count, FACS_REGIONS);
    assert_true(face->likelihood[FACS_REGION_EYES] == 3);
    assert_true(facs_field_values(find_field(layout, "likelihood_eyes"), &store.result, face).f32[0] == 3);
    assert_true(facs_field_values(find_field(layout, "likelihood_jaw"), &store.result, face).f32[0] == 5);
    facs_face_store_free(&store);
    free(layout);
    free(plain);
}

/* gaze as seen from the head is there by its own word, gaze on a screen when somebody fills it, whatever is chosen */
static void test_gaze_of_the_head_and_on_a_screen(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    facs_face_shape shape = openface_shape;
    facs_layout *layout = facs_layout_create(&env, FACS_ROWS_MANY, &shape, list_openface_au, NULL);
    assert_null(find_field(layout, "gaze_screen_x"));
    assert_int_equal(facs_layout_choose(layout, "all", NULL), FACS_OK);
    assert_null(find_field(layout, "gaze_head_angle_x"));
    free(layout);
    shape.gaze_screen = true;
    layout = facs_layout_create(&env, FACS_ROWS_ONE, &shape, list_openface_au, NULL);
    assert_int_equal(facs_layout_choose(layout, "gaze-head", NULL), FACS_OK);
    assert_int_equal(layout->fields, 5 + 4);
    facs_face_store store = make_store(&shape);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    const facs_face *face = facs_result_face(&store.result, 0);
    const facs_field *head = find_field(layout, "gaze_head_angle_y"), *screen = find_field(layout, "gaze_screen_y");
    assert_true(isnan(facs_field_values(screen, &store.result, face).f32[0])); /* 0 is a place on a screen */
    store.slots[0].face.gaze_head_angle[1] = 0.25f;
    facs_result_set_gaze_screen(&store.result, 0, 3, 4);
    assert_true(facs_field_values(head, &store.result, face).f32[0] == 0.25f);
    assert_true(facs_field_values(screen, &store.result, face).f32[0] == 4);
    facs_face_store_free(&store);
    free(layout);
}

/* every word is worth something, and all of them are everything */
static void test_the_choices_cover_the_columns(void **state)
{
    (void)state;
    static const char *const words[] = {"au", "pose", "gaze", "2d", "3d", "eyes", "pdm"};
    int covered = 0;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    const int all = layout->fields;
    free(layout);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        layout = make_layout(FACS_ROWS_ONE, &openface_shape);
        assert_int_equal(facs_layout_choose(layout, words[i], NULL), FACS_OK);
        assert_true(layout->fields > 5);
        covered += layout->fields - 5;
        free(layout);
    }
    assert_int_equal(covered, all - 5);
}

static void test_safe_names_differ_in_more_than_case(void **state)
{
    (void)state;
    int changed = 0;
    facs_column one = {.size = sizeof one}, two = {.size = sizeof two};
    for (int i = 0; facs_column_get(i, &one); i++) {
        changed += strcmp(one.name, one.safe_name) != 0;
        for (int j = 0; j < i && facs_column_get(j, &two); j++)
            if (strcasecmp(one.safe_name, two.safe_name) == 0)
                fail_msg("%s and %s", one.safe_name, two.safe_name);
    }
    assert_int_equal(changed, 6);
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &openface_shape);
    assert_int_equal(facs_layout_rename(layout, "lower", NULL), FACS_E_ARGUMENT);
    assert_non_null(find_field(layout, "X_"));
    assert_int_equal(facs_layout_rename(layout, "safe", NULL), FACS_OK);
    assert_null(find_field(layout, "X_"));
    assert_int_equal(find_field(layout, "eye_lmk_X3d_")->count, FACS_EYE_LANDMARKS);
    free(layout);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        NEEDS_DATA(cmocka_unit_test(test_names_are_the_reference_s)),
        cmocka_unit_test(test_every_column_is_described),
        cmocka_unit_test(test_the_action_units_are_the_vocabulary),
        cmocka_unit_test(test_a_shorter_structure),
        cmocka_unit_test(test_a_layout_has_what_the_session_gives),
        cmocka_unit_test(test_a_choice_of_columns),
        cmocka_unit_test(test_likelihoods_are_there_on_request),
        cmocka_unit_test(test_gaze_of_the_head_and_on_a_screen),
        cmocka_unit_test(test_the_choices_cover_the_columns),
        cmocka_unit_test(test_safe_names_differ_in_more_than_case),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
