/* Command-line options from a table. */
#include "options.h"

#include "cli.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 64, NAME_LENGTH = 24, THREADS_MAX = 1024 };

/* edits that turn one word into the other */
static int distance(const char *a, const char *b)
{
    size_t rows = strlen(a), columns = strlen(b);
    if (rows > NAME_LENGTH || columns > NAME_LENGTH)
        return NAME_LENGTH;
    int row[NAME_LENGTH + 1];
    for (size_t j = 0; j <= columns; j++)
        row[j] = (int)j;
    for (size_t i = 1; i <= rows; i++) {
        int diagonal = row[0];
        row[0] = (int)i;
        for (size_t j = 1; j <= columns; j++) {
            int edit = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            int shift = 1 + (row[j] < row[j - 1] ? row[j] : row[j - 1]);
            row[j] = edit < shift ? edit : shift;
        }
    }
    return row[columns];
}

const char *options_guess(const char *word, const char *const *names, int count)
{
    const char *best = NULL;
    int nearest = 3; /* a guess may be two edits away */
    for (int i = 0; i < count; i++) {
        int edits = distance(word, names[i]);
        if (edits < nearest) {
            nearest = edits;
            best = names[i];
        }
    }
    return best;
}

static void complain_unknown(const char *subcommand, const char *argument, const char *name, const option *options,
                             int count)
{
    const char *names[NAMES_MAX];
    int known = 0;
    for (int i = 0; i < count && known < NAMES_MAX; i++)
        names[known++] = options[i].name;
    char bare[NAME_LENGTH + 2]; /* without "=VALUE"; a longer one resembles nothing */
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(name, "="), name);
    const char *guess = options_guess(bare, names, known);
    if (guess)
        complain("unknown option %s: did you mean --%s?", argument, guess);
    else
        complain("unknown option %s: see facsimile help %s", argument, subcommand);
}

static bool set_value(const option *wanted, const char *text)
{
    char *end = NULL;
    errno = 0;
    switch (wanted->kind) {
    case OPTION_FLAG:
        *(bool *)wanted->value = true;
        return true;
    case OPTION_TEXT:
        *(const char **)wanted->value = text;
        if (text[0])
            return true;
        complain("--%s: the value is empty", wanted->name);
        return false;
    case OPTION_COUNT:
    case OPTION_THREADS: {
        long long number = strtoll(text, &end, 10);
        if (end == text || *end || errno || number < 0) {
            complain("--%s: '%s' is no whole number from 0", wanted->name, text);
            return false;
        }
        if (wanted->kind == OPTION_THREADS && number > THREADS_MAX) {
            complain("--%s: at most %d", wanted->name, THREADS_MAX);
            return false;
        }
        *(int64_t *)wanted->value = number;
        return true;
    }
    case OPTION_NUMBER: {
        float number = strtof(text, &end);
        if (end == text || *end || !isfinite(number)) {
            complain("--%s: '%s' is no number", wanted->name, text);
            return false;
        }
        *(float *)wanted->value = number;
        return true;
    }
    }
    return false;
}

/* the option `argument` names; *value = what follows '=' */
static const option *find(const char *argument, const option *options, int count, const char **value)
{
    *value = NULL;
    if (argument[1] != '-') {
        for (int i = 0; i < count; i++)
            if (options[i].letter && argument[1] == options[i].letter && !argument[2])
                return &options[i];
        return NULL;
    }
    const char *name = argument + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    for (int i = 0; i < count; i++)
        if (strlen(options[i].name) == length && strncmp(options[i].name, name, length) == 0) {
            *value = equals ? equals + 1 : NULL;
            return &options[i];
        }
    return NULL;
}

int options_parse(const char *subcommand, int argc, char **argv, const option *options, int option_count,
                  const char **words, int most)
{
    int count = 0;
    bool ended = false;
    for (int i = 1; i < argc; i++) {
        const char *argument = argv[i], *value;
        if (!ended && strcmp(argument, "--") == 0) {
            ended = true;
            continue;
        }
        if (ended || argument[0] != '-' || !argument[1]) {
            if (count == most) {
                complain("too many arguments at '%s': see facsimile help %s", argument, subcommand);
                return -1;
            }
            words[count++] = argument;
            continue;
        }
        const option *wanted = find(argument, options, option_count, &value);
        if (!wanted) {
            complain_unknown(subcommand, argument, argument + strspn(argument, "-"), options, option_count);
            return -1;
        }
        if (wanted->kind == OPTION_FLAG && value) {
            complain("--%s takes no value", wanted->name);
            return -1;
        }
        if (wanted->kind != OPTION_FLAG && !value) {
            value = ++i < argc ? argv[i] : NULL;
            if (!value) {
                complain("%s: a value is missing", argument);
                return -1;
            }
        }
        if (!set_value(wanted, value))
            return -1;
    }
    return count;
}
