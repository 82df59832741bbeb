/* What every module needs: errors, memory, messages, files, CPU level.
 *
 * Functions that can fail return facs_status and take a facs_error (may be NULL) as last argument.
 * Objects keep a copy of the facs_env they were created with and free through it.
 */
#ifndef FACS_BASE_BASE_H
#define FACS_BASE_BASE_H

#include <facsimile/facsimile.h>
#include <stdarg.h>

#if defined(__GNUC__)
#define FACS_PRINTF(text, first) __attribute__((__format__(__printf__, text, first)))
#else
#define FACS_PRINTF(text, first)
#endif

/** Fill `error` (if not NULL) and return `status`, so that `return facs_fail(...)` works. */
facs_status facs_fail(facs_error *error, facs_status status, const char *format, ...) FACS_PRINTF(3, 4);

/** Memory ran out (status FACS_E_MEMORY; of others, nothing happens) in something that was done for `path`: put that before
 *  the message, unless that begins with a path.  Returns the status. */
facs_status facs_fail_for(facs_error *error, facs_status status, const char *path);

/** Complete environment: every callback set, cpu resolved to a level with kernels that this machine runs.  `env` may be
 *  NULL. */
facs_env facs_env_resolve(const facs_env *env);

/** The same for the environment of a caller, which may be of another version or senseless: FACS_E_ARGUMENT. */
facs_status facs_env_take(const facs_env *given, facs_env *env, facs_error *error);

/* Structures of the public header that start with their size.  `full` is the size of this version's. */

/** facs_X_init: `object` of `size` bytes gets the defaults, and zeros where this version has nothing. */
void facs_options_init(void *object, size_t size, const void *defaults, size_t full);
/** `chosen`, holding the defaults, gets the members that `given` has; NULL = none.  FACS_E_ARGUMENT for an impossible
 *  size and for members this version does not know.
 *  @param type "facs_session_options" */
facs_status facs_options_take(void *chosen, const void *given, size_t full, const char *type, facs_error *error);
/** Can what the structure says of its size be true? */
bool facs_size_is_possible(const void *object);
/** Out to the caller: as much of `from` as `to` has room for; false when to->size is impossible. */
bool facs_give(const void *from, void *to, size_t full);

void facs_log(const facs_env *env, facs_log_level level, const char *format, ...) FACS_PRINTF(3, 4);

/** `count` x `size` zeroed bytes aligned to 64; NULL on overflow or no memory, and only then (zero bytes are a block,
 *  too).  env must be resolved. */
void *facs_calloc(const facs_env *env, size_t count, size_t size);
void facs_free(const facs_env *env, void *memory);
/** New block with the first `old_bytes` copied, the rest zero; the old one is freed only on success. */
void *facs_regrow(const facs_env *env, void *memory, size_t old_bytes, size_t new_bytes);
char *facs_strdup(const facs_env *env, const char *text);

/** Read a whole file, pipe or device through the environment; facs_free(env, *bytes).  One zero byte follows the
 * content. A pipe or device may give 1 GiB at most. `missing` is the status for a file that does not exist (models:
 * FACS_E_MODELS_MISSING). */
facs_status facs_read_file(const facs_env *env, const char *path, facs_status missing, uint8_t **bytes, size_t *count,
                           facs_error *error);

/** "dir/name" or name when it is absolute; NULL = no memory.  facs_free. */
char *facs_path_join(const facs_env *env, const char *dir, const char *name);
/** Absolute form, links not followed; facs_free; NULL = no memory. */
char *facs_path_absolute(const facs_env *env, const char *path);
/** Folder part of a path ("." when there is none).  facs_free. */
char *facs_path_dirname(const facs_env *env, const char *path);
bool facs_path_exists(const char *path);
bool facs_path_is_dir(const char *path);
bool facs_path_is_file(const char *path); /**< an ordinary one */
/** Make the folders of a path that are missing: all that stands before a '/'.  0, or an errno value; then `path` is cut
 *  off behind the folder that cannot be made. */
int facs_path_make_folders(char *path);

#endif
