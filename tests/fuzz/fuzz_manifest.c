/* Manifests of model files: read, then every set, file and licence is looked at as `facsimile models` does. */
#include "fuzz_world.h"

#include "store/manifest.h"

#include <string.h>

static void use(const facs_manifest *manifest)
{
    size_t texts = 0;
    fuzz_check(manifest->set_count >= 1 && manifest->file_count >= 1, "an empty manifest was accepted");
    for (int i = 0; i < manifest->set_count; i++) {
        const facs_model_set *set = &manifest->sets[i];
        int64_t bytes = 0;
        fuzz_check(facs_manifest_set(manifest, set->name) == set, "set %d is not found by its name", i);
        texts += strlen(set->title) + strlen(set->unlocks);
        for (int j = 0; j < set->file_count; j++) {
            const facs_model_file *file = set->files[j];
            bytes += file->bytes;
            texts += strlen(file->publisher) + strlen(file->obtain) + strlen(file->licence->name);
            fuzz_check(strlen(file->sha256) == 64 && !strstr(file->path, "/.") && file->path[0] != '/', "path %s",
                       file->path);
            for (int k = 0; k < file->url_count; k++)
                fuzz_check(strncmp(file->urls[k], "http", 4) == 0, "url %s", file->urls[k]);
        }
        for (int j = 0; j < set->licence_count; j++)
            texts += strlen(set->licences[j]->id) + strlen(set->licences[j]->summary);
        fuzz_check(bytes == set->bytes && texts > 0, "set %d has %lld bytes", i, (long long)set->bytes);
    }
    fuzz_check(facs_manifest_set_for(manifest, "clnf-general") && facs_manifest_set_for(manifest, NULL),
               "no set for a landmark model");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    fuzz_put("/manifest.json", data, size);
    facs_manifest *manifest = NULL;
    facs_error error = {.message = ""};
    if (fuzz_accepted(facs_manifest_open(env, "/manifest.json", &manifest, &error), &error))
        use(manifest);
    facs_manifest_free(&manifest);
    fuzz_end();
    return 0;
}
