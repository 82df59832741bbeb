/* The stream of the Lab Streaming Layer with a library that stands in for liblsl (tests/support/fake_lsl.c): channels,
 * times, values, and everything that can fail.  tests/cli/streams has a real receiver. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/fake_lsl.h"
#include "sink/results.h"
#include "sink/sink.h"

#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *(*said)(void);
static int64_t (*alive)(void);
static void (*forget)(void);
static char warned[256];

static const facs_face_shape small = {.landmarks = 2, .modes = 1, .au_r = FACS_AU_R, .au_c = FACS_AU_C};

static int set_stage(void **state)
{
    (void)state;
    unsetenv("FAKE_LSL_FAIL");
    setenv("FAKE_LSL_CONSUMERS", "0", 1);
    setenv("FACSIMILE_LSL", getenv("FACS_FAKE_LSL"), 1);
    warned[0] = '\0';
    forget();
    return 0;
}

static void keep_warning(void *cookie, facs_log_level level, const char *message)
{
    (void)cookie;
    if (level == FACS_LOG_WARNING)
        snprintf(warned, sizeof warned, "%s", message);
}

static facs_face_store make_faces(int count)
{
    facs_face_store store = make_store(&small);
    assert_int_equal(facs_face_store_resize(&store, count, NULL), FACS_OK);
    store.result.frame = 7;
    store.result.timestamp = 0.5;
    for (int i = 0; i < count; i++) {
        facs_face_slot *slot = &store.slots[i];
        slot->face.face_id = i;
        slot->face.track = 4 + i;
        slot->face.person = 2 - i;
        slot->face.success = i == 0;
        slot->face.has_aus = i == 0;
        slot->face.confidence = 0.75f;
        slot->landmarks[1] = 20.25f;
        slot->au_r[0] = 1.005;
    }
    return store;
}

static void *open_stream(const facs_layout *layout)
{
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.log = keep_warning;
    const facs_sink_place place = {.env = &env, .path = "faces", .layout = layout};
    void *sinking = NULL;
    facs_error error = {0};
    if (facs_sink_find("lsl")->open(&place, &sinking, &error) != FACS_OK)
        fail_msg("%s", error.message);
    return sinking;
}

static void write_result(void *sinking, const facs_result *result)
{
    assert_int_equal(facs_sink_find("lsl")->write(sinking, result, NULL, NULL), FACS_OK);
}

static void finish(void *sinking)
{
    assert_int_equal(facs_sink_find("lsl")->finish(&sinking, NULL), FACS_OK);
    assert_null(sinking);
    assert_int_equal(alive(), 0);
}

static void says(const char *line)
{
    if (!strstr(said(), line))
        fail_msg("no '%s' in\n%s", line, said());
}

/* ---- cases ---- */

static void test_channels(void **state)
{
    (void)state;
    char expected[600], host[256] = "";
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    layout->pipeline = "open";
    layout->rate_num = 25;
    layout->rate_den = 1;
    finish(open_stream(layout));
    int channels = 0;
    for (int i = 0; i < layout->fields; i++)
        channels += layout->field[i].count;
    assert_int_equal(gethostname(host, sizeof host - 1), 0);
    snprintf(expected, sizeof expected, "stream faces FACS %d 0 2 facsimile/%s/faces\n", channels, host);
    says(expected);
    says("desc: channels\nchannels: channel\nchannel: label=frame\nchannel: unit=\nchannel: type=row\n");
    says("channel: label=timestamp\nchannel: unit=s\n");
    says("channel: label=x_1\nchannel: unit=px\nchannel: type=2d\n");
    says("channel: label=pose_Rz\nchannel: unit=rad\nchannel: type=pose\nchannel: description=roll\n"
         "channel: coordinate_frame=camera\n");
    says("channel: label=AU45_c\nchannel: unit=\nchannel: type=au\n");
    says("acquisition: model=open\n");
    says("acquisition: frame_rate=25.000000\nacquisition: timestamps=start of the run + time in the file\n");
    says("outlet 0 36\n");
    free(layout);
}

/* samples of a frame, at the same time; a face without action units has none */
static void test_values(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &small);
    assert_int_equal(facs_layout_choose(layout, "2d,au", NULL), FACS_OK);
    facs_face_store store = make_faces(2);
    void *sinking = open_stream(layout);
    write_result(sinking, &store.result);
    store.result.timestamp = 0.75;
    store.result.face_count = 0;
    write_result(sinking, &store.result);
    finish(sinking);
    says("waits 5\n");
    says("sample 1000.250 1: 7 0 0.5 0.75 1 4 2 0 20.25 0 0 1.005 0 ");
    says("sample 1000.250 1: 7 1 0.5 0.75 0 5 1 0 20.25 0 0 nan nan ");
    const char *second = strstr(said(), "sample");
    assert_null(strstr(strstr(second + 1, "sample") + 1, "sample"));
    assert_non_null(strstr(warned, "--lsl faces: nobody receives the stream"));
    facs_face_store_free(&store);
    free(layout);
}

/* of a file: the clock at the first result, and the time in the file from there */
static void test_time_of_a_file(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    facs_face_store store = make_faces(1);
    setenv("FAKE_LSL_CONSUMERS", "1", 1);
    void *sinking = open_stream(layout);
    write_result(sinking, &store.result);
    store.result.timestamp = 2.125;
    write_result(sinking, &store.result);
    says("sample 1000.250 1: ");
    says("sample 1001.875 1: ");
    assert_null(strstr(said(), "waits"));
    finish(sinking);
    /* whoever receives gets time for the last samples */
    says("closed at 1002.75\n");
    assert_string_equal(warned, "");
    facs_face_store_free(&store);
    free(layout);
}

static void test_time_of_other_inputs(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    facs_face_store store = make_faces(1);
    layout->live = true;
    store.result.latency = 0.125;
    void *sinking = open_stream(layout);
    write_result(sinking, &store.result);
    finish(sinking);
    says("acquisition: timestamps=capture\n");
    says("sample 1000.125 1: ");
    assert_null(strstr(said(), "waits"));
    free(layout);
    forget();
    layout = make_layout(FACS_ROWS_STILLS, &small);
    sinking = open_stream(layout);
    write_result(sinking, &store.result);
    write_result(sinking, &store.result);
    finish(sinking);
    says("acquisition: timestamps=done\n");
    says("sample 1000.250 1: ");
    says("sample 1000.500 1: ");
    facs_face_store_free(&store);
    free(layout);
}

static void refuses(const char *path, facs_status status, const char *message)
{
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    const facs_sink_place place = {.path = path, .layout = layout};
    void *sinking = NULL;
    facs_error error = {0};
    assert_int_equal(facs_sink_find("lsl")->open(&place, &sinking, &error), status);
    if (!strstr(error.message, message))
        fail_msg("no '%s' in '%s'", message, error.message);
    assert_null(sinking);
    assert_int_equal(alive(), 0);
    free(layout);
}

static void test_failures(void **state)
{
    (void)state;
    refuses("two\nlines", FACS_E_ARGUMENT, "is no name for a stream");
    refuses("\xff", FACS_E_ARGUMENT, "is no name for a stream");
    refuses("", FACS_E_ARGUMENT, "is no name for a stream");
    static const char *const functions[] = {"create_outlet", "create_streaminfo"};
    for (int i = 0; i < 2; i++) {
        setenv("FAKE_LSL_FAIL", functions[i], 1);
        refuses("faces", FACS_E_OUTPUT, "--lsl faces: liblsl cannot open the stream");
    }
    unsetenv("FAKE_LSL_FAIL");
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    facs_face_store store = make_faces(1);
    void *sinking = open_stream(layout);
    setenv("FAKE_LSL_FAIL", "push_sample_dtp", 1);
    facs_error error = {0};
    assert_int_equal(facs_sink_find("lsl")->write(sinking, &store.result, NULL, &error), FACS_E_OUTPUT);
    assert_non_null(strstr(error.message, "does not take a sample"));
    facs_sink_find("lsl")->abandon(&sinking);
    assert_null(sinking);
    assert_int_equal(alive(), 0);
    facs_face_store_free(&store);
    free(layout);
}

static void test_library(void **state)
{
    (void)state;
    setenv("FACSIMILE_LSL", "/nowhere/liblsl.so", 1);
    refuses("faces", FACS_E_UNSUPPORTED, "FACSIMILE_LSL=/nowhere/liblsl.so: there is no such file or folder");
    setenv("FACSIMILE_LSL", "/", 1);
    refuses("faces", FACS_E_UNSUPPORTED, "FACSIMILE_LSL=/: no liblsl in this folder, nor in its lib, pylsl/lib");
    setenv("FACSIMILE_LSL", getenv("FACS_FAKE_ONNXRUNTIME"), 1);
    refuses("faces", FACS_E_UNSUPPORTED, "is no liblsl of use, since it has no lsl_library_version");
    setenv("FACSIMILE_LSL", "/dev/null", 1);
    refuses("faces", FACS_E_UNSUPPORTED, "FACSIMILE_LSL=/dev/null: the library cannot be loaded");
    /* where pip puts it */
    char folder[] = "lsl-test-XXXXXX", path[256], link[256];
    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof path, "mkdir -p %s/pylsl/lib", folder);
    assert_int_equal(system(path), 0); /* NOLINT(cert-env33-c): of our own */
    snprintf(link, sizeof link, "%s/pylsl/lib/liblsl.so", folder);
    assert_int_equal(symlink(getenv("FACS_FAKE_LSL"), link), 0);
    setenv("FACSIMILE_LSL", folder, 1);
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    finish(open_stream(layout));
    free(layout);
    /* and told of */
    facs_component component = {.size = sizeof component};
    bool told = false;
    for (int i = 0; facs_component_get(i, &component); i++)
        if (strcmp(component.name, "liblsl") == 0) {
            told = true;
            assert_string_equal(component.version, "1.16");
            assert_int_equal(component.loaded, 1);
        }
    assert_true(told);
    unlink(link);
    snprintf(path, sizeof path, "%s/pylsl/lib", folder);
    rmdir(path);
    snprintf(path, sizeof path, "%s/pylsl", folder);
    rmdir(path);
    assert_int_equal(rmdir(folder), 0);
}

static int find_fake(void **state)
{
    (void)state;
    const char *path = getenv("FACS_FAKE_LSL");
    void *library = path ? dlopen(path, RTLD_NOW | RTLD_LOCAL) : NULL;
    if (!library)
        return -1;
    void *symbols[] = {dlsym(library, "fake_lsl_log"), dlsym(library, "fake_lsl_alive"),
                       dlsym(library, "fake_lsl_reset")};
    memcpy(&said, &symbols[0], sizeof said);
    memcpy(&alive, &symbols[1], sizeof alive);
    memcpy(&forget, &symbols[2], sizeof forget);
    return said && alive && forget ? 0 : -1;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_channels, set_stage),
        cmocka_unit_test_setup(test_values, set_stage),
        cmocka_unit_test_setup(test_time_of_a_file, set_stage),
        cmocka_unit_test_setup(test_time_of_other_inputs, set_stage),
        cmocka_unit_test_setup(test_failures, set_stage),
        cmocka_unit_test_setup(test_library, set_stage),
    };
    return cmocka_run_group_tests(tests, find_fake, NULL);
}
