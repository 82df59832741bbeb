/* A picture through the decoder it needs; see still.h and still_kind.h. */
#include "media/still.h"
#include "foreign/ffmpeg.h"
#include "media/iso_picture.h"
#include "media/jpeg_parts.h"
#include "media/media.h"
#include "media/orient.h"
#include "media/still_kind.h"
#include "media/video.h"

#include <string.h>

static facs_status turn_upright(const facs_env *env, const char *path, facs_pixels *bgr, int orientation,
                                facs_error *error)
{
    facs_status status = facs_pixels_orient_in_place(env, bgr, orientation);
    return status == FACS_OK ? FACS_OK : facs_fail(error, status, "%s: out of memory", path);
}

/* the only frame of a container; the source is taken over
 * @param turned NULL, or gets whether FFmpeg knew how to turn it */
static facs_status read_only_frame(const facs_env *env, const char *path, facs_source *source, facs_pixels *bgr,
                                   bool *turned, facs_error *error)
{
    facs_video *video = NULL;
    const facs_media_options options = {.threads = 1};
    facs_media_info info = {.fps = 0};
    facs_media_frame at = {.number = 0};
    bool still = false;
    facs_status status = facs_video_open(env, path, source, &options, &video, &info, error);
    if (status == FACS_OK)
        status = facs_video_is_still(video, &still, error);
    if (status == FACS_OK && !still)
        status = facs_fail(error, FACS_E_MEDIA, "%s: is a video or an animation, not a picture", path);
    if (status == FACS_OK)
        status = facs_video_read(video, bgr, &at, error);
    if (turned)
        *turned = info.orientation > 1;
    facs_video_close(&video);
    return status;
}

/* AVIF goes through FFmpeg, of which only newer versions say how it is to be turned; what is put together from tiles, and
 * HEIC, through libheif */
static facs_status decode_heif(const facs_env *env, const char *path, uint8_t **bytes, size_t count, facs_pixels *bgr,
                               facs_error *error)
{
    const facs_iso_picture picture = facs_iso_picture_read(*bytes, count);
    if (strcmp(picture.type, "av01") != 0)
        return facs_still_heif(env, path, *bytes, count, bgr, error);
    facs_source held = {.env = *env, .file = -1, .bytes = *bytes, .size = (int64_t)count};
    *bytes = NULL;
    bool turned = false;
    facs_status status = read_only_frame(env, path, &held, bgr, &turned, error);
    facs_source_close(&held);
    return status == FACS_OK && !turned ? turn_upright(env, path, bgr, picture.orientation, error) : status;
}

/* what libjpeg-turbo does not know is left to FFmpeg */
static facs_status decode_jpeg(const facs_env *env, const char *path, const uint8_t *bytes, size_t count,
                               facs_pixels *bgr, facs_error *error)
{
    enum { LOSSLESS = 0xC3, LS = 0xF7 };
    const facs_jpeg_parts parts = facs_jpeg_read_parts(bytes, count);
    if (parts.process != LOSSLESS && parts.process != LS)
        return facs_still_jpeg(env, path, bytes, count, bgr, error);
    const int codec = parts.process == LS ? AV_CODEC_ID_JPEGLS : AV_CODEC_ID_MJPEG;
    facs_status status = facs_still_ffmpeg(env, path, codec, bytes, count, bgr, error);
    return status == FACS_OK ? turn_upright(env, path, bgr, parts.orientation, error) : status;
}

static facs_status decode(const facs_env *env, const char *path, uint8_t **bytes, size_t count, facs_pixels *bgr,
                          facs_error *error)
{
    const facs_still_kind kind = facs_still_kind_of(path, *bytes, count);
    facs_status status;
    switch (kind.reader) {
    case FACS_STILL_JPEG:
        return decode_jpeg(env, path, *bytes, count, bgr, error);
    case FACS_STILL_PNG:
        return facs_still_png(env, path, *bytes, count, bgr, error);
    case FACS_STILL_HEIF:
        return decode_heif(env, path, bytes, count, bgr, error);
    case FACS_STILL_CODEC:
        status = facs_still_ffmpeg(env, path, kind.codec, *bytes, count, bgr, error);
        return status == FACS_OK ? turn_upright(env, path, bgr, facs_file_orientation(*bytes, count), error) : status;
    default:
        return facs_fail(error, FACS_E_MEDIA, "%s: is not a picture of a known kind (JPEG, PNG, BMP, TIFF, WEBP, ...)",
                         path);
    }
}

facs_status facs_still_take(const facs_env *env, const char *path, facs_source *source, facs_pixels *bgr,
                            facs_error *error)
{
    uint8_t *bytes = NULL;
    size_t count = 0;
    facs_status status = facs_source_take(source, path, FACS_STILL_BYTES_MOST, &bytes, &count, error);
    if (status == FACS_OK)
        status = decode(env, path, &bytes, count, bgr, error);
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
    uint8_t head[FACS_STILL_HEAD];
    const size_t count = facs_source_head(&source, head, sizeof head);
    const bool known = facs_still_probe(path, head, count);
    status = known ? facs_still_take(&full, path, &source, frame, error)
                   : read_only_frame(&full, path, &source, frame, NULL, error);
    facs_source_close(&source);
    return status;
}
