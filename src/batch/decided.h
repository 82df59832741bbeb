/* What a batch decided before it began, as the first line of its manifest: what has to be the same when it goes on, on
 * this machine or another. */
#ifndef FACS_BATCH_DECIDED_H
#define FACS_BATCH_DECIDED_H

#include "batch/model_sets.h"
#include "batch/places.h"

/** The line, without its end; facs_free().  FACS_E_MEMORY.
 *  @param options those of all inputs
 *  @param shard, shards 1 and 1: all of it */
facs_status facs_decided_line(const facs_env *env, const facs_extract_options *options, const facs_places *places,
                              const facs_model_sets *models, int64_t shard, int64_t shards, char **line,
                              facs_error *error);

/** Do two lines differ?  Then `text` gets in what: "pipeline: open, here openface".
 *  @param but a name that may differ; NULL = none */
bool facs_decided_differ(const char *there, const char *here, const char *but, char *text, size_t room);

/** The line with another value for a name; facs_free(); NULL = no memory, or it has no such name. */
char *facs_decided_with(const facs_env *env, const char *line, const char *name, const char *value);

#endif
