/* facsimile cpuinfo: which instruction set is used, and why. */
#include "cli.h"
#include "cpu_option.h"
#include "json_file.h"
#include "options.h"

#include <stdio.h>
#include <stdlib.h>

static const char usage[] =
    "usage: facsimile cpuinfo [--cpu LEVEL] [--json]\n"
    "\n"
    "Shows the instruction set (CPU level) the commands use and why, what the machine has, which\n"
    "levels this build holds, and how many cores it may use.\n"
    "\n"
    "  --cpu LEVEL  as for extract: auto, scalar, avx2, avx512, neon (also FACSIMILE_CPU)\n"
    "  --json       the same as one JSON object\n"
    "\n"
    "Exit: 0 shown, 2 usage.\n";

typedef struct choice {
    facs_cpu_level asked, best, used;
    const char *source; /* who asked; NULL = nobody */
} choice;

static void print_text(const choice *made)
{
    printf("level     %s: ", facs_cpu_name(made->used));
    if (made->asked == FACS_CPU_AUTO)
        printf("the best this machine has\n");
    else if (made->asked == made->used)
        printf("%s asks for it; this machine offers %s\n", made->source, facs_cpu_name(made->best));
    else
        printf("%s asks for %s, which this machine does not offer\n", made->source, facs_cpu_name(made->asked));
    printf("compiled ");
    for (facs_cpu_level level = FACS_CPU_SCALAR; level <= FACS_CPU_NEON; level++)
        if (facs_cpu_compiled(level))
            printf(" %s", facs_cpu_name(level));
    printf("\n");
    facs_cpu_level level;
    bool present;
    const char *name;
    for (int i = 0; (name = facs_cpu_feature(i, &level, &present)) != NULL; i++)
        printf("%-9s %-10s %s\n", i ? "" : "features", name, present ? "yes" : "no");
    printf("cores     %d", facs_cpu_cores());
    if (facs_cpu_quota() > 0)
        printf(" (a CPU quota allows the time of %.3g)", facs_cpu_quota());
    printf("\n");
}

static cJSON *make_json(const choice *made)
{
    cJSON *json = cJSON_CreateObject(), *compiled = cJSON_AddArrayToObject(json, "compiled"),
          *features = cJSON_AddObjectToObject(json, "features");
    bool good = compiled && features && cJSON_AddStringToObject(json, "version", facs_version()) &&
                cJSON_AddStringToObject(json, "level", facs_cpu_name(made->used)) &&
                cJSON_AddStringToObject(json, "detected", facs_cpu_name(made->best)) &&
                cJSON_AddStringToObject(json, "requested", facs_cpu_name(made->asked)) &&
                cJSON_AddItemToObject(json, "requested_by",
                                      made->source ? cJSON_CreateString(made->source) : cJSON_CreateNull()) &&
                cJSON_AddNumberToObject(json, "cores", facs_cpu_cores()) &&
                cJSON_AddItemToObject(json, "cpu_quota",
                                      facs_cpu_quota() > 0 ? cJSON_CreateNumber(facs_cpu_quota()) : cJSON_CreateNull());
    for (facs_cpu_level level = FACS_CPU_SCALAR; good && level <= FACS_CPU_NEON; level++)
        if (facs_cpu_compiled(level))
            good = cJSON_AddItemToArray(compiled, cJSON_CreateString(facs_cpu_name(level)));
    facs_cpu_level level;
    bool present;
    const char *name;
    for (int i = 0; good && (name = facs_cpu_feature(i, &level, &present)) != NULL; i++)
        good = cJSON_AddBoolToObject(features, name, present) != NULL;
    if (good)
        return json;
    cJSON_Delete(json);
    return NULL;
}

static int run(int argc, char **argv)
{
    bool json = false;
    const char *cpu = NULL, *words[1];
    const option options[] = {{"cpu", 0, OPTION_TEXT, &cpu}, {"json", 0, OPTION_FLAG, &json}};
    choice made;
    if (options_parse("cpuinfo", argc, argv, options, 2, words, 0) < 0 || !cpu_option_read(cpu, &made.asked))
        return EXIT_USAGE;
    made.best = facs_cpu_detect();
    made.used = facs_cpu_effective(made.asked);
    made.source = cpu_option_source(cpu);
    if (json)
        return json_print(make_json(&made)) ? EXIT_FINE : EXIT_OTHER;
    print_text(&made);
    return EXIT_FINE;
}

const command command_cpuinfo = {"cpuinfo", "which instruction set is used, and why", usage, run, NULL, 0};
