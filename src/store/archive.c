/* Files from an archive, by libarchive.  Each file whose size is wanted is unpacked under a name of ours and offered;
 * nothing is written where the archive says. */
#include "store/cache_folder.h"

#include "base/descriptor.h"
#include "store/leftovers.h"
#include "store/local.h"

#if FACS_HAVE_LIBARCHIVE
#include "foreign/libarchive.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct unpacking {
    facs_intake *intake;
    struct archive *archive;
    const char *name; /* of the archive */
    char *path;       /* of the file being unpacked */
    int file;
} unpacking;

static facs_status unreadable(const unpacking *from, facs_error *error)
{
    const char *why = archive_error_string(from->archive);
    return facs_fail(error, FACS_E_NOT_FOUND,
                     "%s: cannot be read as an archive: %.200s; tar, compressed or not, and zip can", from->name,
                     why ? why : "unknown error");
}

/* the largest size still wanted: no entry may fill the disk */
static int64_t most_wanted(const facs_intake *intake)
{
    int64_t most = 0;
    for (int i = 0; i < intake->count; i++)
        if (!intake->wanted[i].there && intake->wanted[i].file->bytes > most)
            most = intake->wanted[i].file->bytes;
    return most;
}

static facs_status write_all(const unpacking *from, const void *bytes, size_t count, facs_error *error)
{
    return facs_write_all(from->file, bytes, count) == count ? FACS_OK : facs_fail_write(error, from->path, errno);
}

/* FACS_AGAIN: too large to be a wanted file */
static facs_status unpack(const unpacking *from, facs_error *error)
{
    char block[1 << 14];
    int64_t total = 0, most = most_wanted(from->intake);
    if (ftruncate(from->file, 0) != 0 || lseek(from->file, 0, SEEK_SET) < 0)
        return facs_fail_write(error, from->path, errno);
    for (;;) {
        la_ssize_t got = archive_read_data(from->archive, block, sizeof block);
        if (got == 0)
            return FACS_OK;
        if (got < 0)
            return unreadable(from, error);
        total += got;
        if (total > most)
            return FACS_AGAIN;
        facs_status status = write_all(from, block, (size_t)got, error);
        if (status == FACS_OK && facs_watch_look(from->intake->watch))
            status = facs_watch_stopped(error);
        if (status != FACS_OK)
            return status;
    }
}

/* behind a member at once */
static bool can_seek(const unpacking *from)
{
    struct stat info;
    int format = archive_format(from->archive) & ARCHIVE_FORMAT_BASE_MASK;
    return stat(from->name, &info) == 0 && S_ISREG(info.st_mode) &&
           (format == ARCHIVE_FORMAT_ZIP || format == ARCHIVE_FORMAT_7ZIP ||
            archive_filter_code(from->archive, 0) == ARCHIVE_FILTER_NONE);
}

/* A member nobody wants, however large it is: whoever watches is asked meanwhile.  What libarchive has to say about it
 * does not matter, unless it cannot go on. */
static facs_status pass_over(const unpacking *from, facs_error *error)
{
    const void *block;
    size_t count;
    la_int64_t offset;
    int result = can_seek(from) ? ARCHIVE_EOF : ARCHIVE_OK;
    while (result == ARCHIVE_OK) {
        result = archive_read_data_block(from->archive, &block, &count, &offset); /* does not fill holes */
        if (facs_watch_look(from->intake->watch))
            return facs_watch_stopped(error);
    }
    return result == ARCHIVE_FATAL ? unreadable(from, error) : FACS_OK;
}

static facs_status read_entries(unpacking *from, facs_error *error)
{
    struct archive_entry *entry;
    facs_status status = FACS_OK;
    int result = ARCHIVE_OK;
    while (status == FACS_OK && most_wanted(from->intake) > 0 &&
           (result = archive_read_next_header(from->archive, &entry)) != ARCHIVE_EOF) {
        if (result < ARCHIVE_WARN)
            return unreadable(from, error);
        if (facs_watch_look(from->intake->watch))
            return facs_watch_stopped(error);
        bool wanted =
            archive_entry_filetype(entry) == AE_IFREG &&
            (!archive_entry_size_is_set(entry) || facs_intake_wants(from->intake, (int64_t)archive_entry_size(entry)));
        status = wanted ? unpack(from, error) : FACS_AGAIN;
        if (status == FACS_OK)
            status = facs_intake_offer(from->intake, from->path, error);
        else if (status == FACS_AGAIN)
            status = pass_over(from, error);
    }
    return status;
}

facs_status facs_intake_archive(facs_intake *intake, const char *archive, const char *scratch, facs_error *error)
{
    facs_status status = facs_libarchive_load(archive, error);
    if (status != FACS_OK)
        return status;
    unpacking from = {.intake = intake, .archive = archive_read_new(), .name = archive, .file = -1};
    char *start = facs_path_join(intake->env, scratch, FACS_UNPACK_NAME);
    from.path = start ? facs_calloc(intake->env, strlen(start) + FACS_NEW_FILE_ROOM, 1) : NULL;
    if (!from.archive || !from.path) {
        archive_read_free(from.archive);
        facs_free(intake->env, start);
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", archive);
    }
    /* not all that libarchive knows: some start programs */
    archive_read_support_filter_gzip(from.archive);
    archive_read_support_filter_bzip2(from.archive);
    archive_read_support_filter_xz(from.archive);
    archive_read_support_filter_lzma(from.archive);
    archive_read_support_filter_zstd(from.archive);
    archive_read_support_filter_lz4(from.archive);
    archive_read_support_format_tar(from.archive);
    archive_read_support_format_zip(from.archive);
    archive_read_support_format_7zip(from.archive);
    archive_read_support_format_cpio(from.archive);
    if (archive_read_open_filename(from.archive, archive, 1 << 16) != ARCHIVE_OK)
        status = unreadable(&from, error);
    if (status == FACS_OK) {
        from.file = facs_new_file(AT_FDCWD, start, 0600, from.path);
        status = from.file >= 0 ? FACS_OK : facs_fail_write(error, scratch, errno);
    }
    if (status == FACS_OK)
        status = read_entries(&from, error);
    if (from.file >= 0) {
        close(from.file);
        unlink(from.path);
    }
    archive_read_free(from.archive);
    facs_free(intake->env, start);
    facs_free(intake->env, from.path);
    return status;
}

#else

facs_status facs_intake_archive(facs_intake *intake, const char *archive, const char *scratch, facs_error *error)
{
    (void)intake;
    (void)scratch;
    return facs_fail(error, FACS_E_UNSUPPORTED,
                     "%s: this build of facsimile has no libarchive: unpack it and name the folder with --from",
                     archive);
}

#endif
