/* See profile_report.h.
 *
 * Shares: of the processor time of the frames, `load` is not among it.  What no stage claims (queues, copies of the
 * frame, threads of the decoder) is "other". */
#include "profile_report.h"

#include <stdio.h>

static double sum_of_stages(const facs_profile *profile)
{
    double sum = 0;
    for (int i = 0; i < FACS_STAGES; i++)
        if (i != FACS_STAGE_LOAD)
            sum += profile->stage[i].seconds;
    return sum;
}

/* processor time, or the sum of the stages of the frames where that is more: shares refer to it */
static double total_of(const facs_profile *profile)
{
    double sum = sum_of_stages(profile);
    return profile->cpu > sum ? profile->cpu : sum;
}

static double ratio(double a, double b)
{
    return b > 0 ? a / b : 0;
}

/* ---- machines ---- */

static bool add(cJSON *object, const char *name, double value)
{
    return cJSON_AddNumberToObject(object, name, value) != NULL;
}

static bool add_stages(cJSON *json, const facs_profile *profile)
{
    cJSON *stages = cJSON_AddObjectToObject(json, "stages");
    bool good = stages != NULL;
    double total = total_of(profile);
    for (int i = 0; good && i < FACS_STAGES; i++) {
        const facs_stage_profile *stage = &profile->stage[i];
        cJSON *entry = cJSON_AddObjectToObject(stages, facs_stage_name((facs_stage)i));
        good = entry && add(entry, "calls", (double)stage->calls) && add(entry, "seconds", stage->seconds) &&
               add(entry, "median_s", stage->median) && add(entry, "p95_s", stage->p95) &&
               add(entry, "shortest_s", stage->shortest) && add(entry, "longest_s", stage->longest);
        if (good && i != FACS_STAGE_LOAD)
            good = add(entry, "share", ratio(stage->seconds, total));
    }
    return good;
}

static bool add_run(cJSON *json, const facs_profile *profile)
{
    double frames = (double)profile->frames, warm = (double)profile->warm_frames;
    return add(json, "frames", frames) && add(json, "wall_s", profile->wall) && add(json, "cpu_s", profile->cpu) &&
           add(json, "ms_per_frame", 1e3 * ratio(profile->wall, frames)) &&
           add(json, "fps", ratio(frames, profile->wall)) && add(json, "startup_s", profile->startup) &&
           add(json, "first_result_s", profile->first_result) &&
           add(json, "peak_memory_bytes", (double)profile->peak_memory) && add(json, "warm_frames", warm) &&
           add(json, "warm_allocations_per_frame", ratio((double)profile->warm_allocations, warm)) &&
           add(json, "warm_bytes_per_frame", ratio((double)profile->warm_bytes, warm)) &&
           add(json, "other_s", total_of(profile) - sum_of_stages(profile));
}

cJSON *profile_json(const facs_profile *profile, const char *input, int threads, facs_cpu_level cpu, cJSON *networks)
{
    cJSON *json = cJSON_CreateObject();
    if (json && cJSON_AddStringToObject(json, "version", facs_version()) &&
        cJSON_AddStringToObject(json, "input", input) && cJSON_AddStringToObject(json, "cpu", facs_cpu_name(cpu)) &&
        add(json, "threads", threads > 0 ? threads : facs_cpu_cores()) && add_run(json, profile) &&
        add_stages(json, profile) && networks && cJSON_AddItemToObject(json, "networks", networks))
        return json;
    cJSON_Delete(networks);
    cJSON_Delete(json);
    return NULL;
}

/* ---- people ---- */

/* ten columns */
static void print_time(double seconds)
{
    if (seconds < 1e-3)
        printf(" %6.1f us", 1e6 * seconds);
    else if (seconds < 1)
        printf(" %6.2f ms", 1e3 * seconds);
    else
        printf(" %6.2f s ", seconds);
}

/* per frame, compared with decoding, share */
static void print_sum(double seconds, const facs_profile *profile)
{
    double decode = profile->stage[FACS_STAGE_DECODE].seconds;
    printf(" %9.4f  %8.2f  %6.1f %%\n", 1e3 * ratio(seconds, (double)profile->frames), ratio(seconds, decode),
           100 * ratio(seconds, total_of(profile)));
}

void profile_print(const facs_profile *profile)
{
    printf("%-13s %8s %10s %9s %9s  %8s %8s\n", "stage", "calls", "median", "95 %", "ms/frame", "/ decode", "share");
    for (int i = 0; i < FACS_STAGES; i++) {
        const facs_stage_profile *stage = &profile->stage[i];
        if (stage->calls == 0 || i == FACS_STAGE_LOAD)
            continue;
        printf("%-13s %8lld ", facs_stage_name((facs_stage)i), (long long)stage->calls);
        print_time(stage->median);
        print_time(stage->p95);
        print_sum(stage->seconds, profile);
    }
    printf("%-13s %8s %20s", "other", "", "");
    print_sum(total_of(profile) - sum_of_stages(profile), profile);
}
