/* See decided.h. */
#include "batch/decided.h"

#include "batch/journal.h"
#include "batch/text_table.h"
#include "extract/run.h"
#include "nn/net_file.h"
#include "store/model_hashes.h"

#include <stdio.h>
#include <string.h>

static void add(facs_growing *line, const char *name, const char *value)
{
    facs_growing pair = {.env = line->env};
    facs_growing_add(&pair, name, strlen(name));
    facs_growing_add(&pair, "=", 1);
    facs_growing_add(&pair, value, strlen(value));
    line->no_memory = line->no_memory || pair.no_memory;
    if (!pair.no_memory)
        facs_growing_cell(line, pair.text);
    facs_free(&pair.env, pair.text);
}

/* "NAME=VALUE ", those that are not as usual */
static void add_option(facs_growing *to, const char *name, const char *value)
{
    if (!value)
        return;
    if (to->length)
        facs_growing_add(to, " ", 1);
    facs_growing_add(to, name, strlen(name));
    facs_growing_add(to, "=", 1);
    facs_growing_add(to, value, strlen(value));
}

static void add_number(facs_growing *to, const char *name, double value, double usual)
{
    char text[32];
    snprintf(text, sizeof text, "%.9g", value);
    if (value < usual || value > usual)
        add_option(to, name, text);
}

static void list_options(facs_growing *to, const facs_extract_options *options)
{
    add_option(to, "faces", options->faces == FACS_FACES_MANY ? "many" : "one");
    add_option(to, "compat", options->compat);
    add_option(to, "format", options->format);
    add_option(to, "columns", options->columns);
    add_option(to, "names", options->names);
    add_option(to, "landmarks", options->landmarks);
    add_option(to, "provider", options->provider);
    add_option(to, "gaze_calibration", options->gaze_calibration);
    const struct {
        const char *name;
        double value, usual;
    } numbers[] = {{"image", options->image, 0},
                   {"wild", options->wild, 0},
                   {"static_au", options->static_au, 0},
                   {"experimental", options->experimental != 0, 0},
                   {"smooth", options->smooth != 0, 0},
                   {"max_faces", (double)options->max_faces, 0},
                   {"order", (double)options->order, 0},
                   {"max_frames", (double)options->max_frames, 0},
                   {"start", options->start, 0},
                   {"end", options->end, 0},
                   {"every", (double)options->every, 0},
                   {"fps", options->fps, 0},
                   {"rate", options->rate, 0},
                   {"stream", (double)options->stream, 0},
                   {"no_deinterlace", options->no_deinterlace != 0, 0},
                   {"fx", (double)options->camera.fx, -1},
                   {"fy", (double)options->camera.fy, -1},
                   {"cx", (double)options->camera.cx, -1},
                   {"cy", (double)options->camera.cy, -1},
                   {"sidecar", options->sidecar != 0, 0},
                   {"no_empty_csv", options->no_empty_csv != 0, 0}};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add_number(to, numbers[i].name, numbers[i].value, numbers[i].usual);
}

/* one hash of the hashes of all files of each set: "open:0123..." */
static facs_status list_models(facs_growing *to, const facs_model_sets *all, facs_error *error)
{
    for (int i = 0; i < all->count; i++) {
        facs_growing text = {.env = to->env};
        const facs_model_hash *hashes;
        char digest[FACS_SHA256_TEXT] = "";
        int count;
        facs_status status = facs_models_hash(all->set[i].models, &hashes, &count);
        for (int j = 0; status == FACS_OK && j < count; j++) {
            facs_growing_cell(&text, hashes[j].name);
            facs_growing_cell(&text, hashes[j].sha256);
            facs_growing_add(&text, "\n", 1);
        }
        if (status == FACS_OK && !text.no_memory && text.text)
            facs_sha256_bytes(text.text, text.length, digest, NULL); /* a build without OpenSSL has none */
        facs_free(&text.env, text.text);
        if (status != FACS_OK || text.no_memory)
            return facs_fail(error, FACS_E_MEMORY, "out of memory for the hashes of models");
        add_option(to, facs_models_pipeline(all->set[i].models, NULL), digest[0] ? digest : "none");
    }
    return FACS_OK;
}

static void add_engines(facs_growing *line, const facs_models *models, const char *compat)
{
    facs_pipeline pipeline = models->pipeline;
    char text[128];
    if (compat)
        facs_pipeline_compat(compat, &pipeline, NULL); /* sessions check it */
    snprintf(text, sizeof text, "%s %s %s", pipeline.detect->name, pipeline.landmark->name, pipeline.au->name);
    add(line, "pipeline", pipeline.name);
    add(line, "engines", text);
}

facs_status facs_decided_line(const facs_env *env, const facs_extract_options *options, const facs_places *places,
                              const facs_model_sets *models, int64_t shard, int64_t shards, char **made,
                              facs_error *error)
{
    facs_growing line = {.env = *env}, chosen = {.env = *env}, hashes = {.env = *env}, kinds = {.env = *env};
    char numbers[48];
    facs_status status = list_models(&hashes, models, error);
    if (options->faces == FACS_FACES_MANY && !options->compat) /* who is who */
        add_option(&hashes, "identity", facs_net_builtin_sha256("identity"));
    list_options(&chosen, options);
    for (int i = 0; i < places->count; i++) {
        if (i)
            facs_growing_add(&kinds, " ", 1);
        facs_growing_add(&kinds, places->kind[i].sink, strlen(places->kind[i].sink));
    }
    const bool whole = !hashes.no_memory && !chosen.no_memory && !kinds.no_memory;
    if (status == FACS_OK && whole) {
        facs_growing_add(&line, FACS_JOURNAL_MARK, strlen(FACS_JOURNAL_MARK));
        add(&line, "version", facs_version());
        add_engines(&line, models->set[0].models, options->compat);
        add(&line, "models", hashes.text);
        add(&line, "options", chosen.text);
        add(&line, "outputs", kinds.text);
        add(&line, "hash", facs_sha256_available() ? "sha256" : "none");
        snprintf(numbers, sizeof numbers, "%lld/%lld", (long long)shard, (long long)shards);
        add(&line, "shard", numbers);
    }
    facs_free(env, chosen.text);
    facs_free(env, hashes.text);
    facs_free(env, kinds.text);
    if (status == FACS_OK && whole && !line.no_memory) {
        *made = line.text;
        return FACS_OK;
    }
    facs_free(env, line.text);
    return status != FACS_OK ? status : facs_fail(error, FACS_E_MEMORY, "out of memory for the manifest");
}

/* ---- comparing ---- */

static const char *const compared[] = {"version", "pipeline", "engines", "models",
                                       "options", "outputs",  "hash",    "shard"};

static const char *find(const char *line, const char *name, size_t *length)
{
    const size_t wanted = strlen(name);
    for (const char *at = strchr(line, '\t'); at; at = strchr(at, '\t')) {
        at++;
        if (strncmp(at, name, wanted) == 0 && at[wanted] == '=') {
            *length = strcspn(at + wanted + 1, "\t");
            return at + wanted + 1;
        }
    }
    *length = 0;
    return "";
}

bool facs_decided_differ(const char *there, const char *here, const char *but, char *text, size_t room)
{
    bool differ = false;
    size_t used = 0;
    text[0] = '\0';
    for (size_t i = 0; i < sizeof compared / sizeof *compared; i++) {
        size_t a_length, b_length;
        const char *a = find(there, compared[i], &a_length), *b = find(here, compared[i], &b_length);
        if ((but && strcmp(compared[i], but) == 0) || (a_length == b_length && memcmp(a, b, a_length) == 0))
            continue;
        const int more = snprintf(text + used, room - used, "%s%s: %.*s, here %.*s", differ ? "; " : "", compared[i],
                                  (int)(a_length < 120 ? a_length : 120), a, (int)(b_length < 120 ? b_length : 120), b);
        used += more > 0 && (size_t)more < room - used ? (size_t)more : 0;
        differ = true;
    }
    return differ;
}

char *facs_decided_with(const facs_env *env, const char *line, const char *name, const char *value)
{
    size_t length;
    const char *found = find(line, name, &length);
    if (!length)
        return NULL;
    const size_t room = strlen(line) - length + strlen(value) + 1;
    char *made = facs_calloc(env, room, 1);
    if (made)
        snprintf(made, room, "%.*s%s%s", (int)(found - line), line, value, found + length);
    return made;
}
