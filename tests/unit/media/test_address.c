/* What inputs are called. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "media/address.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void names(void **state)
{
    (void)state;
    static const struct {
        const char *input;
        facs_input_kind kind;
        const char *shown, *name;
    } known[] = {
        {"a.mp4", FACS_INPUT_PATH, "a.mp4", "a.mp4"},
        {"-", FACS_INPUT_PATH, "-", "-"},
        {"/data/http://x/a.mp4", FACS_INPUT_PATH, "/data/http://x/a.mp4", "/data/http://x/a.mp4"},
        {"1http://x", FACS_INPUT_PATH, "1http://x", "1http://x"},
        {"://x", FACS_INPUT_PATH, "://x", "://x"},
        {"http:/x", FACS_INPUT_PATH, "http:/x", "http:/x"},
        {"camera", FACS_INPUT_PATH, "camera", "camera"},
        {"camera:", FACS_INPUT_PATH, "camera:", "camera:"},
        {"camera:1a", FACS_INPUT_PATH, "camera:1a", "camera:1a"},
        {"camera:0", FACS_INPUT_CAMERA, "camera:0", "camera_0"},
        {"camera:12", FACS_INPUT_CAMERA, "camera:12", "camera_12"},
        {"camera:/dev/video3", FACS_INPUT_CAMERA, "camera:/dev/video3", "camera_3"},
        {"camera:/dev/v4l/by-id/usb-cam", FACS_INPUT_CAMERA, "camera:/dev/v4l/by-id/usb-cam", "camera_usb-cam"},
        {"http://x/a.mp4", FACS_INPUT_ADDRESS, "http://x/a.mp4", "x/a.mp4"},
        {"HTTPS://x.org/b//c/./a.mp4", FACS_INPUT_ADDRESS, "HTTPS://x.org/b//c/./a.mp4", "x.org/b/c/a.mp4"},
        {"http://anna:geheim@x:80/a.mp4?token=s3cret#t", FACS_INPUT_ADDRESS, "http://x:80/a.mp4?...", "x/a.mp4"},
        {"http://anna:ge@heim@x/a@b.mp4", FACS_INPUT_ADDRESS, "http://x/a@b.mp4", "x/a@b.mp4"},
        {"http://x?u=a@b/c", FACS_INPUT_ADDRESS, "http://x?...", "x"},
        {"http://x/a#part", FACS_INPUT_ADDRESS, "http://x/a?...", "x/a"},
        {"http://[::1]:80/a", FACS_INPUT_ADDRESS, "http://[::1]:80/a", "[::1]/a"},
        {"http://x/one%20two%2Fthree%0a%C3%A4.mp4", FACS_INPUT_ADDRESS, "http://x/one%20two%2Fthree%0a%C3%A4.mp4",
         "x/one two%2Fthree%0a\xC3\xA4.mp4"},
        {"http://x/../../etc/passwd", FACS_INPUT_ADDRESS, "http://x/../../etc/passwd", "x/etc/passwd"},
        {"http://x/%2e%2e/a", FACS_INPUT_ADDRESS, "http://x/%2e%2e/a", "x/%2e%2e/a"},
        {"udp://@:5000", FACS_INPUT_ADDRESS, "udp://:5000", "stream"},
        {"udp://239.0.0.1:1234?ttl=2", FACS_INPUT_ADDRESS, "udp://239.0.0.1:1234?...", "239.0.0.1"},
        {"srt://x:9000?passphrase=geheim", FACS_INPUT_ADDRESS, "srt://x:9000?...", "x"},
        {"rtsp://u:p@", FACS_INPUT_ADDRESS, "rtsp://", "stream"},
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        char shown[200] = "", name[200] = "";
        assert_int_equal(facs_input_look(known[i].input, shown, sizeof shown, name, sizeof name), known[i].kind);
        assert_string_equal(shown, known[i].shown);
        assert_string_equal(name, known[i].name);
        const facs_env env = facs_env_resolve(NULL);
        char *copy = facs_input_shown(&env, known[i].input);
        assert_string_equal(copy, known[i].shown);
        facs_free(&env, copy);
    }
    assert_int_equal(facs_input_look("http://x", NULL, 0, NULL, 0), FACS_INPUT_ADDRESS);
}

/* into any size, and never beyond it */
static void sizes(void **state)
{
    (void)state;
    static const char input[] = "http://anna:geheim@host.org/one/%41/two.mp4?x";
    for (size_t size = 1; size < sizeof input + 8; size++) {
        char shown[sizeof input + 16], name[sizeof input + 16];
        memset(shown, '#', sizeof shown);
        memset(name, '#', sizeof name);
        facs_input_look(input, shown, size, name, size);
        assert_true(strlen(shown) < size && strlen(name) < size);
        assert_int_equal(shown[size], '#');
        assert_int_equal(name[size], '#');
        assert_null(strstr(shown, "geheim"));
    }
}

/* a file of that name is a file */
static void files(void **state)
{
    (void)state;
    char folder[] = "/tmp/facsimile-address-XXXXXX", before[4096];
    assert_non_null(mkdtemp(folder));
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    FILE *file = fopen("camera:0", "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(facs_input_kind_of("camera:0"), FACS_INPUT_PATH);
    assert_int_equal(facs_input_kind_of("camera:1"), FACS_INPUT_CAMERA);
    assert_int_equal(remove("camera:0"), 0);
    assert_int_equal(facs_input_kind_of("camera:0"), FACS_INPUT_CAMERA);
    assert_int_equal(chdir(before), 0);
    assert_int_equal(rmdir(folder), 0);
}

static void schemes(void **state)
{
    (void)state;
    static const char *const network[] = {"http://x", "HTTPS://x", "rtsp://x", "srt://x", "udp://x", "tcp://x"};
    static const char *const others[] = {"file:///x", "concat://x", "pipe://1",   "subfile://x",
                                         "data://x",  "httpx://x",  "crypto://x", "async://x",
                                         "cache://x", "fd://0",     "h://x"};
    for (size_t i = 0; i < sizeof network / sizeof *network; i++)
        assert_true(facs_address_is_network(network[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(facs_address_is_network(others[i]));
    assert_true(facs_address_gives_bytes("http://x"));
    assert_false(facs_address_gives_bytes("rtsp://x"));
    assert_false(facs_address_gives_bytes("RTSPS://x"));
}

static void cameras(void **state)
{
    (void)state;
    const facs_env env = facs_env_resolve(NULL);
    char *path = facs_camera_path(&env, "camera:7");
    assert_string_equal(path, "/dev/video7");
    facs_free(&env, path);
    path = facs_camera_path(&env, "camera:/dev/v4l/by-id/x");
    assert_string_equal(path, "/dev/v4l/by-id/x");
    facs_free(&env, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(names), cmocka_unit_test(sizes), cmocka_unit_test(files),
                                       cmocka_unit_test(schemes), cmocka_unit_test(cameras)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
