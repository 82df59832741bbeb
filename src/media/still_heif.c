/* HEIC, and other pictures in HEIF containers that FFmpeg cannot put together, through libheif, which is looked for
 * when it is needed: nothing else in the library depends on it.
 *
 * The declarations are those of libheif 1 (libheif/heif.h), whose ABI has not changed since 1.0.  It turns the picture
 * upright and scales nothing. */
#include "foreign/library.h"
#include "media/convert.h"
#include "media/still.h"

#include <dlfcn.h>
#include <string.h>

typedef struct heif_error {
    int code, subcode;
    const char *message;
} heif_error;

enum { COLOURS_RGB = 1, INTERLEAVED_RGB = 10, ALL_CHANNELS = 10 };

/* name, result, arguments */
#define FUNCTIONS(X)                                                                                                   \
    X(context_alloc, void *, (void))                                                                                   \
    X(context_free, void, (void *))                                                                                    \
    X(context_read_from_memory_without_copy, heif_error, (void *, const void *, size_t, const void *))                 \
    X(context_get_primary_image_handle, heif_error, (void *, void **))                                                 \
    X(image_handle_release, void, (const void *))                                                                      \
    X(image_handle_get_width, int, (const void *))                                                                     \
    X(image_handle_get_height, int, (const void *))                                                                    \
    X(decode_image, heif_error, (const void *, void **, int, int, const void *))                                       \
    X(image_release, void, (const void *))                                                                             \
    X(image_get_width, int, (const void *, int))                                                                       \
    X(image_get_height, int, (const void *, int))                                                                      \
    X(image_get_plane_readonly, const uint8_t *, (const void *, int, int *))

typedef struct heif_library {
#define MEMBER(name, result, arguments) result(*name) arguments;
    FUNCTIONS(MEMBER)
#undef MEMBER
} heif_library;

/* what is open of one picture */
typedef struct heif_picture {
    void *context, *handle, *image;
} heif_picture;

/* false = it is not there, or another one */
static bool load(heif_library *heif)
{
    /* NODELETE: it has statics of its own */
    void *library = dlopen(FACS_LIBRARY_NAME("libheif", 1), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (!library)
        return false;
    bool all = true;
    void *symbol;
#define TAKE(name, result, arguments)                                                                                  \
    symbol = dlsym(library, "heif_" #name);                                                                            \
    all = all && symbol;                                                                                               \
    memcpy(&heif->name, &symbol, sizeof symbol);
    FUNCTIONS(TAKE)
#undef TAKE
    return all;
}

static facs_status failed(const char *path, heif_error said, facs_error *error)
{
    return facs_fail(error, FACS_E_MEDIA, "%s: cannot be decoded as HEIC: %s", path,
                     said.message ? said.message : "it is damaged");
}

static facs_status copy_rows(const facs_env *env, const heif_library *heif, const char *path, const void *image,
                             facs_pixels *bgr, facs_error *error)
{
    int stride = 0, width = heif->image_get_width(image, ALL_CHANNELS),
        height = heif->image_get_height(image, ALL_CHANNELS);
    const uint8_t *rgb = heif->image_get_plane_readonly(image, ALL_CHANNELS, &stride);
    facs_status status = facs_media_check_size(path, width, height, error);
    if (status != FACS_OK)
        return status;
    if (!rgb)
        return facs_fail(error, FACS_E_MEDIA, "%s: cannot be decoded as HEIC: it has no colours", path);
    status = facs_pixels_resize(env, bgr, width, height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory for a picture of %d x %d pixels", path, width, height);
    for (int y = 0; y < height; y++) {
        const uint8_t *in = rgb + (ptrdiff_t)y * stride;
        uint8_t *out = bgr->data + (ptrdiff_t)y * bgr->stride;
        for (int x = 0; x < width; x++, in += 3, out += 3) {
            out[0] = in[2];
            out[1] = in[1];
            out[2] = in[0];
        }
    }
    return FACS_OK;
}

static facs_status decode(const facs_env *env, const heif_library *heif, const char *path, const uint8_t *bytes,
                          size_t count, heif_picture *picture, facs_pixels *bgr, facs_error *error)
{
    picture->context = heif->context_alloc();
    if (!picture->context)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    heif_error said = heif->context_read_from_memory_without_copy(picture->context, bytes, count, NULL);
    if (!said.code)
        said = heif->context_get_primary_image_handle(picture->context, &picture->handle);
    if (said.code)
        return failed(path, said, error);
    facs_status status = facs_media_check_size(path, heif->image_handle_get_width(picture->handle),
                                               heif->image_handle_get_height(picture->handle), error);
    if (status != FACS_OK)
        return status;
    said = heif->decode_image(picture->handle, &picture->image, COLOURS_RGB, INTERLEAVED_RGB, NULL);
    return said.code ? failed(path, said, error) : copy_rows(env, heif, path, picture->image, bgr, error);
}

facs_status facs_still_heif(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                            facs_error *error)
{
    heif_library heif;
    if (!load(&heif))
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: is a HEIC picture, which needs the library libheif: install it (Debian's package "
                         "libheif1), or make a PNG of the picture, e.g. with heif-convert",
                         path);
    heif_picture picture = {NULL, NULL, NULL};
    facs_status status = decode(env, &heif, path, bytes, count, &picture, bgr, error);
    if (picture.image)
        heif.image_release(picture.image);
    if (picture.handle)
        heif.image_handle_release(picture.handle);
    if (picture.context)
        heif.context_free(picture.context);
    return status;
}
