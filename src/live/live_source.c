/* See live_source.h. */
#include "live/live_source.h"

#include "media/address.h"

/* A video that somebody offers at an address states how long it is, and has an end; what is sent live does not. */
static void judge(const char *path, facs_live_opened *opened)
{
    const bool pipe = facs_input_kind_of(path) == FACS_INPUT_PATH;
    const bool file = opened->info.frames > 0 && !pipe;
    opened->paced = !opened->info.live || file;
    opened->again = opened->info.live && !pipe;
    opened->endless = opened->again && !file;
}

static facs_status open_input(void *cookie, facs_live_opened *opened, facs_error *error)
{
    facs_live_input *input = cookie;
    facs_status status = facs_media_open_as(&input->env, input->path, &input->options, &input->media, error);
    if (status != FACS_OK)
        return status;
    opened->info = *facs_media_get_info(input->media);
    judge(input->path, opened);
    const facs_media_kind kind = opened->info.kind;
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
