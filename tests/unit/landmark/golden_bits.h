/* Values that must be the reference's to the last bit. */
#ifndef FACS_TESTS_GOLDEN_BITS_H
#define FACS_TESTS_GOLDEN_BITS_H

#include "support/npy.h"

/* Rows of `columns` values, `stride` apart, against a golden array of exactly that size.  Returns how many values. */
static inline size_t assert_golden_rows(const char *folder, const char *array, const float *actual, size_t stride,
                                        size_t rows, size_t columns)
{
    npy golden = npy_load("%s/%s.npy", folder, array);
    if (golden.dim[golden.dims - 1] != columns || rows * columns != golden.count)
        fail_msg("%s/%s does not have %zu rows of %zu", folder, array, rows, columns);
    const float *expected = npy_f32(&golden, golden.count);
    for (size_t i = 0; i < rows * columns; i++) {
        float value = actual[i / columns * stride + i % columns];
        if (value != expected[i])
            fail_msg("%s/%s row %zu column %zu is %.9g instead of %.9g", folder, array, i / columns, i % columns,
                     (double)value, (double)expected[i]);
    }
    npy_free(&golden);
    return rows * columns;
}

/* A vector of any length. */
static inline void assert_golden(const char *folder, const char *array, const float *actual)
{
    npy golden = npy_load("%s/%s.npy", folder, array);
    size_t count = golden.count;
    npy_free(&golden);
    assert_golden_rows(folder, array, actual, count, 1, count);
}

#endif
