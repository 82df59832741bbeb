/* Records of accepted licences and intact sets: whatever the file holds, what is noted is found again, and nothing is
 * changed that was not meant. */
#include "fuzz_world.h"

#include "store/record.h"

#include <stdio.h>
#include <string.h>

static facs_licence licence = {"toy", "Toy licence", "For tests.", "https://licence.invalid/toy", false},
                    other_licence = {"other", "Other licence", "For nothing.", "https://licence.invalid/other", false};
static const facs_licence *licences[] = {&licence, &other_licence};
static facs_model_file file = {.path = "originals/a.dat", .bytes = 12, .sha256 = "0123"};
static const facs_model_file *files[] = {&file};
static const facs_model_set sets[] = {
    {.name = "one", .files = files, .file_count = 1, .licences = licences, .licence_count = 2},
    {.name = "two", .files = files, .file_count = 1, .licences = licences, .licence_count = 1},
};

typedef struct seen {
    bool accepted[2], intact[2];
} seen;

static seen look(const facs_env *env, const char *cache)
{
    seen now;
    for (int i = 0; i < 2; i++) {
        now.accepted[i] = facs_record_accepted(env, cache, &sets[i]);
        now.intact[i] = facs_record_is_verified(env, cache, &sets[i]);
    }
    return now;
}

static void check_look(const facs_env *env, const char *cache, const seen *wanted, const char *when)
{
    seen now = look(env, cache);
    for (int i = 0; i < 2; i++)
        fuzz_check(now.accepted[i] == wanted->accepted[i] && now.intact[i] == wanted->intact[i],
                   "set %d %s: accepted %d, intact %d", i, when, now.accepted[i], now.intact[i]);
}

static void write_record(const char *path, const uint8_t *data, size_t size)
{
    FILE *record = fopen(path, "wb");
    fuzz_check(record && fwrite(data, 1, size, record) == size && fclose(record) == 0, "%s: cannot be written", path);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *cache = fuzz_temporary_folder();
    char path[512], key[65];
    facs_env env = *fuzz_begin();
    facs_error error = {.message = ""};
    env.read_file = NULL;
    fuzz_limit_by(2 * size + 1024);
    snprintf(path, sizeof path, "%s/facsimile-models.json", cache);
    write_record(path, data, size);
    seen known = look(&env, cache);
    check_look(&env, cache, &known, "looked at again");

    fuzz_check(facs_record_accept(&env, cache, &sets[0], &error) == FACS_OK, "%s", error.message);
    known.accepted[0] = true;
    check_look(&env, cache, &known, "after the licences of 0 were accepted");

    fuzz_check(facs_record_key(&env, &sets[1], key, &error) == FACS_OK &&
                   facs_record_verified(&env, cache, &sets[1], key, &error) == FACS_OK,
               "%s", error.message);
    known.intact[1] = true;
    check_look(&env, cache, &known, "after 1 was found intact");

    fuzz_check(facs_record_verified(&env, cache, &sets[1], NULL, &error) == FACS_OK, "%s", error.message);
    known.intact[1] = false;
    check_look(&env, cache, &known, "after 1 was forgotten");
    fuzz_check(fuzz_folder(cache, false) == 1, "more than the record in its folder");
    fuzz_end();
    return 0;
}
