/* Manifests and lists of a batch: a first byte says which.  What is accepted is written and read again. */
#include "fuzz_world.h"

#include "batch/decided.h"
#include "batch/input_list.h"
#include "batch/journal.h"
#include "batch/row_options.h"

#include <stdio.h>
#include <string.h>

static void use_row(const facs_entry *entry)
{
    facs_extract_options options;
    facs_row_texts texts;
    facs_extract_options_init(&options, sizeof options);
    if (facs_row_options_apply(entry->row, &options, &texts, NULL) != FACS_OK)
        return;
    fuzz_check(options.start >= 0 && options.end >= 0 && options.every >= 0 && options.stream >= 0 &&
                   options.max_frames >= 0,
               "options of '%s'", entry->row);
}

/* the second reading gives what the first did */
static void use_manifest(const facs_env *env, const facs_entries *all, const char *head)
{
    facs_entries again = {.env = *env};
    facs_error error = {.message = ""};
    char *other = NULL, what[200];
    facs_env plain = facs_env_resolve(NULL);
    uint8_t *bytes = NULL;
    size_t count = 0;
    const char *folder = fuzz_temporary_folder();
    char path[256];
    snprintf(path, sizeof path, "%s/manifest.tsv", folder);
    for (int64_t i = 1; i < all->count; i++)
        fuzz_check(strcmp(all->item[i - 1].output, all->item[i].output) < 0, "rows %lld", (long long)i);
    fuzz_check(facs_journal_write(path, head, all, false, &error) == FACS_OK, "%s", error.message);
    fuzz_check(facs_read_file(&plain, path, FACS_E_NOT_FOUND, &bytes, &count, &error) == FACS_OK, "%s", error.message);
    fuzz_put("/again", bytes, count);
    fuzz_check(facs_journal_read("/again", &again, &other, &error) == FACS_OK, "%s", error.message);
    fuzz_check(again.count == all->count && again.columns == all->columns, "%lld rows", (long long)again.count);
    fuzz_check(!facs_decided_differ(head, other, NULL, what, sizeof what), "%s", what);
    for (int64_t i = 0; i < all->count; i++) {
        const facs_entry *a = &all->item[i], *b = &again.item[i];
        fuzz_check(strcmp(a->input, b->input) == 0 && strcmp(a->output, b->output) == 0 &&
                       strcmp(a->row, b->row) == 0 && strcmp(a->reason, b->reason) == 0 && a->state == b->state &&
                       a->status == b->status && a->frames == b->frames && a->starts == b->starts &&
                       a->input_time == b->input_time,
                   "row %lld", (long long)i);
        use_row(a);
    }
    facs_free(env, other);
    facs_entries_free(&again);
    facs_free(&plain, bytes);
    fuzz_folder(folder, true);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    if (size > 0) {
        facs_entries all = {.env = *env};
        facs_error error = {.message = ""};
        char *head = NULL;
        fuzz_put("/batch", data + 1, size - 1);
        if (data[0] % 2) {
            if (fuzz_accepted(facs_input_list_read(env, "/batch", &all, &error), &error))
                for (int64_t i = 0; i < all.count; i++)
                    use_row(&all.item[i]);
        } else {
            facs_status status = facs_journal_read("/batch", &all, &head, &error);
            if (status == FACS_E_OUTPUT) /* what stands there would be replaced; else as a list */
                status = error.status = FACS_E_ARGUMENT;
            if (fuzz_accepted(status, &error))
                use_manifest(env, &all, head);
        }
        facs_free(env, head);
        facs_entries_free(&all);
    }
    fuzz_end();
    return 0;
}
