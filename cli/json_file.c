/* See json_file.h. */
#include "json_file.h"

#include "cli.h"
#include "written.h"

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

/* 0, or an errno */
static int write_text(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");
    if (!file)
        return errno;
    int code = fputs(text, file) < 0 || fputc('\n', file) == EOF || fflush(file) != 0 ? errno : 0;
    return fclose(file) != 0 && !code ? errno : code;
}

int json_save(cJSON *json, const char *path)
{
    char *text = take_text(json);
    size_t room = strlen(path) + 32;
    char *temporary = malloc(room);
    int status = text && temporary ? EXIT_FINE : EXIT_OTHER;
    if (text && !temporary)
        complain("out of memory");
    if (status == EXIT_FINE) {
        struct stat info;
        bool direct = stat(path, &info) == 0 && !S_ISREG(info.st_mode);
        snprintf(temporary, room, "%s.%ld.part", path, (long)getpid());
        int code = write_text(direct ? path : temporary, text);
        if (!code && !direct && rename(temporary, path) != 0)
            code = errno;
        if (code)
            status = written_fail(path, code);
        if (code && !direct)
            unlink(temporary);
    }
    free(temporary);
    cJSON_free(text);
    return status;
}
