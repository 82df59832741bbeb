/* Archives of model files: those wanted come out to the byte or not at all, and nothing else is left behind. */
#include "fuzz_world.h"

#include "store/hash.h"
#include "store/local.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WANTED = 3 };

static const char *const contents[WANTED] = {"first\n", "the second file\n", "the second copy\n"};

static bool is_right(const char *path, const char *wanted)
{
    char text[64];
    FILE *file = fopen(path, "rb");
    if (!file)
        return false;
    size_t size = fread(text, 1, sizeof text, file);
    fclose(file);
    fuzz_check(size == strlen(wanted) && memcmp(text, wanted, size) == 0, "%s has other contents", path);
    return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static char hashes[WANTED][FACS_SHA256_TEXT];
    char paths[WANTED][512];
    const char *folder = fuzz_temporary_folder();
    const char *archive = fuzz_temporary_file(0, data, size);
    facs_error error = {.message = ""};
    facs_model_file files[WANTED];
    facs_wanted wanted[WANTED];
    facs_watch watch = {0};
    const facs_env *env = fuzz_begin();
    facs_intake intake = {.env = env, .watch = &watch, .wanted = wanted, .count = WANTED};
    fuzz_limit_by(size);
    for (int i = 0; i < WANTED; i++) {
        size_t bytes = strlen(contents[i]);
        snprintf(paths[i], sizeof paths[i], "%s/%d.dat", folder, i);
        fuzz_check(facs_sha256_bytes(contents[i], bytes, hashes[i], &error) == FACS_OK, "%s", error.message);
        files[i] = (facs_model_file){.path = paths[i], .bytes = (int64_t)bytes, .sha256 = hashes[i]};
        wanted[i] = (facs_wanted){.file = &files[i], .final_path = paths[i]};
    }
    facs_status status = facs_intake_archive(&intake, archive, folder, &error);
    fuzz_check(status == FACS_OK ||
                   (status == FACS_E_NOT_FOUND && strncmp(error.message, archive, strlen(archive)) == 0),
               "%s: %s", facs_status_name(status), error.message);
    if (fuzz_verbose && status != FACS_OK)
        fprintf(stderr, "    %s\n", error.message);
    int there = 0;
    for (int i = 0; i < WANTED; i++) {
        bool right = is_right(paths[i], contents[i]);
        fuzz_check(right == wanted[i].there, "file %d is %s", i, right ? "there but not told of" : "missing");
        there += right;
    }
    fuzz_check(fuzz_folder(folder, true) == there, "something was left in the folder");
    fuzz_end();
    return 0;
}
