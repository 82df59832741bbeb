/* facsimile summarise: one row for each result and person. */
#include "cli.h"
#include "interrupt.h"
#include "options.h"

#include <stdlib.h>

static const char usage[] =
    "usage: facsimile summarise DIR|MANIFEST|CSV... [-o FILE] [options]\n"
    "\n"
    "Results of many clips become one table, a row for each result and person: mean, standard\n"
    "deviation and percentiles of the intensity of each action unit, how often it was present, events\n"
    "per minute, the share of frames with a tracked face, and the metadata of the manifest.\n"
    "docs/summaries.md says what each column means.\n"
    "\n"
    "DIR is the folder of a batch: the results its manifest names; without a manifest every CSV file\n"
    "in and below it.  MANIFEST is a manifest.tsv, CSV a result of facsimile or OpenFace.\n"
    "\n"
    "  -o, --output FILE    the CSV file that is made; default standard output\n"
    "  --event-rows N       the shortest event, rows; default 3\n"
    "  -q, --quiet          only errors\n"
    "\n"
    "A result that cannot be used is named and has no row.  Exit: 0, 11 there are such results, 5\n"
    "there is no result.\n"
    "\n"
    "  facsimile summarise results -o summaries.csv\n";

static void on_failed(void *cookie, const char *result, const facs_error *error)
{
    (void)cookie;
    (void)result; /* the message names it */
    complain_error(error);
}

static int on_progress(void *cookie, const facs_summarise_progress *progress)
{
    (void)cookie;
    (void)progress;
    return interrupt_signal() != 0;
}

static int summarise(const char *const *inputs, int count, const char *output, int64_t event_rows, bool quiet)
{
    facs_summarise_options options;
    facs_summarise_summary sum;
    facs_error error = {0};
    facs_summarise_options_init(&options, sizeof options);
    facs_summarise_summary_init(&sum, sizeof sum);
    options.output = output;
    options.event_rows = event_rows;
    options.failed = on_failed;
    options.progress = on_progress;
    interrupt_catch();
    const facs_status status = facs_summarise(inputs, count, &options, &sum, &error);
    if (status != FACS_OK) {
        complain_error(&error);
        return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : exit_status_of(status);
    }
    if (!quiet)
        say(stderr, "facsimile: %lld results, %lld rows, %lld results cannot be used", (long long)sum.results,
            (long long)sum.rows, (long long)sum.failed);
    if (!quiet && sum.without > 0)
        say(stderr, "facsimile: %lld inputs of the manifest have no result", (long long)sum.without);
    return sum.failed ? EXIT_SOME_FAILED : EXIT_FINE;
}

static int run(int argc, char **argv)
{
    const char *output = NULL;
    int64_t event_rows = 3;
    bool quiet = false;
    const option options[] = {
        {"output", 'o', OPTION_TEXT, &output},
        {"event-rows", 0, OPTION_COUNT, &event_rows},
        {"quiet", 'q', OPTION_FLAG, &quiet},
    };
    const char **inputs = calloc((size_t)argc, sizeof *inputs);
    if (!inputs) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    const int count = options_parse("summarise", argc, argv, options, sizeof options / sizeof options[0], inputs, argc);
    int status = count < 0 ? EXIT_USAGE : EXIT_FINE;
    if (count == 0) {
        complain("summarise: an input is missing: facsimile summarise DIR|MANIFEST|CSV...");
        status = EXIT_USAGE;
    } else if (status == EXIT_FINE && event_rows < 1) {
        complain("--event-rows: an event has at least one row");
        status = EXIT_USAGE;
    }
    if (status == EXIT_FINE)
        status = summarise(inputs, count, output, event_rows, quiet);
    free(inputs);
    return status;
}

const command command_summarise = {
    "summarise", "results of many clips: one table with a row for each clip and person", usage, run, NULL, 0};
