/* See fuzz_world.h. */
#include "fuzz_world.h"

#include "base/descriptor.h"
#include "unit/model/synthetic.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILES_MAX = 64,
    /* What a reader may ask for in all while it looks at its files: parsers trust no length, so memory has to follow
     * what the files hold.  A byte of an f64 matrix becomes 8 at most; some tables are made at once. */
    MEMORY_BASE = 2 << 20,
    MEMORY_PER_BYTE = 16,
    SIDE = 96,
};

typedef struct world_file {
    const char *path;
    const uint8_t *bytes;
    size_t size;
} world_file;

static struct {
    world_file file[FILES_MAX];
    int files;
    size_t bytes; /* of all files */
    size_t asked; /* for, in all */
    bool limited; /* while a reader is at work */
    long alive;   /* blocks */
    facs_env env;
} world;

bool fuzz_verbose;

/* ---- findings ---- */

void fuzz_check(bool right, const char *format, ...)
{
    if (right)
        return;
    va_list arguments;
    va_start(arguments, format);
    fprintf(stderr, "finding: ");
    vfprintf(stderr, format, arguments);
    fprintf(stderr, "\n");
    va_end(arguments);
    abort();
}

static bool is_plain_text(const char *text)
{
    for (; *text; text++)
        if (((unsigned char)*text < ' ' && *text != '\n' && *text != '\t') || *text == 0x7f)
            return false;
    return true;
}

/* Where, what was expected, what was found; packs are ours and say what is wrong, entries of a manifest have numbers.
 */
static bool is_placed(const char *message)
{
    if (strncmp(message, "/manifest.json: ", 16) == 0)
        return strstr(message, "expected ") != NULL;
    return strstr(message, ": at byte ") && (strstr(message, ": the model pack is damaged: ") ||
                                             (strstr(message, "expected ") && strstr(message, "found ")));
}

bool fuzz_accepted(facs_status status, const facs_error *error)
{
    world.limited = false;
    if (status == FACS_OK)
        return true;
    const char *message = error->message;
    if (fuzz_verbose)
        fprintf(stderr, "    %s\n", message);
    fuzz_check(error->status == status, "status %s, but the message is of %s", facs_status_name(status),
               facs_status_name(error->status));
    fuzz_check(message[0] == '/' && is_plain_text(message), "message \"%s\"", message);
    if (status == FACS_E_MODEL_CORRUPT || status == FACS_E_UNSUPPORTED)
        fuzz_check(is_placed(message), "no place or expectation in \"%s\"", message);
    else if (status == FACS_E_ARGUMENT)
        fuzz_check(strstr(message, ": line ") || strstr(message, ": more than ") ||
                       strstr(message, ": is no calibration that can be used: "),
                   "no place in \"%s\"", message);
    else if (status == FACS_AGAIN)
        fuzz_check(strstr(message, "was made from"), "message \"%s\"", message);
    else
        fuzz_check(status == FACS_E_MODELS_MISSING, "%s: %s", facs_status_name(status), message);
    return false;
}

/* ---- memory ---- */

static void *counted_alloc(void *cookie, size_t bytes, size_t alignment)
{
    (void)cookie;
    size_t most = MEMORY_BASE + MEMORY_PER_BYTE * world.bytes;
    fuzz_check(!world.limited || (bytes <= most && world.asked + bytes <= most),
               "%zu bytes asked for after %zu, for files of %zu bytes", bytes, world.asked, world.bytes);
    void *memory = NULL;
    if (posix_memalign(&memory, alignment, bytes ? bytes : 1) != 0)
        return NULL;
    world.asked += bytes;
    world.alive++;
    return memory;
}

static void counted_free(void *cookie, void *memory)
{
    (void)cookie;
    world.alive -= memory != NULL;
    free(memory);
}

/* ---- files ---- */

static world_file *find(const char *path)
{
    for (int i = 0; i < world.files; i++)
        if (strcmp(world.file[i].path, path) == 0)
            return &world.file[i];
    return NULL;
}

static int read_world_file(void *cookie, const char *path, void **bytes, size_t *count)
{
    const world_file *file = find(path);
    if (!file)
        return ENOENT;
    world.bytes += file->size;
    *bytes = counted_alloc(cookie, file->size, 64);
    if (!*bytes)
        return ENOMEM;
    if (file->size)
        memcpy(*bytes, file->bytes, file->size);
    *count = file->size;
    return 0;
}

const facs_env *fuzz_begin(void)
{
    memset(&world, 0, sizeof world);
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.alloc = counted_alloc;
    env.free = counted_free;
    env.read_file = read_world_file;
    world.env = facs_env_resolve(&env);
    world.limited = true;
    return &world.env;
}

void fuzz_put(const char *path, const uint8_t *bytes, size_t size)
{
    world_file *file = find(path);
    if (!file) {
        fuzz_check(world.files < FILES_MAX, "too many files in the world");
        file = &world.file[world.files++];
    }
    *file = (world_file){path, bytes, size};
}

void fuzz_limit_by(size_t bytes)
{
    world.bytes += bytes;
}

void fuzz_put_installation(void)
{
    static memory_files installation;
    if (!installation.files)
        write_installation(&installation);
    for (int i = 0; i < installation.files; i++)
        fuzz_put(installation.file[i].path, installation.file[i].content.bytes, installation.file[i].content.size);
}

bool fuzz_part(const uint8_t *data, size_t size, int index, const uint8_t **part, size_t *part_size)
{
    size_t from = 0;
    for (int i = 0;; i++) {
        const uint8_t *cut = from < size ? memchr(data + from, 0x1e, size - from) : NULL;
        size_t to = cut ? (size_t)(cut - data) : size;
        if (i == index) {
            *part = data + from;
            *part_size = to - from;
            return true;
        }
        if (!cut)
            return false;
        from = to + 1;
    }
}

void fuzz_put_parts(const uint8_t *data, size_t size, const char *const *paths, int count)
{
    for (int i = 0; i < count; i++) {
        const uint8_t *part;
        size_t part_size;
        if (fuzz_part(data, size, i, &part, &part_size))
            fuzz_put(paths[i], part, part_size);
    }
}

void fuzz_end(void)
{
    fuzz_check(world.alive == 0, "%ld blocks were not freed", world.alive);
}

/* ---- picture, temporary files and folder ---- */

facs_image fuzz_picture(int channels)
{
    static uint8_t pixels[SIDE * SIDE * 3];
    for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
            for (int c = 0; c < channels; c++)
                pixels[(y * SIDE + x) * channels + c] =
                    (uint8_t)(2 * x + y * (c + 1) + (((x / 16) ^ (y / 16)) & 1 ? 90 : 0));
    return (facs_image){
        .hidden = pixels, .width = SIDE, .height = SIDE, .channels = channels, .stride = (ptrdiff_t)SIDE * channels};
}

static struct {
    char path[256];
    int file;
} temporary[2];

static void remove_temporary(void)
{
    for (int i = 0; i < 2; i++)
        if (temporary[i].path[0])
            unlink(temporary[i].path);
}

static void name_temporary(char path[256], const char *end)
{
    int length = snprintf(path, 256, "%s/facsimile-fuzz-XXXXXX%s", facs_temporary_folder(), end);
    fuzz_check(length > 0 && length < 256, "the name of the folder for temporary files is too long");
}

const char *fuzz_temporary_file(int index, const uint8_t *data, size_t size)
{
    char *path = temporary[index].path;
    int *file = &temporary[index].file;
    struct stat info;
    if (!path[0]) {
        if (!temporary[1 - index].path[0])
            atexit(remove_temporary);
        name_temporary(path, FUZZ_TEMPORARY_END);
        *file = mkstemps(path, sizeof FUZZ_TEMPORARY_END - 1);
    } else if (fstat(*file, &info) == 0 && info.st_nlink == 0) { /* a reader may delete what is damaged */
        close(*file);
        *file = open(path, O_RDWR | O_CREAT | O_EXCL, 0600);
    }
    /* kept open and never cut to nothing first: file systems are slow with that */
    bool good = *file >= 0 && facs_write_at(*file, 0, data, size) == size && ftruncate(*file, (off_t)size) == 0;
    fuzz_check(good, "%s: %s", path, strerror(errno));
    return path;
}

static char folder[256];

int fuzz_folder(const char *path, bool empty)
{
    int count = 0;
    const struct dirent *entry;
    DIR *listing = opendir(path);
    fuzz_check(listing != NULL, "%s: %s", path, strerror(errno));
    while ((entry = readdir(listing))) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        count++;
        if (empty)
            fuzz_check(unlinkat(dirfd(listing), entry->d_name, 0) == 0, "%s/%s: %s", path, entry->d_name,
                       strerror(errno));
    }
    closedir(listing);
    return count;
}

static void remove_folder(void)
{
    fuzz_folder(folder, true);
    rmdir(folder);
}

const char *fuzz_temporary_folder(void)
{
    if (!folder[0]) {
        name_temporary(folder, "");
        fuzz_check(mkdtemp(folder) != NULL, "%s: %s", folder, strerror(errno));
        atexit(remove_folder);
    }
    return folder;
}
