/* Which decoder a picture needs, told by its first bytes. */
#include "media/still.h"
#include "media/media.h"

#include <libavcodec/codec_id.h>
#include <string.h>

/* largest file accepted as a picture */
static const int64_t bytes_most = (int64_t)1 << 31;

typedef struct still_type {
    const char *magic; /* '?' stands for any byte */
    size_t length;
    int codec; /* AVCodecID */
} still_type;

#define TYPE(magic, codec)                                                                                             \
    {                                                                                                                  \
        magic, sizeof(magic) - 1, codec                                                                                \
    }

static const still_type types[] = {
    TYPE("\xFF\xD8\xFF", AV_CODEC_ID_MJPEG),
    TYPE("\x89PNG\r\n\x1A\n", AV_CODEC_ID_PNG),
    TYPE("BM????\0\0\0\0????", AV_CODEC_ID_BMP),
    TYPE("II*\0", AV_CODEC_ID_TIFF),
    TYPE("MM\0*", AV_CODEC_ID_TIFF),
    TYPE("RIFF????WEBP", AV_CODEC_ID_WEBP),
    TYPE("\0\0\0\x0CjP  \r\n\x87\n", AV_CODEC_ID_JPEG2000),
    TYPE("\xFF\x4F\xFF\x51", AV_CODEC_ID_JPEG2000),
    TYPE("P1\n", AV_CODEC_ID_PBM),
    TYPE("P2\n", AV_CODEC_ID_PGM),
    TYPE("P3\n", AV_CODEC_ID_PPM),
    TYPE("P4\n", AV_CODEC_ID_PBM),
    TYPE("P5\n", AV_CODEC_ID_PGM),
    TYPE("P6\n", AV_CODEC_ID_PPM),
    TYPE("P7\n", AV_CODEC_ID_PAM),
    TYPE("\x59\xA6\x6A\x95", AV_CODEC_ID_SUNRAST),
};

static const still_type *probe(const uint8_t *head, size_t count)
{
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        const still_type *type = &types[i];
        size_t same = 0;
        while (same < type->length && same < count &&
               (type->magic[same] == '?' || (uint8_t)type->magic[same] == head[same]))
            same++;
        if (same == type->length)
            return type;
    }
    return NULL;
}

bool facs_still_probe(const uint8_t *head, size_t count)
{
    return probe(head, count) != NULL;
}

static facs_status decode(const facs_env *env, const char *path, const uint8_t *bytes, size_t count, facs_pixels *bgr,
                          facs_error *error)
{
    const still_type *type = probe(bytes, count);
    if (!type)
        return facs_fail(error, FACS_E_MEDIA, "%s: is not a picture of a known kind (JPEG, PNG, BMP, TIFF, WEBP, ...)",
                         path);
    switch (type->codec) {
    case AV_CODEC_ID_MJPEG:
        return facs_still_jpeg(env, path, bytes, count, bgr, error);
    case AV_CODEC_ID_PNG:
        return facs_still_png(env, path, bytes, count, bgr, error);
    default:
        return facs_still_ffmpeg(env, path, type->codec, bytes, count, bgr, error);
    }
}

facs_status facs_still_take(const facs_env *env, const char *path, facs_source *source, facs_pixels *bgr,
                            facs_error *error)
{
    uint8_t *bytes = NULL;
    size_t count = 0;
    facs_status status = facs_source_take(source, path, bytes_most, &bytes, &count, error);
    if (status == FACS_OK)
        status = decode(env, path, bytes, count, bgr, error);
    facs_free(env, bytes);
    return status;
}

facs_status facs_still_read(const facs_env *env, const char *path, facs_pixels *frame, facs_error *error)
{
    facs_env full = facs_env_resolve(env);
    facs_source source;
    facs_status status = facs_source_open(&full, path, &source, error);
    if (status != FACS_OK)
        return status;
    status = facs_still_take(&full, path, &source, frame, error);
    facs_source_close(&source);
    return status;
}
