/* Packs: files of facsimile's own that hold parsed models ready for use in place.
 *
 *     header     64 bytes: "FACSPACK", byte order mark, version, length of the file, where the directory is, its
 *                checksum, identity of what the pack was made from, checksum of the header itself
 *     arrays     each on a multiple of 64 bytes, in the machine's byte order
 *     directory  every other value in a fixed order (integers as i32, reals as f64), and for each array its kind,
 *                place, number of elements and checksum
 *
 * One "walk" function per structure names its members in order and serves writing and reading alike (pack_models.c),
 * so the two cannot drift apart.  Reading maps the file; arrays are used where they lie, structures that point to them
 * are made in memory of the pack.  Nothing in the file is trusted: places and lengths are checked against the file,
 * counts come from values that have been checked, every array's checksum is computed and every number must be finite
 * and reasonable, as in the text readers.  Pages looked at for that are given back at once, so they do not add up.
 *
 * Large arrays may also stay in the file they came from, which is mapped, too (facs_pack_file).
 *
 * A pack is written under a temporary name and renamed, and never changed after that, nor may it be (it is
 * write-protected): a mapping stays valid when another process writes a new one.  Who cuts a pack short that is in use
 * all the same ends the programs that use it by SIGBUS, as with any mapped file; its length is checked when it is opened.  A pack of another version or byte order, a damaged or truncated one is
 * FACS_E_MODEL_CORRUPT, one of another origin FACS_AGAIN; callers ignore it and make a new one. */
#ifndef FACS_PACK_PACK_H
#define FACS_PACK_PACK_H

#include "base/file_map.h"
#include "base/whole_file.h"

/** Raised whenever a structure or a walk changes. */
enum { FACS_PACK_VERSION = 2 };

/** State of a reader: the mapping and the structures that point into it. */
typedef struct facs_pack facs_pack;

/** A part of the file that is looked at later. */
typedef struct facs_pack_block {
    uint64_t offset, count; /**< bytes from the start of the file; floats */
    uint64_t checksum;
} facs_pack_block;

/** One walk, writing or reading.  The first failure stays in `status`; what follows does nothing and reads as 0. */
typedef struct facs_pack_walk {
    const facs_env *env; /**< resolved; borrowed */
    facs_error *error;
    facs_status status;
    bool reading;
    const char *path;      /**< for messages; borrowed */
    facs_pack *pack;       /**< reading */
    facs_whole_file whole; /**< writing */
    void *file;            /**< writing: a FILE of it */
    uint64_t end;          /**< writing: bytes of the file so far; reading: end of the last array */
    uint8_t *directory;
    size_t size, capacity, at; /**< of the directory */
} facs_pack_walk;

/** Start a pack that facs_pack_write_end will put at `path`, folders made as needed.  FACS_E_OUTPUT, FACS_E_DISK_FULL:
 *  nothing was left behind. */
facs_status facs_pack_write_begin(const facs_env *env, const char *path, facs_pack_walk *walk, facs_error *error);
/** Complete and rename, or remove what was written when the walk failed.  Returns the walk's status. */
facs_status facs_pack_write_end(facs_pack_walk *walk, uint64_t identity);

/** Map a pack and check header and directory.  `identity`: what it has to be made from, 0 = anything.  The walk ends
 *  with facs_pack_read_end.  FACS_E_NOT_FOUND: there is none. */
facs_status facs_pack_read_begin(const facs_env *env, const char *path, uint64_t identity, facs_pack_walk *walk,
                                 facs_error *error);
/** On success *pack owns everything that was read, else nothing is left.  Returns the walk's status. */
facs_status facs_pack_read_end(facs_pack_walk *walk, facs_pack **pack);
void facs_pack_close(facs_pack **pack);

/** Checksum of all that is in the pack: the same for the same content. */
uint64_t facs_pack_identity(const facs_pack *pack);

/* ---- values of a walk ---- */

/** Reading: must lie in low..high. */
void facs_pack_int(facs_pack_walk *walk, int *value, int low, int high);
void facs_pack_bool(facs_pack_walk *walk, bool *value);
/** Finite, magnitude up to FACS_MODEL_VALUE_MAX. */
void facs_pack_f64(facs_pack_walk *walk, double *value);
void facs_pack_f32(facs_pack_walk *walk, float *value);
void facs_pack_u64(facs_pack_walk *walk, uint64_t *value);
/** Zero-terminated text in `size` bytes. */
void facs_pack_text(facs_pack_walk *walk, char *text, size_t size);

/** Arrays of `count` elements; reading sets the pointer, to NULL when count is 0. */
void facs_pack_f32s(facs_pack_walk *walk, float **array, size_t count);
void facs_pack_f64s(facs_pack_walk *walk, double **array, size_t count);
void facs_pack_i32s(facs_pack_walk *walk, int32_t **array, size_t count); /**< any value: check what it means */
void facs_pack_u8s(facs_pack_walk *walk, uint8_t **array, size_t count);

/** Reading: `count` zeroed structures that live as long as the pack; writing: `existing`.  NULL after a failure and for
 *  count = 0. */
void *facs_pack_structs(facs_pack_walk *walk, void *existing, size_t count, size_t size);

/** Reading: unless `right`, the pack is damaged: `what` is wrong. */
void facs_pack_expect(facs_pack_walk *walk, bool right, const char *what);

/** Another file, whose values are used where they lie and not written again, or none: its path and size.  Reading maps it
 * for as long as the pack is open; FACS_AGAIN when it has gone or has another size. */
void facs_pack_file(facs_pack_walk *walk, facs_file_map *file);
/** Floats in such a file: only place and length are checked, so every value may be anything. */
void facs_pack_f32s_of(facs_pack_walk *walk, const facs_file_map *file, float **array, size_t count);

/** Writing: floats now, *block filled.  Reading: only place and length are checked, see facs_pack_look. */
void facs_pack_later(facs_pack_walk *walk, const float *values, facs_pack_block *block);
/** The floats of a block.  `check` computes their checksum and looks at every number; NULL when something is wrong. */
const float *facs_pack_look(const facs_pack *pack, const facs_pack_block *block, bool check);
/** The pages of a block may leave memory; they come back from the file when they are read again. */
void facs_pack_release(const facs_pack *pack, const facs_pack_block *block);

#endif
