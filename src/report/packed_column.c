/* See packed_column.h. */
#include "report/packed_column.h"

#include <math.h>

#if FACS_HAVE_ZLIB
#include <zlib.h>
#endif

enum { SHORT = 2, LONG = 4 };

static double whole(double value, double scale)
{
    return floor(value / scale + 0.5);
}

/* bytes of a number */
static size_t width_of(const double *value, int64_t count, double scale)
{
    for (int64_t i = 0; i < count; i++)
        if (isfinite(value[i]) && fabs(whole(value[i], scale)) > INT16_MAX)
            return LONG;
    return SHORT;
}

static void put_differences(uint8_t *to, const double *value, int64_t count, double scale, size_t width)
{
    const uint32_t none = width == SHORT ? 0x8000U : 0x80000000U;
    uint32_t before = 0;
    for (int64_t i = 0; i < count; i++) {
        const double q = isfinite(value[i]) ? whole(value[i], scale) : (double)NAN;
        const uint32_t now = fabs(q) <= INT32_MAX ? (uint32_t)(int32_t)q : none;
        const uint32_t difference = now - before;
        for (size_t j = 0; j < width; j++)
            *to++ = (uint8_t)(difference >> 8 * j);
        before = now;
    }
}

#if FACS_HAVE_ZLIB
static void *take(void *cookie, unsigned count, unsigned size)
{
    return facs_calloc(cookie, count, size);
}

static void give_back(void *cookie, void *memory)
{
    facs_free(cookie, memory);
}

/* facs_free; NULL = no memory */
static uint8_t *squeeze(facs_json *json, uint8_t *bytes, size_t *count)
{
    z_stream stream = {.zalloc = take, .zfree = give_back, .opaque = &json->env};
    uint8_t *packed = NULL;
    if (*count > UINT32_MAX || deflateInit(&stream, Z_BEST_COMPRESSION) != Z_OK)
        return NULL;
    const size_t bound = deflateBound(&stream, *count);
    packed = bound <= UINT32_MAX ? facs_calloc(&json->env, bound, 1) : NULL;
    if (packed) {
        stream.next_in = bytes;
        stream.avail_in = (uInt)*count;
        stream.next_out = packed;
        stream.avail_out = (uInt)bound;
        deflate(&stream, Z_FINISH); /* there is room for all of it */
        *count = bound - stream.avail_out;
    }
    deflateEnd(&stream);
    return packed;
}
#endif

facs_status facs_packed_column(facs_json *json, const double *value, int64_t count, double scale, facs_error *error)
{
    const size_t width = width_of(value, count, scale);
    size_t bytes = (size_t)count * width;
    uint8_t *plain = facs_calloc(&json->env, bytes, 1);
    if (plain)
        put_differences(plain, value, count, scale, width);
    facs_json_integer(json, "count", count);
    facs_json_text(json, "type", width == SHORT ? "i16" : "i32");
    facs_json_number(json, "scale", scale);
    facs_json_integer(json, "offset", 0);
#if FACS_HAVE_ZLIB
    uint8_t *data = plain ? squeeze(json, plain, &bytes) : NULL;
#else
    uint8_t *data = plain;
    facs_json_bool(json, "packed", false);
#endif
    if (data)
        facs_json_base64(json, "data", "", data, bytes);
    const bool good = data && !json->no_memory;
    if (data != plain)
        facs_free(&json->env, data);
    facs_free(&json->env, plain);
    return good ? FACS_OK : facs_fail(error, FACS_E_MEMORY, "out of memory for a column of the report");
}
