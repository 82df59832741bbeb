/* See json_file.h. */
#include "json_file.h"

#include "cli.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

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

static bool write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return false;
    bool good = fputs(text, file) >= 0 && fputc('\n', file) == '\n';
    return fclose(file) == 0 && good;
}

bool json_save(cJSON *json, const char *path)
{
    char *text = take_text(json);
    size_t room = strlen(path) + 32;
    char *temporary = malloc(room);
    bool good = text && temporary;
    if (text && !temporary)
        complain("out of memory");
    if (good) {
        struct stat info;
        bool direct = stat(path, &info) == 0 && !S_ISREG(info.st_mode);
        snprintf(temporary, room, "%s.%ld.part", path, (long)getpid());
        good = write_text(direct ? path : temporary, text) && (direct || rename(temporary, path) == 0);
        if (!good) {
            complain("%s: cannot be written: %s", path, strerror(errno));
            if (!direct)
                unlink(temporary);
        }
    }
    free(temporary);
    cJSON_free(text);
    return good;
}
