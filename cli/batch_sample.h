/* The beginning of a batch, to learn what all of it will take. */
#ifndef FACSIMILE_CLI_BATCH_SAMPLE_H
#define FACSIMILE_CLI_BATCH_SAMPLE_H

#include <stdbool.h>
#include <stdint.h>

typedef struct batch_sample {
    const char *folder;  /* where the results of the sample go */
    int64_t most;        /* inputs that are sampled */
    int64_t frames_most; /* of each */
    /* what was found */
    const char *out_dir; /* of the batch; borrowed from the arguments */
    int64_t inputs;      /* there are in all */
    int64_t sampled;     /* without failure, and these frames of them */
    int64_t frames;
    double cpu;           /* s for these frames */
    int64_t frames_whole; /* that the sampled inputs have in all, as far as they say */
    int64_t ended;        /* sampled and failed */
} batch_sample;

/* The arguments of `facsimile batch`, checked; the first inputs are begun.  An exit status, after a message unless it is EXIT_FINE. */
int batch_sample_run(int argc, char **argv, batch_sample *sample);

#endif
