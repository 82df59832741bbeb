/* The scripts of a batch for Slurm. */
#ifndef FACSIMILE_CLI_SLURM_SCRIPT_H
#define FACSIMILE_CLI_SLURM_SCRIPT_H

#include <stdbool.h>
#include <stdint.h>

typedef struct slurm_job {
    const char *program, *folder;    /* folder: of the results; made if need be */
    const char *partition, *account; /* NULL = none is named */
    char *const *words;              /* "batch" and its arguments */
    int count;
    int64_t tasks, minutes, megabytes, cpus;
} slurm_job;

/* Writes FOLDER/slurm-array.sh and slurm-merge.sh, and submits or shows them.  An exit status, after a message. */
int slurm_script_make(const slurm_job *job, bool submit);

#endif
