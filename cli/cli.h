/* What the subcommands share. */
#ifndef FACSIMILE_CLI_H
#define FACSIMILE_CLI_H

#include <facsimile/facsimile.h>
#include <stdio.h>

/* Exit statuses, documented in docs/cli.md. */
enum {
    EXIT_FINE = 0,
    EXIT_OTHER = 1,
    EXIT_USAGE = 2,
    EXIT_MODELS_MISSING = 3,
    EXIT_MODEL_CORRUPT = 4,
    EXIT_INPUT_MISSING = 5,
    EXIT_INPUT_DAMAGED = 6,
    EXIT_OUTPUT = 7,
    EXIT_DISK_FULL = 8,
    EXIT_LICENCE = 9,
    EXIT_DOWNLOAD = 10,
    EXIT_SOME_FAILED = 11, /* of a batch */
    EXIT_SIGNAL = 128,     /* + number of the signal */
};

typedef struct command {
    const char *name;
    const char *summary; /* one line; NULL for a subcommand */
    const char *usage;   /* shown by help */
    int (*run)(int argc, char **argv);
    const struct command *subcommands; /* such as `models list`; NULL = none */
    int subcommand_count;
} command;

extern const command command_extract, command_batch, command_cameras, command_compare, command_columns, command_bench,
    command_cpuinfo, command_models, command_doctor, command_draw, command_live, command_mirror, command_openface,
    command_pipelines, command_report, command_slurm, command_summarise, command_validate, command_verify, command_view;

int exit_status_of(facs_status status);

/* "facsimile: ..." on stderr, in one line: what is no printable character in a name is escaped */
void complain(const char *format, ...) __attribute__((__format__(__printf__, 1, 2)));
/* what the library says about a failure, which may be several lines and is escaped where it quotes names */
void complain_error(const facs_error *error);
/* a line for people, escaped like those of complain() */
void say(FILE *to, const char *format, ...) __attribute__((__format__(__printf__, 2, 3)));

#endif
