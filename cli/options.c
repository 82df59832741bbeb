/* Command-line options from a table. */
#include "options.h"

#include "cli.h"
#include "guess.h"
#include "openface_words.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 64, NAME_LENGTH = 64, THREADS_MAX = 1024 };

/* the words of a command line, and how far they have been read */
typedef struct reader {
    const char *subcommand;
    int argc, at; /* argv[at] is looked at */
    char **argv;
    const option *options;
    int option_count;
} reader;

/* ---- what is unknown ---- */

/* OpenFace's options do what extract does */
static const char *translate(const reader *read, const char *argument)
{
    return strcmp(read->subcommand, "extract") == 0 ? openface_option(argument) : NULL;
}

/* the option nearest to a word without dashes, NULL = none is near */
static const char *guess_option(const reader *read, const char *word)
{
    const char *names[NAMES_MAX];
    int known = 0;
    for (int i = 0; i < read->option_count && known < NAMES_MAX; i++)
        names[known++] = read->options[i].name;
    char bare[NAME_LENGTH]; /* without "=VALUE"; a longer one resembles nothing */
    snprintf(bare, sizeof bare, "%.*s", (int)strcspn(word, "="), word);
    return guess_name(bare, names, known);
}

static void complain_unknown(const reader *read, const char *argument)
{
    const char *ours = translate(read, argument), *guess = guess_option(read, argument + strspn(argument, "-"));
    if (ours)
        complain("%s is an option of OpenFace; here: %s", argument, ours);
    else if (guess)
        complain("unknown option %s: did you mean --%s?", argument, guess);
    else
        complain("unknown option %s: see facsimile help %s", argument, read->subcommand);
}

/* ---- values ---- */

static bool set_count(const option *wanted, const char *text)
{
    errno = 0;
    bool digits = text[0] && text[strspn(text, "0123456789")] == '\0';
    long long number = digits ? strtoll(text, NULL, 10) : 0;
    bool threads = wanted->kind == OPTION_THREADS;
    if (!digits) {
        complain("--%s: '%s' is no whole number from 0", wanted->name, text);
    } else if (threads && (errno || number > THREADS_MAX)) {
        complain("--%s: at most %d", wanted->name, THREADS_MAX);
    } else if (errno) {
        complain("--%s: '%s' is too large", wanted->name, text);
    } else {
        *(int64_t *)wanted->value = number;
        return true;
    }
    return false;
}

static bool set_number(const option *wanted, const char *text)
{
    option_number *number = wanted->value;
    char *end = NULL;
    float value = strtof(text, &end);
    /* strtof() also takes white space, hexadecimal digits, "inf" and "nan" */
    if (end == text || *end || text[strspn(text, "+-.eE0123456789")]) {
        complain("--%s: '%s' is no number", wanted->name, text);
        return false;
    }
    if (!(value >= number->least && value <= number->most)) {
        complain("--%s: '%s' is not between %.7g and %.7g %s", wanted->name, text, (double)number->least,
                 (double)number->most, number->unit);
        return false;
    }
    number->value = value;
    number->given = true;
    return true;
}

static bool set_value(const option *wanted, const char *text)
{
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
    case OPTION_THREADS:
        return set_count(wanted, text);
    case OPTION_NUMBER:
        return set_number(wanted, text);
    }
    return false;
}

/* with `value`, or the next word when it is NULL */
static bool take_value(reader *read, const option *wanted, const char *value)
{
    if (!value && read->at + 1 >= read->argc) {
        complain("%s: a value is missing", read->argv[read->at]);
        return false;
    }
    return set_value(wanted, value ? value : read->argv[++read->at]);
}

/* ---- options ---- */

static bool take_long(reader *read, const char *argument)
{
    const char *name = argument + 2, *equals = strchr(name, '=');
    size_t length = equals ? (size_t)(equals - name) : strlen(name);
    for (int i = 0; i < read->option_count; i++) {
        const option *wanted = &read->options[i];
        if (strlen(wanted->name) != length || strncmp(wanted->name, name, length) != 0)
            continue;
        if (wanted->kind != OPTION_FLAG)
            return take_value(read, wanted, equals ? equals + 1 : NULL);
        if (equals)
            complain("--%s takes no value", wanted->name);
        return !equals && set_value(wanted, NULL);
    }
    complain_unknown(read, argument);
    return false;
}

static const option *find_letter(const reader *read, char letter)
{
    for (int i = 0; i < read->option_count; i++)
        if (read->options[i].letter && read->options[i].letter == letter)
            return &read->options[i];
    return NULL;
}

/* "-output" is no "-o" with the value "utput": one dash where two belong, the beginning of a name, or nearly one */
static bool is_long_name(const reader *read, const char *word)
{
    size_t length = strcspn(word, "=");
    const char *meant = length > 3 ? guess_option(read, word) : NULL;
    for (int i = 0; i < read->option_count && length > 1 && !meant; i++)
        if (strncmp(read->options[i].name, word, length) == 0)
            meant = read->options[i].name;
    if (meant)
        complain("unknown option -%s: did you mean --%s?", word, meant);
    return meant != NULL;
}

/* "-q", "-qv", "-j 4", "-j4", "-j=4" */
static bool take_letters(reader *read, const char *argument)
{
    if (translate(read, argument)) {
        complain_unknown(read, argument);
        return false;
    }
    if (is_long_name(read, argument + 1))
        return false;
    for (const char *letter = argument + 1; *letter; letter++) {
        const option *wanted = find_letter(read, *letter);
        if (!wanted) {
            complain_unknown(read, argument);
            return false;
        }
        const char *rest = letter + 1;
        if (wanted->kind != OPTION_FLAG)
            return take_value(read, wanted, *rest ? rest + (*rest == '=') : NULL);
        set_value(wanted, NULL);
    }
    return true;
}

int options_parse(const char *subcommand, int argc, char **argv, const option *options, int option_count,
                  const char **words, int most)
{
    reader read = {subcommand, argc, 1, argv, options, option_count};
    int count = 0;
    bool ended = false;
    for (; read.at < argc; read.at++) {
        const char *argument = argv[read.at];
        if (!ended && strcmp(argument, "--") == 0) {
            ended = true;
        } else if (!ended && argument[0] == '-' && argument[1]) {
            if (!(argument[1] == '-' ? take_long : take_letters)(&read, argument))
                return -1;
        } else if (!argument[0]) {
            complain("%s: argument %d is empty; is it a variable without a value?", argv[0], read.at);
            return -1;
        } else if (count == most) {
            complain("too many arguments at '%s': see facsimile help %s", argument, subcommand);
            return -1;
        } else {
            words[count++] = argument;
        }
    }
    return count;
}
