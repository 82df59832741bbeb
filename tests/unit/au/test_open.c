/* The open action units: the table, a side by itself, blinks, the person's own neutral face, both passes. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "au/open/neutral.h"
#include "au/open/open_aus.h"
#include "au/open/scales.h"
#include "result/au_names.h"
#include "result/schema.h"
#include "support/meter.h"
#include "support/random.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SMILE_LEFT = 44, SMILE_RIGHT = 45, EYE = 100, FRAMES = 400 };

/* ---- a face to play with ---- */

static void move(facs_mesh *mesh, int point, double x, double y, double z)
{
    mesh->points[point] += (float)(x * EYE);
    mesh->points[FACS_MESH_POINTS + point] += (float)(y * EYE);
    mesh->points[2 * FACS_MESH_POINTS + point] += (float)(z * EYE);
}

/* A face in the middle of a picture: the rigid points of the reference, everything else spread below the eyes. */
static facs_mesh still_face(void)
{
    facs_mesh mesh = {.rotation = {1, 0, 0, 0, 1, 0, 0, 0, 1}, .opening = {0.11F, 0.11F}, .flag = 1};
    for (int i = 0; i < FACS_MESH_POINTS; i++) {
        mesh.points[i] = 300 + 40 * sinf((float)i);
        mesh.points[FACS_MESH_POINTS + i] = 250 + 60 * cosf((float)(7 * i));
        mesh.points[2 * FACS_MESH_POINTS + i] = 5 * sinf((float)(3 * i));
    }
    for (int k = 0; k < FACS_RIGID_POINTS; k++)
        for (int i = 0; i < 3; i++)
            mesh.points[i * FACS_MESH_POINTS + facs_rigid_points[k]] = EYE * facs_open_rigid[k][i] + (i == 0   ? 300.0F
                                                                                                      : i == 1 ? 200.0F
                                                                                                               : 0);
    static const float mouth[][3] = {{61, 265, 265}, {291, 335, 265}, {2, 300, 245}, {13, 300, 265}, {14, 300, 265}};
    for (int i = 0; i < 5; i++) {
        mesh.points[(int)mouth[i][0]] = mouth[i][1];
        mesh.points[FACS_MESH_POINTS + (int)mouth[i][0]] = mouth[i][2];
    }
    return mesh;
}

/* the corner of one side goes out and up; blendshape as well */
static facs_mesh smiling(facs_mesh mesh, double left, double right)
{
    move(&mesh, 291, 0.1 * left, -0.1 * left, 0);
    move(&mesh, 61, -0.1 * right, -0.1 * right, 0);
    mesh.shapes[SMILE_LEFT] = (float)(0.8 * left);
    mesh.shapes[SMILE_RIGHT] = (float)(0.8 * right);
    return mesh;
}

static facs_mesh blinking(facs_mesh mesh, float closed)
{
    mesh.opening[0] *= 1 - closed;
    mesh.opening[1] *= 1 - closed;
    return mesh;
}

/* x R about the axis through the picture's (300, 200), scaled and moved */
static facs_mesh turned(const facs_mesh *mesh, double yaw, double pitch, double scale)
{
    facs_mesh out = *mesh;
    const double c = cos(yaw), s = sin(yaw), e = cos(pitch), f = sin(pitch);
    for (int i = 0; i < FACS_MESH_POINTS; i++) {
        const double x = (double)mesh->points[i] - 300, y = (double)mesh->points[FACS_MESH_POINTS + i] - 200;
        const double z = (double)mesh->points[2 * FACS_MESH_POINTS + i];
        const double u = c * x + s * z, w = -s * x + c * z;
        out.points[i] = (float)(scale * u + 77);
        out.points[FACS_MESH_POINTS + i] = (float)(scale * (e * y - f * w) - 31);
        out.points[2 * FACS_MESH_POINTS + i] = (float)(scale * (f * y + e * w));
    }
    return out;
}

/* ---- an engine and a person ---- */

typedef struct actor {
    facs_env env;
    void *state, *person;
    facs_au_settings settings;
} actor;

static actor make_actor(const facs_env *env, bool online)
{
    actor made = {.env = facs_env_resolve(env),
                  .settings = {.persons = true, .dynamic = true, .online = online, .experimental = true}};
    assert_int_equal(facs_open_aus.create(&made.env, NULL, &made.settings, &made.state, NULL), FACS_OK);
    assert_int_equal(facs_open_aus.person_create(made.state, &made.person, NULL), FACS_OK);
    return made;
}

static void drop_actor(actor *old)
{
    facs_open_aus.person_destroy(&old->person);
    facs_open_aus.destroy(&old->state);
    assert_null(old->person);
    assert_null(old->state);
}

typedef struct outcome {
    double r[FACS_OPEN_INTENSITIES], c[FACS_OPEN_PRESENCES];
} outcome;

static outcome show(actor *who, const facs_mesh *mesh)
{
    outcome out;
    const facs_seen_face face = {.success = mesh != NULL, .mesh = mesh};
    const facs_au_values values = {.intensity = out.r, .presence = out.c};
    bool filled = false;
    assert_int_equal(facs_open_aus.person_step(who->person, NULL, &face, &values, &filled, NULL), FACS_OK);
    assert_true(filled);
    for (int i = 0; i < FACS_OPEN_INTENSITIES; i++)
        assert_true(out.r[i] >= 0 && out.r[i] <= 5);
    for (int i = 0; i < FACS_OPEN_PRESENCES; i++)
        assert_true(out.c[i] == 0 || out.c[i] == 1);
    return out;
}

static outcome finally(actor *who, int64_t index)
{
    outcome out;
    const facs_au_values values = {.intensity = out.r, .presence = out.c};
    assert_int_equal(facs_open_aus.person_final(who->person, index, &values, NULL), FACS_OK);
    return out;
}

static int place(facs_au_kind kind, const char *column)
{
    facs_au_info info;
    for (int i = 0; facs_open_au(kind, i, &info); i++)
        if (strcmp(info.column, column) == 0)
            return i;
    fail_msg("%s: no such column", column);
    return -1;
}

static double r_of(const outcome *out, const char *column)
{
    return out->r[place(FACS_AU_INTENSITY, column)];
}

static double c_of(const outcome *out, const char *column)
{
    return out->c[place(FACS_AU_PRESENCE, column)];
}

/* ---- the table ---- */

static void test_table(void **unused)
{
    (void)unused;
    facs_au_info info, other;
    int measures = 0, count = 0;
    for (int i = 0; i < FACS_OPEN_UNITS; i++) {
        const facs_open_unit *unit = facs_open_unit_get(i);
        assert_int_equal(facs_open_first_measure(i), measures);
        measures += unit->side[0] ? 2 : 1;
        assert_true(unit->on > unit->off && unit->off > 0);
        assert_true(unit->terms[0].weight != 0 || unit->shape > 0);
        assert_true((unit->shape > 0) == (unit->shapes[0] >= 0) && unit->shapes[0] < FACS_MESH_SHAPES);
        assert_true(facs_open_scales[i].full > 0);
        assert_true(facs_open_scales[i].apart >= 1 && facs_open_scales[i].apart <= 3);
        /* the wording is that of the vocabulary */
        assert_true(facs_au_info_get(FACS_AU_INTENSITY, facs_au_intensity_index(unit->name), &other));
        assert_string_equal(unit->meaning, other.meaning);
        assert_string_equal(unit->intensity, other.column);
    }
    assert_int_equal(measures, FACS_OPEN_MEASURES);
    assert_null(facs_open_unit_get(FACS_OPEN_UNITS));
    assert_null(facs_open_unit_get(-1));
    for (; facs_open_au(FACS_AU_INTENSITY, count, &info); count++)
        assert_true(info.meaning[0] != '\0');
    assert_int_equal(count, FACS_OPEN_INTENSITIES);
    assert_false(facs_open_au(FACS_AU_PRESENCE, FACS_OPEN_PRESENCES, &info));
    assert_false(facs_open_au(FACS_AU_INTENSITY, -1, &info));
}

static const char *columns_of(facs_au_kind kind, bool experimental)
{
    static char text[1024];
    const facs_au_settings settings = {.experimental = experimental};
    facs_au_info info;
    text[0] = '\0';
    for (int i = 0; facs_open_aus.au(&settings, kind, i, &info); i++) {
        assert_true(strlen(text) + 16 < sizeof text);
        strcat(strcat(text, i > 0 ? " " : ""), info.column);
        assert_true(experimental || !info.experimental);
        const size_t length = strlen(info.name);
        assert_int_equal(strncmp(info.column, info.name, length), 0);
        const facs_side side = info.column[length] == 'L'   ? FACS_SIDE_LEFT
                               : info.column[length] == 'R' ? FACS_SIDE_RIGHT
                                                            : FACS_SIDE_BOTH;
        assert_int_equal(info.side, side);
    }
    return text;
}

/* files of today must be read like those of tomorrow */
static void test_columns_stay(void **unused)
{
    (void)unused;
    assert_string_equal(columns_of(FACS_AU_INTENSITY, false),
                        "AU01_r AU02_r AU06_r AU10_r AU12_r AU14_r AU25_r AU26_r AU45_r AU01L_r AU01R_r AU02L_r "
                        "AU02R_r AU06L_r AU06R_r AU10L_r AU10R_r AU12L_r AU12R_r AU14L_r AU14R_r "
                        "AU45L_r AU45R_r");
    assert_string_equal(columns_of(FACS_AU_PRESENCE, false),
                        "AU01_c AU02_c AU06_c AU10_c AU12_c AU14_c AU25_c AU26_c AU45_c");
    assert_string_equal(columns_of(FACS_AU_PRESENCE, true),
                        "AU01_c AU02_c AU04_c AU05_c AU06_c AU07_c AU09_c AU10_c AU12_c AU14_c AU15_c AU17_c AU20_c "
                        "AU23_c AU25_c AU26_c AU45_c");
    for (int experimental = 0; experimental < 2; experimental++) {
        const facs_au_settings settings = {.experimental = experimental == 1};
        assert_int_equal(facs_au_count(&facs_open_aus, &settings, FACS_AU_INTENSITY), experimental ? 43 : 23);
        assert_int_equal(facs_au_count(&facs_open_aus, &settings, FACS_AU_PRESENCE), experimental ? 17 : 9);
    }
}

/* The schema has every column, in the same order, and says which are experimental. */
static void test_schema(void **unused)
{
    (void)unused;
    facs_au_info info;
    int at[2] = {0, 0};
    facs_column column = {.size = sizeof column};
    for (int i = 0; facs_column_get(i, &column); i++) {
        const bool r = strcmp(column.group, "intensity") == 0, c = strcmp(column.group, "presence") == 0;
        if (!strstr(column.pipelines, "open") || (!r && !c) || strcmp(column.name, "AU28_c") == 0)
            continue;
        assert_true(facs_open_au(c ? FACS_AU_PRESENCE : FACS_AU_INTENSITY, at[c]++, &info));
        assert_string_equal(column.name, info.column);
        assert_string_equal(column.experimental, info.experimental ? "open" : "");
        assert_int_equal(strncmp(column.meaning, info.meaning, strlen(info.meaning)), 0);
    }
    assert_int_equal(at[0], FACS_OPEN_INTENSITIES);
    assert_int_equal(at[1], FACS_OPEN_PRESENCES);
}

/* ---- features ---- */

/* A head that turns, comes nearer and moves has the same features. */
static void test_pose_changes_nothing(void **unused)
{
    (void)unused;
    const facs_mesh face = smiling(still_face(), 0.5, 0.2);
    facs_features straight, other;
    assert_true(facs_open_features(&face, &straight));
    uint64_t seed = 5;
    for (int i = 0; i < 40; i++) {
        const double yaw = 1.6 * random_unit(&seed) - 0.8, pitch = random_unit(&seed) - 0.5;
        const facs_mesh moved = turned(&face, yaw, pitch, 0.4 + 3 * random_unit(&seed));
        assert_true(facs_open_features(&moved, &other));
        for (int side = 0; side < FACS_MESH_SIDES; side++)
            for (int k = 0; k < FACS_FEATURES; k++)
                assert_true(fabsf(straight.value[side][k] - other.value[side][k]) < 2e-4F);
    }
}

static void test_no_face(void **unused)
{
    (void)unused;
    static const float bad[] = {NAN, INFINITY, -INFINITY, 3e38F};
    facs_features features;
    facs_mesh mesh = {0};
    assert_false(facs_open_features(&mesh, &features)); /* all points in one place */
    uint64_t seed = 9;
    for (int i = 0; i < 200; i++) {
        mesh = still_face();
        mesh.points[random_u32(&seed) % (3 * FACS_MESH_POINTS)] = bad[i % 3];
        assert_false(facs_open_features(&mesh, &features));
    }
    mesh = still_face();
    mesh.opening[1] = NAN;
    assert_false(facs_open_features(&mesh, &features));
    mesh = still_face();
    for (int i = 0; i < 9; i++)
        mesh.rotation[i] = bad[i % 4]; /* only where the search begins */
    assert_true(facs_open_features(&mesh, &features));
    float measures[FACS_OPEN_MEASURES];
    mesh.shapes[3] = NAN;
    assert_false(facs_open_measure(&mesh, measures));
}

/* ---- action units ---- */

static void test_a_smile_of_the_left(void **unused)
{
    (void)unused;
    actor who = make_actor(NULL, false);
    const facs_mesh calm = still_face(), left = smiling(calm, 1, 0), both = smiling(calm, 1, 1);
    outcome out = {0};
    for (int i = 0; i < 20; i++)
        out = show(&who, &calm);
    for (int i = 0; i < FACS_OPEN_INTENSITIES; i++)
        assert_true(out.r[i] < 0.3); /* the neutral face; a blink has the dead band */
    out = show(&who, &left);
    assert_true(r_of(&out, "AU12L_r") > 2);
    assert_true(r_of(&out, "AU12R_r") < 0.3);
    assert_true(r_of(&out, "AU12_r") > 1 && r_of(&out, "AU12_r") < r_of(&out, "AU12L_r"));
    assert_true(c_of(&out, "AU12_c") == 1);
    assert_true(r_of(&out, "AU45_r") == 0 && r_of(&out, "AU01_r") == 0);
    out = show(&who, &both);
    assert_true(fabs(r_of(&out, "AU12L_r") - r_of(&out, "AU12R_r")) < 0.6);
    assert_true(r_of(&out, "AU12_r") > 2.5);
    drop_actor(&who);
}

static void test_blink(void **unused)
{
    (void)unused;
    actor who = make_actor(NULL, false);
    const facs_mesh open = still_face();
    outcome out = {0};
    double before = 0;
    for (int i = 0; i < 30; i++)
        show(&who, &open);
    const facs_mesh trembling = blinking(open, 0.04F);
    out = show(&who, &trembling);
    assert_true(r_of(&out, "AU45_r") == 0); /* in the dead band */
    for (int i = 1; i <= 10; i++) {
        const facs_mesh closing = blinking(open, 0.1F * (float)i);
        out = show(&who, &closing);
        assert_true(r_of(&out, "AU45_r") >= before);
        before = r_of(&out, "AU45_r");
    }
    assert_true(before > 4.9);
    assert_true(r_of(&out, "AU45L_r") > 4.9 && c_of(&out, "AU45_c") == 1);
    /* eyes closed for half of the time: those of the open ones are still known */
    const facs_mesh closed = blinking(open, 0.9F);
    for (int i = 0; i < 60; i++)
        out = show(&who, i % 2 ? &open : &closed);
    out = show(&who, &closed);
    assert_true(r_of(&out, "AU45_r") > 4);
    drop_actor(&who);
}

/* Presence begins above and ends below: between the thresholds it stays what it was. */
static void test_hysteresis(void **unused)
{
    (void)unused;
    double intensity[FACS_OPEN_INTENSITIES] = {0}, presence[FACS_OPEN_PRESENCES] = {0};
    const facs_open_unit *unit = facs_open_unit_get(0);
    const double middle = (double)(unit->on + unit->off) / 2;
    const double story[] = {middle, (double)unit->on, middle, (double)unit->off - 0.01, middle};
    const double expected[] = {0, 1, 1, 0, 0};
    for (int i = 0; i < 5; i++) {
        intensity[0] = story[i];
        facs_open_presences(intensity, presence);
        assert_true(presence[0] == expected[i]);
    }
}

/* Whatever a face looks like when it rests: what is told is the change. */
static void test_the_person_s_own_neutral(void **unused)
{
    (void)unused;
    actor one = make_actor(NULL, false), other = make_actor(NULL, false);
    const facs_mesh calm = still_face();
    facs_mesh grim = calm, happy;
    move(&grim, 291, -0.02, 0.05, 0.01);
    move(&grim, 61, 0.02, 0.05, 0.01);
    for (int i = 0; i < 50; i++) {
        show(&one, &calm);
        show(&other, &grim);
    }
    happy = smiling(calm, 0.5, 0.5);
    const outcome a = show(&one, &happy);
    happy = smiling(grim, 0.5, 0.5);
    const outcome b = show(&other, &happy);
    assert_true(r_of(&a, "AU12_r") > 1);
    assert_true(fabs(r_of(&a, "AU12_r") - r_of(&b, "AU12_r")) < 0.05);
    drop_actor(&one);
    drop_actor(&other);
}

/* ---- two passes ---- */

static facs_mesh actor_face(int frame)
{
    const bool smile = frame < 60 || (frame >= 200 && frame < 260);
    const facs_mesh calm = still_face(), face = smiling(calm, smile ? 0.9 : 0.02 * (frame % 3), smile ? 0.9 : 0);
    return blinking(face, frame % 40 == 39 ? 0.9F : 0);
}

static bool sees(int frame)
{
    return frame % 23 != 7 && (frame < 300 || frame >= 320);
}

static void play(actor *who, outcome *causal, outcome *final)
{
    for (int i = 0; i < FRAMES; i++) {
        const facs_mesh face = actor_face(i);
        causal[i] = show(who, sees(i) ? &face : NULL);
    }
    assert_int_equal(facs_open_aus.person_finish(who->person, NULL), FACS_OK);
    for (int i = 0; i < FRAMES; i++)
        final[i] = finally(who, i);
}

static void test_two_passes(void **unused)
{
    (void)unused;
    static outcome causal[2][FRAMES], final[2][FRAMES];
    static const outcome nothing;
    actor who = make_actor(NULL, false);
    play(&who, causal[0], final[0]);
    /* one who begins with a smile: it is seen when there is more of him */
    assert_true(r_of(&causal[0][31], "AU12_r") < 1);
    assert_true(r_of(&final[0][31], "AU12_r") > 2 && c_of(&final[0][31], "AU12_c") == 1);
    assert_true(r_of(&causal[0][230], "AU12_r") > 2 && r_of(&final[0][230], "AU12_r") > 2);
    assert_true(r_of(&final[0][120], "AU12_r") < 0.5 && c_of(&final[0][120], "AU12_c") == 0);
    assert_true(r_of(&final[0][119], "AU45_r") > 4);
    for (int i = 0; i < FRAMES; i++)
        if (!sees(i)) {
            assert_memory_equal(&causal[0][i], &nothing, sizeof nothing);
            assert_memory_equal(&final[0][i], &nothing, sizeof nothing);
        }
    const outcome past = finally(&who, FRAMES), before = finally(&who, -1);
    assert_memory_equal(&past, &nothing, sizeof nothing);
    assert_memory_equal(&before, &nothing, sizeof nothing);
    /* another video: nothing is left of the first */
    facs_open_aus.person_reset(who.person);
    play(&who, causal[1], final[1]);
    assert_memory_equal(causal[0], causal[1], sizeof causal[0]);
    assert_memory_equal(final[0], final[1], sizeof final[0]);
    drop_actor(&who);
}

/* What was learnt of him, given to one of whom nothing has been seen: final values at once, through a reset as well. */
static void test_known_person(void **unused)
{
    (void)unused;
    static outcome causal[2][FRAMES], final[2][FRAMES];
    double values[2][FACS_OPEN_MEASURES];
    facs_learnt learnt = {.values = values[0]}, again = {.values = values[1]};
    assert_int_equal(facs_calibration_size(facs_open_aus.learns), FACS_OPEN_MEASURES);
    actor who = make_actor(NULL, false), other = make_actor(NULL, false);
    play(&who, causal[0], final[0]);
    facs_open_aus.person_learnt(who.person, &learnt);
    assert_true(learnt.frames > FRAMES / 2 && learnt.frames < FRAMES);
    assert_int_equal(facs_open_aus.person_calibrate(other.person, &learnt, NULL), FACS_OK);
    for (int round = 0; round < 2; round++) {
        play(&other, causal[1], final[1]);
        assert_memory_equal(final[0], final[1], sizeof final[0]);
        assert_memory_equal(final[0], causal[1], sizeof final[0]);
        facs_open_aus.person_learnt(other.person, &again);
        assert_int_equal(again.frames, learnt.frames);
        assert_memory_equal(values[0], values[1], sizeof values[0]);
        facs_open_aus.person_reset(other.person);
    }
    drop_actor(&who);
    drop_actor(&other);
}

/* Never seen, or online: what the second pass says then. */
static void test_without_a_second_pass(void **unused)
{
    (void)unused;
    static const outcome nothing;
    actor who = make_actor(NULL, false);
    show(&who, NULL);
    assert_int_equal(facs_open_aus.person_finish(who.person, NULL), FACS_OK);
    const outcome out = finally(&who, 0);
    assert_memory_equal(&out, &nothing, sizeof nothing);
    drop_actor(&who);
    who = make_actor(NULL, true);
    const facs_mesh face = still_face();
    show(&who, &face);
    assert_int_equal(facs_open_aus.person_finish(who.person, NULL), FACS_E_STATE);
    drop_actor(&who);
}

/* Faces by themselves, against a face of nobody in particular; landmarks without a mesh are an error. */
static void test_by_itself(void **unused)
{
    (void)unused;
    const facs_env env = facs_env_resolve(NULL);
    const facs_au_settings settings = {0};
    void *state = NULL;
    facs_error error = {0};
    double r[FACS_OPEN_INTENSITIES], c[FACS_OPEN_PRESENCES];
    for (int i = 0; i < FACS_OPEN_INTENSITIES; i++)
        r[i] = c[i % FACS_OPEN_PRESENCES] = -1;
    const facs_au_values values = {.intensity = r, .presence = c};
    assert_int_equal(facs_open_aus.create(&env, NULL, &settings, &state, NULL), FACS_OK);
    facs_mesh mesh = still_face();
    facs_seen_face face = {.success = true, .mesh = &mesh};
    assert_int_equal(facs_open_aus.describe(state, NULL, &face, &values, NULL), FACS_OK);
    for (int i = 0; i < FACS_OPEN_INTENSITIES; i++)
        assert_true(i < 23 ? r[i] >= 0 && r[i] <= 5 : r[i] == -1); /* nothing is written behind what there is */
    mesh.points[0] = NAN;
    assert_int_equal(facs_open_aus.describe(state, NULL, &face, &values, NULL), FACS_OK);
    assert_true(r[0] == 0 && c[0] == 0);
    face.mesh = NULL;
    assert_int_equal(facs_open_aus.describe(state, NULL, &face, &values, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "mesh"));
    facs_open_aus.destroy(&state);
}

/* ---- running percentiles ---- */

static float sorted_place(float *list, int count, int percentile)
{
    qsort(list, (size_t)count, sizeof *list, facs_compare_floats);
    return list[facs_percentile_place(percentile, count)];
}

static void test_running_percentiles(void **unused)
{
    (void)unused;
    enum { LONG = 40000 };
    static float all[LONG], list[LONG];
    static facs_open_neutral neutral;
    memset(&neutral, 0, sizeof neutral);
    uint64_t seed = 11;
    for (int i = 0; i < LONG; i++) {
        float measures[FACS_OPEN_MEASURES], found[FACS_OPEN_MEASURES];
        all[i] = random_unit_f32(&seed) + (i >= LONG / 2);
        for (int m = 0; m < FACS_OPEN_MEASURES; m++)
            measures[m] = all[i];
        facs_open_neutral_see(&neutral, measures);
        facs_open_neutral_get(&neutral, found);
        assert_true(neutral.count <= FACS_NEUTRAL_SAMPLES && neutral.stride <= FACS_NEUTRAL_STRIDE);
        if (i < FACS_NEUTRAL_SAMPLES && i % 37 == 0) { /* exact as long as there is room */
            memcpy(list, all, sizeof list);
            assert_true(found[0] == sorted_place(list, i + 1, 50));
            assert_true(found[FACS_OPEN_MEASURES - 1] == sorted_place(list, i + 1, 90));
        }
        if (i == LONG / 2 - 1)
            assert_true(fabsf(found[0] - 0.5F) < 0.08F && fabsf(found[FACS_OPEN_MEASURES - 1] - 0.9F) < 0.06F);
        if (i == LONG - 1) /* who has changed for good has a new neutral face after 8192 frames */
            assert_true(fabsf(found[0] - 1.5F) < 0.08F);
    }
}

static void test_no_memory(void **unused)
{
    (void)unused;
    const facs_mesh face = still_face();
    for (long fail_at = 0;; fail_at++) {
        meter memory;
        facs_env env = meter_env(&memory, fail_at);
        const facs_au_settings settings = {.persons = true, .dynamic = true};
        void *state = NULL, *person = NULL;
        double r[FACS_OPEN_INTENSITIES], c[FACS_OPEN_PRESENCES];
        const facs_au_values values = {.intensity = r, .presence = c};
        const facs_seen_face seen = {.success = true, .mesh = &face};
        bool filled;
        facs_status status = facs_open_aus.create(&env, NULL, &settings, &state, NULL);
        if (status == FACS_OK)
            status = facs_open_aus.person_create(state, &person, NULL);
        if (status == FACS_OK)
            status = facs_open_aus.person_step(person, NULL, &seen, &values, &filled, NULL);
        if (status == FACS_OK)
            status = facs_open_aus.person_finish(person, NULL);
        facs_open_aus.person_destroy(&person);
        facs_open_aus.destroy(&state);
        assert_int_equal(memory.alive, 0);
        if (status == FACS_OK)
            break;
        assert_int_equal(status, FACS_E_MEMORY);
        assert_true(fail_at < 50);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_columns_stay),
        cmocka_unit_test(test_schema),
        cmocka_unit_test(test_pose_changes_nothing),
        cmocka_unit_test(test_no_face),
        cmocka_unit_test(test_a_smile_of_the_left),
        cmocka_unit_test(test_blink),
        cmocka_unit_test(test_hysteresis),
        cmocka_unit_test(test_the_person_s_own_neutral),
        cmocka_unit_test(test_two_passes),
        cmocka_unit_test(test_known_person),
        cmocka_unit_test(test_without_a_second_pass),
        cmocka_unit_test(test_by_itself),
        cmocka_unit_test(test_running_percentiles),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
