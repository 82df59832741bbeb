/* See claims_models.h. */
#include "claims_models.h"

#include "cli.h"

#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *const no_folder[] = {NULL};

static void claim_sets(claims *all, const facs_store *store)
{
    const facs_model_set *set;
    for (int i = 0; (set = facs_store_set(store, i)) != NULL; i++)
        for (int j = 0; j < set->file_count; j++) {
            const char *path = facs_store_path(store, set->files[j], true);
            if (path)
                claims_read(all, path, no_folder, "a model file");
        }
}

/* a main_*.txt names files beside it */
static void claim_landmarks(claims *all, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return;
    claims_read(all, path, no_folder, "the landmark model (--landmarks)");
    char *copy = realpath(path, NULL); /* for dirname(), which writes to it */
    if (copy)
        claims_guard(all, dirname(copy), "the folder of the landmark model (--landmarks)");
    free(copy);
}

void claims_models(claims *all, const char *model_dir, const char *landmarks)
{
    facs_store_options options;
    facs_store_options_init(&options, sizeof options);
    facs_store *store = NULL;
    const char *manifest = getenv("FACSIMILE_MANIFEST");
    if (manifest && manifest[0])
        claims_read(all, manifest, no_folder, "the list of models (FACSIMILE_MANIFEST)");
    options.model_dir = model_dir;
    if (facs_store_open(&options, &store, NULL) == FACS_OK) { /* else the run says what is wrong */
        claim_sets(all, store);
        claims_guard(all, facs_store_cache(store), "the model cache");
    }
    facs_store_close(&store);
    if (landmarks)
        claim_landmarks(all, landmarks);
}
