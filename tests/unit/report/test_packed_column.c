/* Columns of a page, unpacked again. */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <setjmp.h>
#include <cmocka.h>

#include "report/packed_column.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#if FACS_HAVE_ZLIB
#include <zlib.h>
#endif

enum { MOST = 4096 };

static int digit(char c)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const char *found = strchr(digits, c);
    assert_true(c && found);
    return (int)(found - digits);
}

/* bytes of the text up to '"' */
static size_t from_base64(const char *text, uint8_t *bytes)
{
    size_t count = 0;
    const size_t length = strcspn(text, "\"");
    assert_int_equal(length % 4, 0);
    for (size_t i = 0; i < length; i += 4) {
        const int end = text[i + 2] == '=' ? 1 : text[i + 3] == '=' ? 2 : 3;
        uint32_t four = (uint32_t)digit(text[i]) << 18 | (uint32_t)digit(text[i + 1]) << 12;
        four |= end > 1 ? (uint32_t)digit(text[i + 2]) << 6 : 0;
        four |= end > 2 ? (uint32_t)digit(text[i + 3]) : 0;
        for (int j = 0; j < end; j++)
            bytes[count++] = (uint8_t)(four >> (16 - 8 * j));
    }
    return count;
}

static const char *member(const char *json, const char *name)
{
    char quoted[32];
    snprintf(quoted, sizeof quoted, "\"%s\": ", name);
    const char *found = strstr(json, quoted);
    assert_non_null(found);
    return found + strlen(quoted);
}

/* packs, unpacks as src/page/report.js does, and returns the bytes of a number */
static int through(const double *value, int64_t count, double scale, double *got)
{
    static uint8_t data[4 * MOST], plain[4 * MOST];
    facs_json json = {.env = facs_env_resolve(NULL)};
    facs_json_begin(&json, NULL, '{');
    assert_int_equal(facs_packed_column(&json, value, count, scale, NULL), FACS_OK);
    facs_json_end(&json, '}');
    assert_int_equal(atoll(member(json.text, "count")), count);
    const int width = strncmp(member(json.text, "type"), "\"i16\"", 5) == 0 ? 2 : 4;
    size_t bytes = from_base64(member(json.text, "data") + 1, data);
#if FACS_HAVE_ZLIB
    uLongf room = sizeof plain;
    assert_int_equal(uncompress(plain, &room, data, bytes), Z_OK);
    bytes = room;
#else
    memcpy(plain, data, bytes);
    assert_non_null(strstr(json.text, "\"packed\": false"));
#endif
    assert_int_equal(bytes, (size_t)count * (size_t)width);
    uint32_t q = 0;
    for (int64_t i = 0; i < count; i++) {
        const uint8_t *at = plain + i * width;
        q += width == 2 ? (uint32_t)(at[0] | at[1] << 8)
                        : (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
        const int32_t whole = width == 2 ? (int16_t)(uint16_t)q : (int32_t)q;
        got[i] = whole == (width == 2 ? INT16_MIN : INT32_MIN) ? (double)NAN : scale * whole;
    }
    facs_free(&json.env, json.text);
    return width;
}

static void values_come_back(void **state)
{
    (void)state;
    static double value[MOST], got[MOST];
    for (int i = 0; i < MOST; i++)
        value[i] = i % 7 == 3 ? (double)NAN : 0.01 * ((i * 7919) % 501);
    assert_int_equal(through(value, MOST, 0.01, got), 2);
    for (int i = 0; i < MOST; i++)
        assert_true(isnan(value[i]) ? isnan(got[i]) : fabs(value[i] - got[i]) < 1e-9);
    assert_int_equal(through(value, 1, 0.01, got), 2);
    assert_true(fabs(got[0] - value[0]) < 1e-9);
}

static void wide_values_take_more_room(void **state)
{
    (void)state;
    const double value[] = {0, 32.767, -32.767, INFINITY, 32.768, NAN, 2147483.647, -2147483.647, 1e10, -32.768};
    double got[10];
    assert_int_equal(through(value, 3, 0.001, got), 2);
    assert_true(fabs(got[1] - value[1]) < 1e-9 && fabs(got[2] - value[2]) < 1e-9);
    assert_int_equal(through(value, 10, 0.001, got), 4);
    for (int i = 0; i < 10; i++)
        assert_true(i == 3 || i == 5 || i == 8 ? isnan(got[i]) : fabs(got[i] - value[i]) < 1e-6);
    /* -32.768 of two bytes would be "no value" */
    assert_int_equal(through(value + 9, 1, 0.001, got), 4);
    assert_true(fabs(got[0] + 32.768) < 1e-9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_come_back),
        cmocka_unit_test(wide_values_take_more_room),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
