/* See json_file.h. */
#include "json_file.h"

#include "cli.h"
#include "report_file.h"

#include <stdio.h>

static char *take_text(cJSON *json)
{
    char *text = json ? cJSON_Print(json) : NULL;
    cJSON_Delete(json);
    if (!text)
        complain("out of memory");
    return text;
}

bool json_print(cJSON *json)
{
    char *text = take_text(json);
    if (text)
        puts(text);
    cJSON_free(text);
    return text != NULL;
}

int json_save(cJSON *json, const char *path)
{
    char *text = take_text(json);
    int status = text ? report_file_write(path, text) : EXIT_OTHER;
    cJSON_free(text);
    return status;
}
