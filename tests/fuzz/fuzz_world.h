/* The surroundings of a fuzz target: files in memory, an allocator that counts, a picture, and what has to hold
 * whatever the input.  One world, as a target looks at one input at a time. */
#ifndef FACS_TESTS_FUZZ_WORLD_H
#define FACS_TESTS_FUZZ_WORLD_H

#include "base/base.h"
#include "image/image.h"

/* What libFuzzer and replay.c call; returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Start with an empty world; the resolved environment lives in it. */
const facs_env *fuzz_begin(void);
/* Put a file into the world, in place of one of the same path; `bytes` are borrowed until fuzz_end. */
void fuzz_put(const char *path, const uint8_t *bytes, size_t size);
/* All the files of synthetic.h's write_installation. */
void fuzz_put_installation(void);
/* So many bytes lie in files outside the world: they count for what a reader may allocate. */
void fuzz_limit_by(size_t bytes);
/* Part `index` of an input whose parts are separated by bytes 0x1e; false when there are fewer. */
bool fuzz_part(const uint8_t *data, size_t size, int index, const uint8_t **part, size_t *part_size);
/* Put the parts of an input that are there under these paths. */
void fuzz_put_parts(const uint8_t *data, size_t size, const char *const *paths, int count);

/* Abort unless `right`: a finding. */
void fuzz_check(bool right, const char *format, ...) FACS_PRINTF(2, 3);
/* What a reader made of its file.  True when it was accepted; from then on allocations are not limited.  A refusal must
 * have one of the statuses for files that are no good and say where and what. */
bool fuzz_accepted(facs_status status, const facs_error *error);
/* Set: the messages of refusals go to stderr. */
extern bool fuzz_verbose;
/* Check that nothing is left in memory. */
void fuzz_end(void);

/* 96 x 96 pixels of gradients and edges; 1 or 3 channels */
facs_image fuzz_picture(int channels);

/* Write bytes into temporary file `index` (0 or 1), made at the first call and removed at the end; its path. */
#define FUZZ_TEMPORARY_END ".experts" /* how their names end, as those of ready experts have to */
const char *fuzz_temporary_file(int index, const uint8_t *data, size_t size);

/* A folder that is removed at the end, with what is in it. */
const char *fuzz_temporary_folder(void);
/* Files and folders in a folder; with `empty` they are deleted. */
int fuzz_folder(const char *folder, bool empty);

#endif
