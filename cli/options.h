/* Command-line options: "--name VALUE", "--name=VALUE", "-x VALUE", "-xVALUE", flags ("-q", "-qv"), and words that are
 * no options. */
#ifndef FACSIMILE_CLI_OPTIONS_H
#define FACSIMILE_CLI_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

typedef enum option_kind { OPTION_FLAG, OPTION_TEXT, OPTION_COUNT, OPTION_THREADS, OPTION_NUMBER } option_kind;

/* a number somebody may give */
typedef struct option_number {
    float value; /* the default before */
    float least, most;
    const char *unit;
    bool given;
} option_number;

typedef struct option {
    const char *name; /* without dashes */
    char letter;      /* 0 = none */
    option_kind kind;
    void *value; /* bool *, const char **, int64_t * (0 or more; of threads: 0..1024), option_number * */
} option;

/* Parse argv[1...]; *words (room for `most`) gets what is no option.  "--" ends the options, "-" is a word.
 * Returns the number of words, or -1 after a message about what is wrong and how it is spelt. */
int options_parse(const char *subcommand, int argc, char **argv, const option *options, int option_count,
                  const char **words, int most);

#endif
