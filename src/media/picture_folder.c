/* Listing a folder of pictures; see picture_folder.h. */
#include "media/picture_folder.h"
#include "foreign/ffmpeg.h"

#include "media/source.h"
#include "media/still.h"
#include "media/still_kind.h"
#include "media/video.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMED = 5, NAMES_ROOM = 600 }; /* of those left out */

/* what a folder holds besides pictures */
typedef struct left_out {
    const char *folder;
    int hidden, files, folders;
    char names[NAMES_ROOM]; /* of the first ones: ", a.txt, b.txt" */
} left_out;

/* ---- order ---- */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* of two runs of digits, which are passed over */
static int by_value(const char **a, const char **b)
{
    while (**a == '0')
        ++*a;
    while (**b == '0')
        ++*b;
    const size_t length_a = strspn(*a, "0123456789"), length_b = strspn(*b, "0123456789");
    int order = (length_a > length_b) - (length_a < length_b);
    if (order == 0)
        order = strncmp(*a, *b, length_a);
    *a += length_a;
    *b += length_b;
    return order;
}

static int lower(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

int facs_natural_order(const char *a, const char *b)
{
    const char *x = a, *y = b;
    while (*x && *y) {
        int order = is_digit(*x) && is_digit(*y) ? by_value(&x, &y) : lower(*x++) - lower(*y++);
        if (order)
            return order;
    }
    return *x || *y ? lower(*x) - lower(*y) : strcmp(a, b);
}

static int by_path(const void *a, const void *b)
{
    return facs_natural_order(*(char *const *)a, *(char *const *)b);
}

static int by_bytes(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* ---- what is a picture ---- */

static bool is_reference_name(const char *name)
{
    static const char *const extensions[] = {".jpg", ".jpeg", ".png", ".bmp"};
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && i < sizeof extensions / sizeof *extensions; i++)
        if (strcmp(dot, extensions[i]) == 0)
            return true;
    return false;
}

/* what is called like a picture and is none that can be decoded counts as one, so that it is missed, unless it moves */
static bool is_picture_file(const facs_env *env, const char *name, const char *path)
{
    facs_source source;
    uint8_t head[FACS_STILL_HEAD];
    const bool called = facs_still_is_name(name);
    if (!facs_path_is_file(path))
        return false;
    if (facs_source_open(env, path, &source, NULL) != FACS_OK)
        return called;
    const facs_still_reader reader =
        facs_still_kind_of(path, head, facs_source_head(&source, head, sizeof head)).reader;
    facs_source_close(&source);
    if (reader == FACS_STILL_SERIES || (reader == FACS_STILL_NONE && called))
        return !facs_video_is_here(env, path);
    return reader != FACS_STILL_NONE;
}

static void leave_out(left_out *left, const char *name, bool folder)
{
    const size_t used = strlen(left->names);
    if (name[0] == '.') {
        left->hidden += strcmp(name, ".") != 0 && strcmp(name, "..") != 0;
        return;
    }
    left->folders += folder;
    left->files += !folder;
    if (left->files + left->folders <= NAMED)
        snprintf(left->names + used, sizeof left->names - used, "%s%.100s%s", used ? ", " : "", name,
                 folder ? "/" : "");
}

static void tell_left_out(const facs_env *env, const left_out *left)
{
    const int others = left->files + left->folders;
    if (left->hidden)
        facs_log(env, FACS_LOG_INFO, "%s: %d hidden file%s left out", left->folder, left->hidden,
                 left->hidden == 1 ? "" : "s");
    if (others > NAMED)
        facs_log(env, FACS_LOG_WARNING, "%s: %d that are no pictures are left out: %s and %d more", left->folder,
                 others, left->names, others - NAMED);
    else if (others)
        facs_log(env, FACS_LOG_WARNING, "%s: %d that %s left out: %s", left->folder, others,
                 others == 1 ? "is no picture is" : "are no pictures are", left->names);
}

/* false = out of memory */
static bool add(const facs_env *env, facs_folder *folder, size_t *room, char *path)
{
    if (!path)
        return false;
    if (folder->count == *room) {
        size_t more = *room ? 2 * *room : 64;
        char **paths = facs_regrow(env, folder->paths, *room * sizeof *paths, more * sizeof *paths);
        if (!paths) {
            facs_free(env, path);
            return false;
        }
        folder->paths = paths;
        *room = more;
    }
    folder->paths[folder->count++] = path;
    return true;
}

/* ---- names that files made from the pictures would share ---- */

typedef struct part {
    const char *text;
    size_t length, picture;
    bool stem; /* without the extension; else the whole name */
} part;

static int by_text(const void *a, const void *b)
{
    const part *x = a, *y = b;
    size_t shorter = x->length < y->length ? x->length : y->length;
    int order = memcmp(x->text, y->text, shorter);
    return order ? order : (x->length > y->length) - (x->length < y->length);
}

/* false = out of memory */
static bool find_shared(const facs_env *env, facs_folder *folder)
{
    const size_t count = folder->count;
    folder->shared = facs_calloc(env, count, sizeof *folder->shared);
    part *parts = facs_calloc(env, 2 * count, sizeof *parts);
    if (!folder->shared || !parts) {
        facs_free(env, parts);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        const char *slash = strrchr(folder->paths[i], '/'), *name = slash ? slash + 1 : folder->paths[i];
        parts[2 * i] = (part){name, strlen(name), i, false};
        const char *dot = strrchr(name, '.');
        parts[2 * i + 1] = (part){name, dot && dot > name ? (size_t)(dot - name) : strlen(name), i, true};
    }
    qsort(parts, 2 * count, sizeof *parts, by_text);
    for (size_t first = 0, end; first < 2 * count; first = end) {
        for (end = first + 1; end < 2 * count && by_text(&parts[first], &parts[end]) == 0;)
            end++;
        for (size_t i = first; i < end; i++)
            if (end - first > 1 && parts[i].stem)
                folder->shared[parts[i].picture] = true;
    }
    facs_free(env, parts);
    return true;
}

/* ---- listing ---- */

/* what of a folder is wanted */
typedef struct wanted {
    const facs_env *env;
    bool reference, videos;
    left_out left;
} wanted;

static bool is_picture(const wanted *want, const char *name, const char *path)
{
    if (want->reference)
        return is_reference_name(name);
    return name[0] != '.' && is_picture_file(want->env, name, path);
}

/* `file` is taken or freed.  *stop: it is a picture where videos are wanted */
static bool consider(wanted *want, facs_folder *folder, size_t *room, const char *name, char *file, bool *stop)
{
    if (!file)
        return false;
    const bool below = facs_path_is_dir(file), picture = !below && is_picture(want, name, file);
    *stop = want->videos && picture;
    if (want->videos ? !below && !picture && name[0] != '.' && facs_video_is_here(want->env, file) : picture)
        return add(want->env, folder, room, file);
    if (!want->reference && !want->videos)
        leave_out(&want->left, name, below);
    facs_free(want->env, file);
    return true;
}

static facs_status list(wanted *want, const char *path, DIR *dir, facs_folder *folder, facs_error *error)
{
    size_t room = 0;
    bool stop = false;
    while (!stop) {
        errno = 0;
        const struct dirent *entry = readdir(dir);
        if (!entry)
            break;
        char *file = facs_path_join(want->env, path, entry->d_name);
        if (!consider(want, folder, &room, entry->d_name, file, &stop))
            return facs_fail(error, FACS_E_MEMORY, "%s: out of memory while listing the folder", path);
    }
    if (errno && !stop)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be listed: %s", path, strerror(errno));
    if (stop)
        facs_folder_close(want->env, folder);
    if (folder->count)
        qsort(folder->paths, folder->count, sizeof *folder->paths, want->reference ? by_bytes : by_path);
    return FACS_OK;
}

static facs_status open_folder(wanted *want, const char *path, facs_folder *folder, facs_error *error)
{
    *folder = (facs_folder){.paths = NULL};
    want->left.folder = path;
    DIR *dir = opendir(path);
    if (!dir)
        return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be listed: %s", path, strerror(errno));
    facs_status status = list(want, path, dir, folder, error);
    closedir(dir);
    return status;
}

facs_status facs_folder_open(const facs_env *env, const char *path, bool reference, facs_folder *folder,
                             facs_error *error)
{
    wanted want = {.env = env, .reference = reference};
    facs_status status = open_folder(&want, path, folder, error);
    if (status == FACS_OK && want.left.files > 0) /* it has said that they are no pictures */
        status = facs_ffmpeg_load(path, error);
    if (status == FACS_OK && folder->count == 0)
        status = facs_fail(error, FACS_E_EMPTY, "%s: the folder holds no %s", path,
                           reference ? ".jpg, .jpeg, .png or .bmp file" : "picture and no video");
    if (status == FACS_OK && !find_shared(env, folder))
        status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory while listing the folder", path);
    if (status == FACS_OK)
        tell_left_out(env, &want.left);
    else
        facs_folder_close(env, folder);
    return status;
}

facs_status facs_folder_open_videos(const facs_env *env, const char *path, facs_folder *folder, facs_error *error)
{
    wanted want = {.env = env, .videos = true};
    facs_status status = open_folder(&want, path, folder, error);
    if (status != FACS_OK)
        facs_folder_close(env, folder);
    return status;
}

void facs_folder_close(const facs_env *env, facs_folder *folder)
{
    for (size_t i = 0; i < folder->count; i++)
        facs_free(env, folder->paths[i]);
    facs_free(env, folder->paths);
    facs_free(env, folder->shared);
    *folder = (facs_folder){.paths = NULL};
}
