/* A table and its record, with a byte 0x1e between them, as `facsimile report` reads them: what is accepted becomes the data
 * of a page, in which every column and event lies inside of the rows. */
#include "fuzz_world.h"

#include "report/report_data.h"
#include "tables/clip_events.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static facs_status drop(void *cookie, facs_json *json, facs_error *error)
{
    size_t *bytes = cookie;
    (void)error;
    *bytes += json->length;
    json->length = 0;
    return FACS_OK;
}

static void check_events(const facs_env *env, const facs_clip_rows *clip, const facs_clip_person *person,
                         int64_t column)
{
    float *values = facs_calloc(env, (size_t)person->rows, sizeof *values);
    facs_clip_events events = {.env = *env};
    facs_clip_column_values(clip, person, column, values);
    const facs_event_rows rows = {.count = person->rows, .time = person->time, .intensity = values, .shortest = 1};
    fuzz_check(facs_clip_events_find(&events, &rows, NULL) == FACS_OK, "no events");
    for (int64_t i = 0; i < events.count; i++) {
        const facs_clip_event *event = &events.item[i];
        fuzz_check(0 <= event->onset && event->onset <= event->apex && event->apex <= event->offset &&
                       event->offset < person->rows && event->intensity >= 1,
                   "event %lld %lld %lld of %lld rows", (long long)event->onset, (long long)event->apex,
                   (long long)event->offset, (long long)person->rows);
        fuzz_check(i == 0 || events.item[i - 1].offset < event->onset, "events overlap");
    }
    facs_clip_events_free(&events);
    facs_free(env, values);
}

static void check(const facs_env *env, facs_report_result *result)
{
    const facs_clip_rows *clip = &result->clip;
    size_t bytes = 0;
    fuzz_check(clip->persons > 0 && clip->valid <= clip->frames && clip->frames <= clip->rows, "%lld of %lld frames",
               (long long)clip->valid, (long long)clip->frames);
    for (int64_t i = 0; i < clip->persons; i++)
        for (int64_t j = 0; j < clip->columns; j++)
            if (clip->column[j].group == FACS_CLIP_AU_R || clip->column[j].group == FACS_CLIP_SIDE)
                check_events(env, clip, clip->person[i], j);
    facs_report_matter matter = {.title = "", .result = result, .results = 1, .shortest = 1, .points = true};
    facs_json json = {.env = *env};
    fuzz_check(facs_report_data(&matter, &json, drop, &bytes, NULL) == FACS_OK && bytes > 0, "no data");
    facs_free(env, json.text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const facs_env *env = fuzz_begin();
    const uint8_t *part;
    size_t part_size;
    char path[256], record[300];
    facs_report_result result = {.name = NULL};
    facs_error error = {.message = ""};
    fuzz_part(data, size, 0, &part, &part_size);
    snprintf(path, sizeof path, "%s", fuzz_temporary_file(0, part, part_size));
    snprintf(record, sizeof record, "%s.facsimile.json", path);
    unlink(record);
    if (fuzz_part(data, size, 1, &part, &part_size) && part_size > 0) {
        FILE *file = fopen(record, "wb");
        fuzz_check(file && fwrite(part, 1, part_size, file) == part_size, "%s", record);
        fclose(file);
        fuzz_put(record, part, part_size); /* what it is read from */
    }
    const facs_status status = facs_report_result_read(env, path, NULL, &result, &error);
    fuzz_check(status == FACS_OK || (error.status == status && error.message[0] == '/'), "status %d: %s", (int)status,
               error.message);
    if (status == FACS_OK && fuzz_accepted(status, &error)) /* what a page takes has other limits */
        check(env, &result);
    facs_report_result_free(&result);
    unlink(record);
    fuzz_end();
    return 0;
}
