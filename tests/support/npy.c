#include "support/npy.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

npy npy_read(FILE *file, const char *path)
{
    npy array = {.dims = 0};
    unsigned char head[10];
    if (fread(head, 1, 10, file) != 10 || memcmp(head, "\x93NUMPY\x01\x00", 8) != 0)
        fail_msg("%s: not an npy file of version 1.0", path);
    size_t length = head[8] + 256u * head[9];
    char *text = calloc(length + 1, 1);
    if (fread(text, 1, length, file) != length)
        fail_msg("%s: truncated", path);
    const char *descr = strstr(text, "'descr': '");
    const char *shape = strstr(text, "'shape': (");
    if (!descr || !shape || !strstr(text, "'fortran_order': False"))
        fail_msg("%s: header not understood: %s", path, text);
    memcpy(array.type, descr + 11, 2);
    array.count = 1;
    for (const char *at = shape + 10; *at && *at != ')';) {
        char *end;
        unsigned long value = strtoul(at, &end, 10);
        if (end == at)
            break;
        array.dim[array.dims++] = value;
        array.count *= value;
        at = end + strspn(end, ", ");
    }
    free(text);
    size_t size = (size_t)(array.type[1] - '0');
    array.data = malloc(array.count * size + 1);
    if (fread(array.data, size, array.count, file) != array.count)
        fail_msg("%s: truncated", path);
    return array;
}

npy npy_load(const char *format, ...)
{
    char name[512];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(name, sizeof name, format, arguments);
    va_end(arguments);
    const char *path = testdata_path("%s", name);
    FILE *file = fopen(path, "rb");
    if (!file)
        fail_msg("cannot open %s", path);
    npy array = npy_read(file, path);
    fclose(file);
    return array;
}

void npy_free(npy *array)
{
    free(array->data);
    array->data = NULL;
}

static const void *typed(const npy *array, const char *type, size_t count)
{
    if (strcmp(array->type, type) != 0)
        fail_msg("array is %s, expected %s", array->type, type);
    if (array->count != count)
        fail_msg("array has %zu elements, expected %zu", array->count, count);
    return array->data;
}

const float *npy_f32(const npy *array, size_t count)
{
    return typed(array, "f4", count);
}

const double *npy_f64(const npy *array, size_t count)
{
    return typed(array, "f8", count);
}

const int32_t *npy_i32(const npy *array, size_t count)
{
    return typed(array, "i4", count);
}

const uint8_t *npy_u8(const npy *array, size_t count)
{
    return typed(array, "u1", count);
}

double npy_get(const npy *array, size_t index)
{
    if (index >= array->count)
        fail_msg("index %zu outside array of %zu", index, array->count);
    switch (array->type[0]) {
    case 'f':
        return array->type[1] == '4' ? (double)((const float *)array->data)[index]
                                     : ((const double *)array->data)[index];
    case 'i':
        return ((const int32_t *)array->data)[index];
    default:
        return ((const uint8_t *)array->data)[index];
    }
}

static void check(const char *what, size_t index, double actual, double expected, double tolerance)
{
    double d = fabs(actual - expected);
    if (!(d <= tolerance))
        fail_msg("%s[%zu] is %.9g, expected %.9g: off by %.3g, allowed %.3g", what, index, actual, expected, d,
                 tolerance);
}

double assert_close_f32(const char *what, const float *actual, const float *expected, size_t count, double tolerance)
{
    double worst = 0;
    for (size_t i = 0; i < count; i++) {
        check(what, i, (double)actual[i], (double)expected[i], tolerance);
        worst = fmax(worst, fabs((double)actual[i] - (double)expected[i]));
    }
    return worst;
}

double assert_close_f64(const char *what, const double *actual, const double *expected, size_t count, double tolerance)
{
    double worst = 0;
    for (size_t i = 0; i < count; i++) {
        check(what, i, actual[i], expected[i], tolerance);
        worst = fmax(worst, fabs(actual[i] - expected[i]));
    }
    return worst;
}
