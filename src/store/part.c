/* Parts: see part.h. */
#include "store/part.h"

#include "base/descriptor.h"
#include "store/cache_folder.h"
#include "store/hash.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

facs_status facs_part_open(const facs_env *env, const facs_model_file *file, const char *final_path, facs_part *part,
                           facs_error *error)
{
    struct stat info;
    *part = (facs_part){.file = file};
    char *folder = facs_path_dirname(env, final_path);
    facs_status status = folder ? facs_folder_make(env, folder, error)
                                : facs_fail(error, FACS_E_MEMORY, "%s: out of memory", final_path);
    facs_free(env, folder);
    if (status == FACS_OK)
        status = facs_whole_open(env, final_path, FACS_OTHER_CACHE, &part->whole, error);
    if (status != FACS_OK)
        return status;
    facs_whole_take_over(&part->whole);
    part->bytes = fstat(part->whole.file, &info) == 0 ? (int64_t)info.st_size : 0;
    if (part->bytes > file->bytes)
        status = facs_part_restart(part, error);
    if (status != FACS_OK)
        facs_part_close(part, false);
    return status;
}

facs_status facs_part_write(facs_part *part, const void *bytes, size_t count, facs_error *error)
{
    size_t done = facs_write_all(part->whole.file, bytes, count);
    part->bytes += (int64_t)done;
    return done == count ? FACS_OK : facs_whole_fail(&part->whole, errno, error);
}

facs_status facs_part_restart(facs_part *part, facs_error *error)
{
    part->bytes = 0;
    if (ftruncate(part->whole.file, 0) != 0 || lseek(part->whole.file, 0, SEEK_SET) < 0)
        return facs_whole_fail(&part->whole, errno, error);
    return FACS_OK;
}

bool facs_part_is_web_page(const facs_part *part)
{
    char start[64] = "";
    ssize_t got = facs_read_at(part->whole.file, 0, start, sizeof start - 1);
    if (got <= 0)
        return false;
    const char *text = start + strspn(start, " \t\r\n\xef\xbb\xbf");
    return strncasecmp(text, "<!doctype html", 14) == 0 || strncasecmp(text, "<html", 5) == 0;
}

facs_status facs_part_finish(facs_part *part, facs_error *error)
{
    const facs_model_file *file = part->file;
    char hex[FACS_SHA256_TEXT];
    if (part->bytes != file->bytes)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "%lld bytes instead of %lld", (long long)part->bytes,
                         (long long)file->bytes);
    if (lseek(part->whole.file, 0, SEEK_SET) < 0)
        return facs_whole_fail(&part->whole, errno, error);
    facs_status status = facs_sha256_file(part->whole.file, part->whole.path, hex, error);
    if (status != FACS_OK)
        return status;
    if (strcmp(hex, file->sha256) != 0)
        return facs_fail(error, FACS_E_MODEL_CORRUPT, "other contents (SHA-256 %.12s... instead of %.12s...)", hex,
                         file->sha256);
    return facs_whole_commit(&part->whole, error);
}

void facs_part_close(facs_part *part, bool keep)
{
    facs_whole_abandon(&part->whole, keep && part->bytes > 0);
    *part = (facs_part){0};
}
