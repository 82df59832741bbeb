/* facsimile pipelines: which ones there are, and what they are made of. */
#include "cli.h"
#include "json_file.h"
#include "options.h"

#include <stdio.h>

static const char usage[] =
    "usage: facsimile pipelines [--json]\n"
    "\n"
    "Shows the pipelines that extract and bench can run: what finds the faces, what places the\n"
    "landmarks, what tells the action units.\n"
    "\n"
    "  --json  the same as a list of JSON objects\n"
    "\n"
    "Exit: 0 shown, 2 usage.\n";

static bool get(int index, facs_pipeline_info *info)
{
    *info = (facs_pipeline_info){.size = sizeof *info};
    return facs_pipeline_get(index, info);
}

static void print_text(void)
{
    facs_pipeline_info info;
    for (int i = 0; get(i, &info); i++) {
        printf("%-9s %s\n", info.name, info.meaning);
        printf("%-9s faces %s, landmarks %s, action units %s\n", "", info.detector, info.landmarks, info.au);
    }
}

static cJSON *make_json(void)
{
    facs_pipeline_info info;
    cJSON *list = cJSON_CreateArray();
    bool good = list != NULL;
    for (int i = 0; good && get(i, &info); i++) {
        cJSON *item = cJSON_CreateObject();
        good = cJSON_AddItemToArray(list, item) && cJSON_AddStringToObject(item, "name", info.name) &&
               cJSON_AddStringToObject(item, "detector", info.detector) &&
               cJSON_AddStringToObject(item, "landmarks", info.landmarks) &&
               cJSON_AddStringToObject(item, "au", info.au) && cJSON_AddStringToObject(item, "meaning", info.meaning) &&
               cJSON_AddNumberToObject(item, "networks", (double)info.networks);
    }
    if (good)
        return list;
    cJSON_Delete(list);
    return NULL;
}

static int run(int argc, char **argv)
{
    bool json = false;
    const char *words[1];
    const option options[] = {{"json", 0, OPTION_FLAG, &json}};
    if (options_parse("pipelines", argc, argv, options, 1, words, 0) < 0)
        return EXIT_USAGE;
    if (json)
        return json_print(make_json()) ? EXIT_FINE : EXIT_OTHER;
    print_text();
    return EXIT_FINE;
}

const command command_pipelines = {"pipelines", "which pipelines there are", usage, run, NULL, 0};
