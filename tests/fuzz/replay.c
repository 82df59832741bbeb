/* Runs a fuzz target over stored inputs, without libFuzzer, and shows what refusals say: replay FILE|FOLDER ...
 * Exit 1 when there is no input. */
#include "fuzz_world.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int replayed;

static void replay_file(const char *path)
{
    FILE *file = fopen(path, "rb");
    fuzz_check(file != NULL, "%s: cannot be read", path);
    fseek(file, 0, SEEK_END);
    long size = ftell(file);
    rewind(file);
    /* of just that size, so that the sanitizers see what reads behind it */
    uint8_t *data = size >= 0 ? malloc(size ? (size_t)size : 1) : NULL;
    fuzz_check(data && fread(data, 1, (size_t)size, file) == (size_t)size, "%s: cannot be read", path);
    fclose(file);
    fprintf(stderr, "%s\n", path);
    LLVMFuzzerTestOneInput(data, (size_t)size);
    free(data);
    replayed++;
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void replay(const char *path)
{
    struct dirent **entries;
    int count = scandir(path, &entries, is_visible, alphasort);
    if (count < 0) {
        replay_file(path);
        return;
    }
    for (int i = 0; i < count; i++) {
        size_t room = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *inside = malloc(room);
        fuzz_check(inside != NULL, "out of memory");
        snprintf(inside, room, "%s/%s", path, entries[i]->d_name);
        replay_file(inside);
        free(inside);
        free(entries[i]);
    }
    free(entries);
}

int main(int count, char **paths)
{
    fuzz_verbose = true;
    for (int i = 1; i < count; i++)
        replay(paths[i]);
    fprintf(stderr, "%d inputs\n", replayed);
    return replayed ? 0 : 1;
}
