/* See live_source.h.
 *
 * A decoder with threads of its own would hold frames back, so it has none. */
#include "live/live_source.h"

#include <string.h>

/* to a camera or a network; a pipe ends once */
static bool is_connection(const char *path)
{
    return strncmp(path, "camera:", 7) == 0 || strstr(path, "://");
}

static facs_status open_input(void *cookie, facs_live_opened *opened, facs_error *error)
{
    facs_live_input *input = cookie;
    const facs_media_options options = {
        .threads = 1, .interrupted = input->stopped, .interrupted_cookie = input->cookie};
    facs_status status = facs_media_open_as(&input->env, input->path, &options, &input->media, error);
    if (status != FACS_OK)
        return status;
    const facs_media_kind kind = facs_media_get_info(input->media)->kind;
    opened->info = *facs_media_get_info(input->media);
    opened->paced = !opened->info.live;
    opened->again = opened->info.live && is_connection(input->path);
    if (kind == FACS_MEDIA_VIDEO)
        return FACS_OK;
    facs_media_close(&input->media);
    return facs_fail(error, FACS_E_ARGUMENT,
                     "%s: is %s; live takes a camera, a stream or a video, and extract pictures", input->path,
                     kind == FACS_MEDIA_STILL ? "a picture" : "a folder of pictures");
}

static facs_status read_input(void *cookie, facs_pixels *pixels, facs_media_frame *at, facs_error *error)
{
    return facs_media_read(((facs_live_input *)cookie)->media, pixels, at, error);
}

static void close_input(void *cookie)
{
    facs_media_close(&((facs_live_input *)cookie)->media);
}

facs_live_source facs_live_source_of(facs_live_input *input)
{
    return (facs_live_source){.cookie = input, .open = open_input, .read = read_input, .close = close_input};
}
