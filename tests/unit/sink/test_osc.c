/* Open Sound Control: where packets go, and what is in one.  tests/cli/streams has a receiver that reads them all. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "support/needs.h"
#include "foreign/liblo.h"
#include "sink/osc_place.h"
#include "sink/results.h"
#include "sink/sink.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static const facs_face_shape small = {.landmarks = 2, .modes = 1, .au_r = FACS_AU_R, .au_c = FACS_AU_C};

/* ---- places ---- */

static void reads(const char *text, const char *host, const char *port)
{
    facs_osc_place place;
    facs_error error = {0};
    if (facs_osc_place_read(text, &place, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_string_equal(place.host, host);
    assert_string_equal(place.port, port);
}

static void refuses_place(const char *text, const char *why)
{
    facs_osc_place place;
    facs_error error = {0};
    assert_int_equal(facs_osc_place_read(text, &place, &error), FACS_E_ARGUMENT);
    if (!strstr(error.message, why) || !strstr(error.message, "HOST:PORT is possible"))
        fail_msg("'%s': no '%s' in '%s'", text, why, error.message);
}

static void test_places(void **state)
{
    (void)state;
    char longest[400];
    reads("localhost:9000", "localhost", "9000");
    reads("192.168.1.20:1", "192.168.1.20", "1");
    reads("9000", "localhost", "9000");
    reads(":65535", "localhost", "65535");
    reads("osc.udp://studio:7400/", "studio", "7400");
    reads("[::1]:9000", "::1", "9000");
    reads("osc.udp://[fe80::1%eth0]:9000", "fe80::1%eth0", "9000");
    refuses_place("", "the port is missing");
    refuses_place("studio", "the port is missing");
    refuses_place("studio:", "the port is a number");
    refuses_place("studio:0", "the port is a number");
    refuses_place("studio:65536", "the port is a number");
    refuses_place("studio:99999999999", "the port is a number");
    refuses_place("studio:-9", "the port is a number");
    refuses_place("studio:9 ", "the port is a number");
    refuses_place("osc.tcp://studio:9000", "only UDP is spoken");
    refuses_place("::1:9000", "an address of IPv6 stands in brackets");
    refuses_place("[::1:9000", "an address of IPv6 stands in brackets");
    refuses_place("stu dio:9000", "that is no host");
    refuses_place("a/b:9000", "that is no host");
    memset(longest, 'a', sizeof longest);
    snprintf(longest + 270, sizeof longest - 270, ":9000");
    refuses_place(longest, "is too long");
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    refuses_place(longest, "is too long");
}

/* ---- sockets ---- */

/* where something is received on this machine */
static int listen_here(char place[32])
{
    struct sockaddr_in here = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof here;
    const struct timeval patience = {.tv_sec = 20};
    const int made = socket(AF_INET, SOCK_DGRAM, 0);
    assert_true(made >= 0);
    assert_int_equal(bind(made, (const struct sockaddr *)&here, sizeof here), 0);
    assert_int_equal(getsockname(made, (struct sockaddr *)&here, &size), 0);
    assert_int_equal(setsockopt(made, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience), 0);
    snprintf(place, 32, "127.0.0.1:%d", ntohs(here.sin_port));
    return made;
}

static void test_sockets(void **state)
{
    (void)state;
    char text[32], got[8];
    static char large[70000];
    const int receiver = listen_here(text);
    facs_osc_place place;
    facs_osc_socket to = facs_osc_socket_none;
    facs_error error = {0};
    assert_int_equal(facs_osc_place_read(text, &place, NULL), FACS_OK);
    assert_int_equal(facs_osc_socket_open(&to, &place, text, NULL), FACS_OK);
    assert_int_equal(facs_osc_socket_send(&to, "abc", 3), 0);
    assert_int_equal(recv(receiver, got, sizeof got, 0), 3);
    assert_int_equal(facs_osc_socket_send(&to, large, sizeof large), EMSGSIZE);
    close(receiver);
    /* nobody is there: it is sent all the same */
    for (int i = 0; i < 3; i++)
        assert_int_equal(facs_osc_socket_send(&to, "abc", 3), 0);
    facs_osc_socket_close(&to);
    assert_int_equal(to.file, -1);
    facs_osc_socket_close(&to);
    assert_int_equal(facs_osc_place_read("no-such-host.invalid:9000", &place, NULL), FACS_OK);
    assert_int_equal(facs_osc_socket_open(&to, &place, "no-such-host.invalid:9000", &error), FACS_E_OUTPUT);
    assert_non_null(
        strstr(error.message, "--osc no-such-host.invalid:9000: there is no way to no-such-host.invalid: "));
    assert_int_equal(to.file, -1);
}

/* ---- packets ---- */

static uint32_t word(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool holds(const uint8_t *packet, size_t count, const char *text)
{
    const size_t length = strlen(text);
    for (size_t i = 0; i + length <= count; i++)
        if (memcmp(packet + i, text, length) == 0)
            return true;
    return false;
}

static size_t send_one(const facs_layout *layout, const facs_result *result, uint8_t packet[2000])
{
    char text[32];
    const int receiver = listen_here(text);
    const facs_sink *sink = facs_sink_find("osc");
    const facs_sink_place place = {.path = text, .layout = layout};
    void *sinking = NULL;
    facs_error error = {0};
    if (sink->open(&place, &sinking, &error) != FACS_OK)
        fail_msg("%s", error.message);
    assert_int_equal(sink->write(sinking, result, NULL, NULL), FACS_OK);
    const ssize_t got = recv(receiver, packet, 2000, 0);
    assert_true(got > 0);
    assert_int_equal(sink->finish(&sinking, NULL), FACS_OK);
    assert_null(sinking);
    close(receiver);
    return (size_t)got;
}

static void test_packet(void **state)
{
    (void)state;
    uint8_t packet[2000];
    facs_layout *layout = make_layout(FACS_ROWS_MANY, &small);
    facs_face_store store = make_store(&small);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    assert_int_equal(facs_layout_choose(layout, "2d", NULL), FACS_OK);
    store.slots[0].face.face_id = 3;
    store.slots[0].landmarks[1] = 1.5f;
    store.result.frame = 258;
    store.result.captured = 1e9 + 0.5;
    layout->live = true;
    size_t bytes = send_one(layout, &store.result, packet);
    assert_memory_equal(packet, "#bundle", 8);
    assert_int_equal(word(packet + 8), 1000000000U + 2208988800U); /* RFC 868 */
    assert_int_equal(word(packet + 12), 1U << 31);
    static const char first[] = "\0\0\0\x1c/facsimile/frame\0\0\0\0,i\0\0\0\0\x01\x02";
    assert_memory_equal(packet + 16, first, sizeof first - 1);
    assert_true(holds(packet, bytes, "/facsimile/timestamp"));
    assert_true(holds(packet, bytes, "/facsimile/3/confidence"));
    assert_true(holds(packet, bytes, "/facsimile/3/x"));
    assert_true(holds(packet, bytes, "/facsimile/3/y"));
    assert_false(holds(packet, bytes, "face_id"));
    /* a frame without a face has its number and time */
    store.result.face_count = 0;
    bytes = send_one(layout, &store.result, packet);
    assert_true(holds(packet, bytes, "/facsimile/frame") && holds(packet, bytes, "/facsimile/timestamp"));
    assert_false(holds(packet, bytes, "/facsimile/3"));
    facs_face_store_free(&store);
    free(layout);
}

/* the landmarks are sent only when they are asked for; what a face lacks is not sent */
static void test_default(void **state)
{
    (void)state;
    uint8_t packet[2000];
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    facs_face_store store = make_store(&small);
    assert_int_equal(facs_face_store_resize(&store, 1, NULL), FACS_OK);
    const size_t bytes = send_one(layout, &store.result, packet);
    assert_true(holds(packet, bytes, "/facsimile/0/pose_Tx"));
    assert_false(holds(packet, bytes, "/facsimile/0/x"));
    assert_false(holds(packet, bytes, "/facsimile/0/p_scale"));
    assert_false(holds(packet, bytes, "AU"));
    facs_face_store_free(&store);
    free(layout);
}

static void test_library(void **state)
{
    (void)state;
    facs_layout *layout = make_layout(FACS_ROWS_ONE, &small);
    const facs_sink_place place = {.path = "localhost:9000", .layout = layout};
    void *sinking = NULL;
    facs_error error = {0};
    setenv("FACSIMILE_LIBLO", "/nowhere", 1);
    assert_int_equal(facs_sink_find("osc")->open(&place, &sinking, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "FACSIMILE_LIBLO=/nowhere: there is no such file"));
    assert_null(facs_liblo_version());
    setenv("FACSIMILE_LIBLO", getenv("FACS_FAKE_LSL"), 1);
    assert_int_equal(facs_sink_find("osc")->open(&place, &sinking, &error), FACS_E_UNSUPPORTED);
    assert_non_null(strstr(error.message, "is no liblo of use, since it has no lo_version"));
    assert_null(sinking);
    unsetenv("FACSIMILE_LIBLO");
    free(layout);
}

int main(void)
{
    const bool there = facs_liblo_version() != NULL;
    static const char why[] = "no liblo (Debian: liblo7)";
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_sockets),
        needing_in_ci(there, why, (struct CMUnitTest)cmocka_unit_test(test_packet)),
        needing_in_ci(there, why, (struct CMUnitTest)cmocka_unit_test(test_default)),
        cmocka_unit_test(test_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
