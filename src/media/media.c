/* One reader for videos, stills and folders; see media.h.  What an input is, is told by its content. */
#include "media/media.h"
#include "media/address.h"
#include "media/picture_folder.h"
#include "media/source.h"
#include "media/still.h"
#include "media/still_kind.h"
#include "media/still_row.h"
#include "media/video.h"

#include <string.h>
#include <sys/stat.h>

struct facs_media {
    facs_env env;
    facs_media_options options;
    facs_media_info info;
    facs_waiting waiting;
    facs_video *video;
    facs_folder folder; /* a still is a folder of one */
    size_t next;        /* picture of the folder */
    facs_pixels first;  /* picture 0, decoded while opening */
    bool have_first;
};

/* a folder of one */
static facs_status become_still(facs_media *media, const char *path, facs_error *error)
{
    media->info = (facs_media_info){.kind = FACS_MEDIA_STILL};
    media->folder.paths = facs_calloc(&media->env, 1, sizeof *media->folder.paths);
    char *copy = facs_strdup(&media->env, path);
    if (!media->folder.paths || !copy) {
        facs_free(&media->env, copy);
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    }
    media->folder.paths[0] = copy;
    media->folder.count = 1;
    return FACS_OK;
}

static facs_status open_still(facs_media *media, const char *path, facs_source *source, facs_error *error)
{
    facs_status status = become_still(media, path, error);
    if (status == FACS_OK)
        status = facs_still_take(&media->env, path, source, &media->first, error);
    media->have_first = status == FACS_OK;
    return status;
}

/* or what turns out to be a picture when it is decoded */
static facs_status open_video(facs_media *media, const char *path, facs_source *source, facs_error *error)
{
    bool still = false;
    facs_media_frame at = {.number = 0};
    facs_status status =
        facs_video_open(&media->env, path, source, &media->options, &media->video, &media->info, error);
    if (status == FACS_OK)
        status = facs_video_is_still(media->video, &still, error);
    if (status != FACS_OK || !still)
        return status;
    status = become_still(media, path, error);
    if (status == FACS_OK)
        status = facs_video_read(media->video, &media->first, &at, error);
    media->have_first = status == FACS_OK;
    facs_video_close(&media->video);
    return status;
}

static facs_status open_bytes(facs_media *media, const char *path, facs_source *source, facs_error *error)
{
    uint8_t head[FACS_STILL_HEAD];
    const facs_still_kind kind = facs_still_kind_of(path, head, facs_source_head(source, head, sizeof head));
    const bool series = kind.reader == FACS_STILL_SERIES, still = kind.reader != FACS_STILL_NONE && !series;
    facs_status status = FACS_OK;
    if (series || still) /* demuxers of series search; and whether it is a row of stills is known when it is there */
        status = facs_source_hold(source, path, FACS_STILL_BYTES_MOST, error);
    const bool row = status == FACS_OK && still && kind.reader != FACS_STILL_HEIF && !media->options.reference &&
                     facs_is_row_of_stills(source, kind);
    if (status == FACS_OK && still && !row)
        return open_still(media, path, source, error);
    return status == FACS_OK ? open_video(media, path, source, error) : status;
}

/* what was waited for in vain */
static facs_status explain(const facs_media *media, const char *path, facs_status status, facs_error *error)
{
    if (status == FACS_OK || status == FACS_E_INTERRUPTED || status == FACS_E_MEMORY)
        return status;
    if (media->waiting.stopped)
        return facs_fail(error, FACS_E_INTERRUPTED, "%s: stopped while it was waited for", path);
    if (media->waiting.timed_out)
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: nothing has come for %g s (--timeout): is the address right, and does it send?", path,
                         media->waiting.limit);
    return status;
}

static facs_status check_wish(const facs_media_options *options, facs_input_kind kind, const char *path,
                              facs_error *error)
{
    const bool wishes = options->camera_width || options->camera_height || options->camera_rate > 0;
    if (!wishes || kind == FACS_INPUT_CAMERA)
        return FACS_OK;
    return facs_fail(error, FACS_E_ARGUMENT,
                     "%s: is no camera: camera size and rate (--camera-size, --camera-rate) are "
                     "for cameras",
                     path);
}

/* @param path as it is shown */
static facs_status open_input(facs_media *media, const char *input, const char *path, facs_error *error)
{
    facs_source source;
    facs_status status = facs_source_open_input(&media->env, input, path, &media->waiting, &source, error);
    if (status != FACS_OK)
        return explain(media, path, status, error);
    const bool live = source.size < 0 || source.remote;
    status = source.camera || source.frames ? open_video(media, path, &source, error)
                                            : open_bytes(media, path, &source, error);
    media->info.live = live;
    facs_source_close(&source);
    return explain(media, path, status, error);
}

static facs_status open_file(facs_media *media, const char *input, facs_error *error)
{
    enum { PATIENCE = 30 /* s */ };
    const facs_input_kind kind = facs_input_kind_of(input);
    const facs_media_options *options = &media->options;
    char *shown = facs_input_shown(&media->env, input);
    if (!shown)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory",
                         kind == FACS_INPUT_PATH ? input : "the address of the input");
    media->waiting.interrupted = options->interrupted;
    media->waiting.cookie = options->interrupted_cookie;
    if (kind != FACS_INPUT_PATH)
        media->waiting.limit = options->timeout > 0 ? options->timeout : PATIENCE;
    facs_status status = check_wish(options, kind, shown, error);
    if (status == FACS_OK)
        status = open_input(media, input, shown, error);
    facs_free(&media->env, shown);
    return status;
}

static facs_status open_folder(facs_media *media, const char *path, facs_error *error)
{
    media->info.kind = FACS_MEDIA_FOLDER;
    facs_status status = facs_folder_open(&media->env, path, media->options.reference, &media->folder, error);
    if (status != FACS_OK)
        return status;
    /* a damaged first picture is reported when it is read */
    media->have_first = facs_still_read(&media->env, media->folder.paths[0], &media->first, NULL) == FACS_OK;
    return FACS_OK;
}

facs_status facs_media_open(const facs_env *env, const char *path, int threads, facs_media **media, facs_error *error)
{
    const facs_media_options options = {.threads = threads};
    return facs_media_open_as(env, path, &options, media, error);
}

facs_status facs_media_open_as(const facs_env *env, const char *path, const facs_media_options *options,
                               facs_media **media, facs_error *error)
{
    if (!path || !media)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_media_open: path or media is NULL");
    facs_env full = facs_env_resolve(env);
    facs_media *opened = facs_calloc(&full, 1, sizeof *opened);
    if (!opened)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    opened->env = full;
    if (options)
        opened->options = *options;
    facs_status status = facs_path_is_dir(path) ? open_folder(opened, path, error) : open_file(opened, path, error);
    if (status != FACS_OK) {
        facs_media_close(&opened);
        return status;
    }
    if (opened->info.kind != FACS_MEDIA_VIDEO) {
        opened->info.width = opened->first.width;
        opened->info.height = opened->first.height;
        opened->info.frames = (int64_t)opened->folder.count;
    }
    *media = opened;
    return FACS_OK;
}

void facs_media_close(facs_media **media)
{
    if (!media || !*media)
        return;
    facs_media *closing = *media;
    facs_env env = closing->env;
    facs_video_close(&closing->video);
    facs_folder_close(&env, &closing->folder);
    facs_pixels_free(&env, &closing->first);
    facs_free(&env, closing);
    *media = NULL;
}

void facs_media_allow_late(facs_media *media)
{
    if (media->video)
        facs_video_allow_late(media->video);
}

static bool is_same(const struct stat *file, const char *path)
{
    struct stat other;
    return stat(path, &other) == 0 && other.st_dev == file->st_dev && other.st_ino == file->st_ino;
}

bool facs_media_reads(const facs_media *media, const char *path)
{
    struct stat file;
    if (stat(path, &file) != 0 || !S_ISREG(file.st_mode))
        return false;
    for (size_t i = 0; i < media->folder.count; i++)
        if (is_same(&file, media->folder.paths[i]))
            return true;
    return false;
}

const facs_media_info *facs_media_get_info(const facs_media *media)
{
    return &media->info;
}

static const char *name_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

const char *facs_media_picture(const facs_media *media, int64_t number)
{
    return number >= 1 && number <= (int64_t)media->folder.count ? name_of(media->folder.paths[number - 1]) : NULL;
}

bool facs_media_name_shared(const facs_media *media)
{
    return media->folder.shared && media->next > 0 && media->folder.shared[media->next - 1];
}

/* the pixels themselves, so that a large picture is not in memory twice */
static facs_status give_first(facs_media *media, facs_pixels *frame)
{
    facs_pixels_free(&media->env, frame);
    *frame = media->first;
    media->first = (facs_pixels){.data = NULL};
    media->have_first = false;
    return FACS_OK;
}

static facs_status read_picture(facs_media *media, facs_pixels *pixels, facs_media_frame *frame, facs_error *error)
{
    if (media->next >= media->folder.count)
        return FACS_END;
    /* move on even after a failure, so that the caller may go on with the next picture */
    const char *path = media->folder.paths[media->next++];
    frame->name = name_of(path);
    frame->number = (int64_t)media->next;
    return media->have_first ? give_first(media, pixels) : facs_still_read(&media->env, path, pixels, error);
}

facs_status facs_media_read(facs_media *media, facs_pixels *pixels, facs_media_frame *frame, facs_error *error)
{
    *frame = (facs_media_frame){.number = 0};
    if (!media->video)
        return read_picture(media, pixels, frame, error);
    return facs_video_read(media->video, pixels, frame, error);
}
