/* The shape model that is part of the library; see face68.h. */
#include "shape/face68.h"

#include "base/finite.h"

#include <string.h>

/* made from weights/face68.pdm by the build */
extern const unsigned char facs_face68_pdm[];
extern const size_t facs_face68_pdm_size;

static const char magic[8] = {'F', 'A', 'C', 'S', 'P', 'D', 'M', '1'};
enum { HEADER = 16 };

static uint32_t number(const uint8_t *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/* *array = the `count` floats at *at, which moves on */
static bool take(const facs_env *env, const uint8_t **at, size_t count, float **array)
{
    *array = facs_calloc(env, count, sizeof **array);
    for (size_t i = 0; *array && i < count; i++, *at += 4) {
        uint32_t bits = number(*at);
        memcpy(*array + i, &bits, sizeof bits);
    }
    return *array != NULL;
}

static bool take_all(const facs_env *env, const uint8_t *at, facs_pdm *pdm)
{
    const size_t rows = 3 * (size_t)pdm->n, m = (size_t)pdm->m;
    if (!take(env, &at, rows, &pdm->mean) || !take(env, &at, rows * m, &pdm->modes) ||
        !take(env, &at, m, &pdm->eigenvalues))
        return false;
    pdm->modes_t = facs_calloc(env, rows * m, sizeof *pdm->modes_t);
    for (size_t row = 0; pdm->modes_t && row < rows; row++)
        for (size_t mode = 0; mode < m; mode++)
            pdm->modes_t[mode * rows + row] = pdm->modes[row * m + mode];
    return pdm->modes_t != NULL;
}

static bool is_usable(const facs_pdm *pdm)
{
    bool right = facs_all_finite(pdm->mean, 3 * pdm->n) && facs_all_finite(pdm->modes, 3 * pdm->n * pdm->m);
    for (int k = 0; k < pdm->m; k++)
        right = right && pdm->eigenvalues[k] >= 1e-12f && pdm->eigenvalues[k] < 1e12f;
    return right;
}

facs_status facs_face68_read(const facs_env *env, const uint8_t *bytes, size_t size, const char *name, facs_pdm **pdm,
                             facs_error *error)
{
    if (size < HEADER || memcmp(bytes, magic, sizeof magic) != 0)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected a shape model that begins with FACSPDM1", name);
    uint32_t n = number(bytes + 8), m = number(bytes + 12);
    if (n < 1 || n > FACS_N_MAX || m < 1 || m > FACS_M_MAX)
        return facs_fail(error, FACS_E_MODEL_CORRUPT,
                         "%s: expected 1 to %d points and 1 to %d modes, found %lu and %lu", name, FACS_N_MAX,
                         FACS_M_MAX, (unsigned long)n, (unsigned long)m);
    size_t expected = HEADER + 4 * (3 * (size_t)n * (1 + m) + m);
    if (size != expected)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected %zu bytes, found %zu", name, expected, size);
    facs_pdm *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", name);
    made->n = (int)n;
    made->m = (int)m;
    facs_status status = FACS_OK;
    if (!take_all(env, bytes + HEADER, made))
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", name);
    else if (!is_usable(made))
        status = facs_fail(error, FACS_E_MODEL_CORRUPT, "%s: expected numbers, and variances above 0", name);
    if (status == FACS_OK)
        *pdm = made;
    else
        facs_face68_free(env, &made);
    return status;
}

facs_status facs_face68_create(const facs_env *env, facs_pdm **pdm, facs_error *error)
{
    return facs_face68_read(env, facs_face68_pdm, facs_face68_pdm_size, "the library's shape model", pdm, error);
}

int facs_face68_modes(void)
{
    return (int)number(facs_face68_pdm + 12);
}

void facs_face68_free(const facs_env *env, facs_pdm **pdm)
{
    facs_pdm *old = *pdm;
    *pdm = NULL;
    if (!old)
        return;
    facs_free(env, old->mean);
    facs_free(env, old->modes);
    facs_free(env, old->modes_t);
    facs_free(env, old->eigenvalues);
    facs_free(env, old);
}
