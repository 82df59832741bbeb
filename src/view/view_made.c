/* See view_made.h. */
#include "view/view_made.h"

#include "media/media.h"
#include "media/still_write.h"

#include <stdio.h>
#include <string.h>

enum { WIDTH = 320, HEIGHT = 180, QUALITY = 82, FRAMES = 12 /* the first ones may be black */ };

/* mean of the pixels under each one */
static void shrink(const facs_pixels *from, facs_pixels *to)
{
    for (int y = 0; y < to->height; y++)
        for (int x = 0; x < to->width; x++) {
            const int left = x * from->width / to->width, right = (x + 1) * from->width / to->width;
            const int top = y * from->height / to->height, bottom = (y + 1) * from->height / to->height;
            unsigned sum[3] = {0}, count = 0;
            for (int v = top; v < bottom || v == top; v++)
                for (int u = left; u < right || u == left; u++, count++)
                    for (int c = 0; c < 3; c++)
                        sum[c] += from->data[v * from->stride + (ptrdiff_t)3 * u + c];
            for (int c = 0; c < 3; c++)
                to->data[y * to->stride + (ptrdiff_t)3 * x + c] = (uint8_t)((sum[c] + count / 2) / count);
        }
}

static facs_status write_thumb(const facs_env *env, const facs_pixels *frame, uint8_t **jpeg, size_t *size,
                               facs_error *error)
{
    facs_pixels small = {0};
    facs_still_file file = {0};
    const double across = (double)WIDTH / frame->width, down = (double)HEIGHT / frame->height;
    const double scale = across < down ? across : down, used = scale < 1 ? scale : 1;
    const int width = (int)(used * frame->width + 0.5), height = (int)(used * frame->height + 0.5);
    facs_status status = facs_pixels_resize(env, &small, width > 0 ? width : 1, height > 0 ? height : 1, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "out of memory for a picture");
    shrink(frame, &small);
    const facs_view view = {small.data, small.width, small.height, 3, small.stride};
    status = facs_still_write_jpeg(env, &view, QUALITY, &file, error);
    facs_pixels_free(env, &small);
    if (status == FACS_OK) {
        *jpeg = file.bytes;
        *size = file.count;
    } else {
        facs_still_file_free(env, &file);
    }
    return status;
}

facs_status facs_view_thumb(const facs_env *env, const char *video, uint8_t **jpeg, size_t *size, facs_error *error)
{
    facs_media *media = NULL;
    facs_pixels frame = {0};
    facs_media_frame at;
    bool some = false;
    facs_status status = facs_media_open(env, video, 1, &media, error);
    for (int i = 0; i < FRAMES && status == FACS_OK; i++) {
        status = facs_media_read(media, &frame, &at, error);
        some = some || status == FACS_OK;
    }
    if (some)
        status = write_thumb(env, &frame, jpeg, size, error);
    facs_media_close(&media);
    facs_pixels_free(env, &frame);
    return status == FACS_END ? facs_fail(error, FACS_E_EMPTY, "%s: has no frames", video) : status;
}

facs_status facs_view_report(const facs_env *env, const char *path, const char *folder, int64_t number, char **page,
                             facs_error *error)
{
    char name[32];
    facs_report_options options;
    facs_report_options_init(&options, sizeof options);
    options.env = env;
    options.video = FACS_REPORT_EMBED;
    snprintf(name, sizeof name, "%lld.html", (long long)number);
    *page = facs_path_join(env, folder, name);
    if (!*page)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    const facs_status status = facs_report_write(&path, 1, *page, &options, error);
    if (status != FACS_OK) {
        facs_free(env, *page);
        *page = NULL;
    }
    return status;
}
