/* A set into the cache: what is missing, whether it may and can be had, getting it. */
#include "base/printable.h"
#include "store/download.h"
#include "store/cache_folder.h"
#include "store/leftovers.h"
#include "store/local.h"
#include "store/lock.h"
#include "store/record.h"
#include "store/store.h"
#include "store/cache_dir.h"

#include <sys/stat.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { SPARE_BYTES = 100 * 1000 * 1000 };
#define LONGEST 86400.0 /* s any wait may be asked to last */

/* One call of facs_store_fetch. */
typedef struct job {
    facs_store *store;
    const facs_model_set *set;
    facs_fetch_options options;
    char *url_base; /* from the environment; facs_free */
    facs_wanted *wanted;
    int count;
    facs_watch watch;
} job;

static facs_status check_licence(const job *work, facs_error *error)
{
    if (work->options.accept_licence || facs_record_accepted(&work->store->env, work->store->cache, work->set))
        return FACS_OK;
    return facs_fail(error, FACS_E_LICENCE, "%s: the licence has not been accepted (%s): read it at %s, then accept it",
                     work->set->name, work->set->licences[0]->name, work->set->licences[0]->url);
}

/* the files that are not there and intact */
static facs_status find_wanted(job *work, facs_error *error)
{
    int64_t bytes = 0;
    work->wanted = facs_calloc(&work->store->env, (size_t)work->set->file_count, sizeof *work->wanted);
    if (!work->wanted)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    for (int i = 0; i < work->set->file_count; i++) {
        const facs_model_file *file = work->set->files[i];
        const char *path = facs_store_path(work->store, file, false);
        facs_file_state state;
        if (facs_watch_look(&work->watch))
            return facs_watch_stopped(error);
        facs_status status = facs_store_check_path(path, file, true, &state, error);
        if (status != FACS_OK)
            return status;
        if (state == FACS_FILE_GOOD)
            continue;
        if (state != FACS_FILE_MISSING)
            facs_log(&work->store->env, FACS_LOG_WARNING, "%s: %s: getting it anew", path, facs_file_state_name(state));
        work->wanted[work->count++] = (facs_wanted){file, path, false};
        bytes += file->bytes;
    }
    work->watch.now.files_total = work->count;
    work->watch.now.bytes_total = bytes;
    return FACS_OK;
}

static facs_status check_space(const job *work, facs_error *error)
{
    int64_t needed = work->watch.now.bytes_total + SPARE_BYTES, free_bytes = facs_folder_space(work->store->cache);
    bool unpacked = work->options.from && !facs_path_is_dir(work->options.from);
    int64_t largest = 0; /* a file of an archive is there twice for a moment */
    for (int i = 0; unpacked && i < work->count; i++)
        if (work->wanted[i].file->bytes > largest)
            largest = work->wanted[i].file->bytes;
    needed += largest;
    if (!work->count || free_bytes < 0 || free_bytes >= needed)
        return FACS_OK;
    return facs_fail(error, FACS_E_DISK_FULL,
                     "%s: %.1f MB are free, %.1f MB are needed (the files and 100 MB to spare): free some, or choose "
                     "another cache with OPENFACE_MODELS_DIR",
                     work->store->cache, (double)free_bytes / 1e6, (double)needed / 1e6);
}

static int still_missing(const job *work)
{
    int missing = 0;
    for (int i = 0; i < work->count; i++)
        missing += !work->wanted[i].there;
    return missing;
}

static facs_status take_copies(job *work, facs_error *error)
{
    facs_intake intake = {&work->store->env, &work->watch, work->wanted, work->count};
    const char *from = work->options.from;
    if (facs_path_is_dir(from))
        return facs_intake_folder(&intake, from, error);
    if (!facs_path_exists(from))
        return facs_fail(error, FACS_E_NOT_FOUND,
                         "%s: does not exist: name a model file, or a folder or an archive with such", from);
    /* a model file may itself be an archive, as those of MediaPipe are; a pipe can be read only once */
    struct stat about;
    if (stat(from, &about) == 0 && S_ISREG(about.st_mode)) {
        facs_status status = facs_intake_offer(&intake, from, error);
        if (status != FACS_OK || still_missing(work) < work->count)
            return status;
    }
    return facs_intake_archive(&intake, from, work->store->cache, error);
}

static facs_status download_all(job *work, facs_error *error)
{
    facs_download_plan plan = {work->options.tries, work->options.wait, work->options.url_base};
    facs_transfer *transfer = NULL;
    facs_status status = facs_transfer_open(&work->store->env, work->options.timeout, &work->watch, &transfer, error);
    for (int i = 0; status == FACS_OK && i < work->count; i++) {
        facs_wanted *wanted = &work->wanted[i];
        if (!facs_download_possible(&plan, wanted->file))
            continue;
        work->watch.now.file = wanted->file;
        work->watch.now.file_number++;
        status =
            facs_download(&work->store->env, transfer, &work->watch, &plan, wanted->file, wanted->final_path, error);
        wanted->there = status == FACS_OK;
        if (status == FACS_OK && facs_watch_done(&work->watch))
            status = facs_watch_stopped(error);
    }
    facs_transfer_close(&transfer);
    return status;
}

/* of the files of the set (all true) or of those that are missing, how many have an address */
static int count_downloadable(const job *work, bool all)
{
    const facs_download_plan plan = {.url_base = work->options.url_base};
    int count = 0;
    for (int i = 0; all && i < work->set->file_count; i++)
        count += facs_download_possible(&plan, work->set->files[i]);
    for (int i = 0; !all && i < work->count; i++)
        count += !work->wanted[i].there && facs_download_possible(&plan, work->wanted[i].file);
    return count;
}

/* names the first few files, and how to come by them */
static void list_missing(const job *work, facs_error *error)
{
    enum { LISTED_MOST = 4 };
    char names[900] = "";
    size_t length = 0;
    int listed = 0;
    for (int i = 0; i < work->count && listed < LISTED_MOST; i++) {
        const facs_wanted *wanted = &work->wanted[i];
        const char *advice = work->options.from || !wanted->file->obtain[0] ? "" : wanted->file->obtain;
        if (wanted->there)
            continue;
        facs_add_message(names, sizeof names, &length, *advice ? "\n  %s\n    %s" : "\n  %s%s", wanted->file->path,
                         advice);
        listed++;
    }
    if (still_missing(work) > listed)
        facs_add_message(names, sizeof names, &length, "\n  ...");
    facs_fail_lines(error, names);
}

/* what could not be had without the network */
static facs_status tell_offline(const job *work, facs_error *error)
{
    const char *name = work->set->name;
    const int missing = still_missing(work), possible = count_downloadable(work, false);
    const char *are = missing == 1 ? "file is" : "files are";
    if (!possible)
        return facs_fail(error, FACS_E_MODELS_MISSING,
                         "%s: %d %s missing and cannot be downloaded, offline or not: install a copy with --from:",
                         name, missing, are);
    if (possible < missing)
        return facs_fail(error, FACS_E_DOWNLOAD,
                         "%s: %d %s missing and this is offline: fetch without --offline, which gets %d of them, or "
                         "install a copy with --from:",
                         name, missing, are, possible);
    return facs_fail(error, FACS_E_DOWNLOAD,
                     "%s: %d %s missing and this is offline: fetch without --offline, or install a copy with --from:",
                     name, missing, are);
}

/* what nobody offers: all that can be downloaded has come */
static facs_status tell_impossible(const job *work, facs_error *error)
{
    const facs_model_set *set = work->set;
    const int missing = still_missing(work), came = work->count - missing, before = set->file_count - work->count;
    const int possible = count_downloadable(work, true);
    const char *are = missing == 1 ? "is" : "are";
    char there[80] = "";
    size_t length = 0;
    if (before)
        facs_add_message(there, sizeof there, &length, "%d %s there before, ", before, before == 1 ? "was" : "were");
    if (set->file_count == 1)
        return facs_fail(error, FACS_E_MODELS_MISSING, "%s: its only file cannot be downloaded:", set->name);
    if (!possible)
        return facs_fail(error, FACS_E_MODELS_MISSING,
                         "%s: none of its %d files can be downloaded; %s%d %s missing:", set->name, set->file_count,
                         there, missing, are);
    return facs_fail(error, FACS_E_MODELS_MISSING,
                     "%s: %d of its %d files can be downloaded; %d came now, %s%d %s missing and cannot be downloaded:",
                     set->name, possible, set->file_count, came, there, missing, are);
}

static facs_status tell_missing(const job *work, facs_error *error)
{
    facs_status status;
    if (work->options.from)
        status = facs_fail(error, FACS_E_MODELS_MISSING,
                           "%s: %d of the %d files wanted for %s are not in it:", work->options.from,
                           still_missing(work), work->count, work->set->name);
    else if (work->options.offline)
        status = tell_offline(work, error);
    else
        status = tell_impossible(work, error);
    list_missing(work, error);
    return status;
}

/* a file of the licence is there, and intact: it was, or has come */
static bool has_come(const job *work, const facs_licence *licence)
{
    int files = 0, missing = 0;
    for (int i = 0; i < work->set->file_count; i++)
        files += work->set->files[i]->licence == licence;
    for (int i = 0; i < work->count; i++)
        missing += !work->wanted[i].there && work->wanted[i].file->licence == licence;
    return missing < files;
}

/* Accepted is what something came under: of the rest nobody has made use. */
static facs_status note_acceptance(const job *work, facs_error *error)
{
    const facs_model_set *set = work->set;
    bool *came = facs_calloc(&work->store->env, (size_t)set->licence_count, sizeof *came);
    if (!came)
        return facs_fail(error, FACS_E_MEMORY, "out of memory");
    for (int i = 0; i < set->licence_count; i++)
        came[i] = has_come(work, set->licences[i]);
    facs_status status = facs_record_accept_some(&work->store->env, work->store->cache, set, came, error);
    facs_free(&work->store->env, came);
    return status;
}

static facs_status get_wanted(job *work, facs_error *error)
{
    facs_status status = check_space(work, error);
    if (status == FACS_OK && work->count && work->options.from)
        status = take_copies(work, error);
    else if (status == FACS_OK && work->count && !work->options.offline)
        status = download_all(work, error);
    if (status == FACS_OK && still_missing(work))
        status = tell_missing(work, error);
    return status;
}

static facs_status fetch_locked(job *work, facs_error *error)
{
    char key[65];
    facs_leftovers_delete(&work->store->env, work->store->cache);
    facs_status status = check_licence(work, error);
    if (status == FACS_OK)
        status = find_wanted(work, error);
    if (status != FACS_OK)
        return status;
    status = get_wanted(work, error);
    if (work->options.accept_licence) { /* of a failure the first is told */
        const facs_status noted = note_acceptance(work, status == FACS_OK ? error : NULL);
        status = status == FACS_OK ? noted : status;
    }
    if (status == FACS_OK)
        status = facs_record_key(&work->store->env, work->set, key, error);
    if (status == FACS_OK)
        status = facs_record_verified(&work->store->env, work->store->cache, work->set, key, error);
    return status;
}

static facs_status complete_options(job *work, const facs_fetch_options *given, facs_error *error)
{
    bool out_of_memory = false;
    facs_fetch_options_init(&work->options, sizeof work->options);
    facs_status status = facs_options_take(&work->options, given, sizeof work->options, "facs_fetch_options", error);
    if (status != FACS_OK)
        return status;
    facs_fetch_options *options = &work->options;
    if (options->tries < 1 || !(options->wait >= 0) || !(options->timeout > 0) || !(options->lock_wait >= 0))
        return facs_fail(error, FACS_E_ARGUMENT,
                         "facs_store_fetch: tries must be 1 or more, times must not be negative");
    options->wait = options->wait < LONGEST ? options->wait : LONGEST;
    options->timeout = options->timeout < LONGEST ? options->timeout : LONGEST;
    options->lock_wait = options->lock_wait < LONGEST ? options->lock_wait : LONGEST;
    if (!options->url_base) {
        work->url_base = facs_environment(&work->store->env, "FACSIMILE_MODELS_URL", &out_of_memory);
        options->url_base = work->url_base;
    }
    if (options->url_base && !options->url_base[strspn(options->url_base, " \t\r\n")])
        return facs_fail(error, FACS_E_ARGUMENT, "url_base (--url-base) is blank: name an address, or leave it out");
    work->watch.progress = options->progress;
    work->watch.cookie = options->progress_cookie;
    return out_of_memory ? facs_fail(error, FACS_E_MEMORY, "out of memory") : FACS_OK;
}

/* A cache somebody else looks after: fine if it is complete. */
static facs_status look_only(job *work, facs_error *error)
{
    facs_status status = find_wanted(work, error);
    if (status != FACS_OK || !work->count)
        return status;
    return facs_fail(
        error, FACS_E_OUTPUT,
        "%s: %d file%s of %s %s missing or damaged and this folder cannot be written to: ask whoever looks "
        "after it, or choose another cache with OPENFACE_MODELS_DIR",
        work->store->cache, work->count, work->count == 1 ? "" : "s", work->set->name, work->count == 1 ? "is" : "are");
}

static facs_status fetch_alone(job *work, facs_error *error)
{
    int lock = -1;
    facs_status status = facs_folder_make(&work->store->env, work->store->cache, error);
    if (status == FACS_OK)
        status =
            facs_lock_take(&work->store->env, work->store->cache, work->options.lock_wait, &work->watch, &lock, error);
    if (status != FACS_OK)
        return status;
    status = fetch_locked(work, error);
    facs_lock_release(lock);
    return status;
}

facs_status facs_store_fetch(facs_store *store, const facs_model_set *set, const facs_fetch_options *options,
                             facs_error *error)
{
    if (!store || !set)
        return facs_fail(error, FACS_E_ARGUMENT, "facs_store_fetch: give a store and a set of it");
    job work = {.store = store, .set = set};
    facs_status status = complete_options(&work, options, error);
    bool read_only = facs_path_is_dir(store->cache) && access(store->cache, W_OK) != 0;
    if (status == FACS_OK && !work.options.accept_licence && !facs_record_accepted(&store->env, store->cache, set))
        status = check_licence(&work, error); /* before anything is made on disk */
    if (status == FACS_OK)
        status = read_only ? look_only(&work, error) : fetch_alone(&work, error);
    facs_free(&store->env, work.wanted);
    facs_free(&store->env, work.url_base);
    return facs_fail_for(error, status, store->cache);
}
