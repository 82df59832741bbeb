/* Reader of the .npy arrays under golden/stages (version 1.0, C order, little-endian). */
#ifndef FACS_TESTS_NPY_H
#define FACS_TESTS_NPY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "support/needs.h"

typedef struct npy {
    char type[4]; /* "f2" (bits in 16-bit numbers), "f4", "f8", "i4", "u1" */
    int dims;
    size_t dim[4];
    size_t count;
    void *data;
} npy;

/* Loads <testdata>/<formatted>; fails the test when missing or malformed.  npy_free. */
npy npy_load(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* the same from a file that is open, `path` for messages */
npy npy_read(FILE *file, const char *path);
void npy_free(npy *array);
const float *npy_f32(const npy *array, size_t count); /* checks type and count */
const double *npy_f64(const npy *array, size_t count);
const int32_t *npy_i32(const npy *array, size_t count);
const uint8_t *npy_u8(const npy *array, size_t count);
/* count elements as double whatever the type */
double npy_get(const npy *array, size_t index);

/* largest |a - b|; fails the test (with the place) when it is above tolerance or not a number */
double assert_close_f32(const char *what, const float *actual, const float *expected, size_t count, double tolerance);
double assert_close_f64(const char *what, const double *actual, const double *expected, size_t count, double tolerance);

#endif
