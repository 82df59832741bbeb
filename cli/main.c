/* facsimile: the command. */
#include "bus_error.h"
#include "cli.h"
#include "dropin.h"
#include "guess.h"
#include "heap.h"
#include "input_shown.h"
#include "openface_words.h"
#include "stack.h"
#include "written.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static const command *const commands[] = {&command_extract, &command_batch,    &command_live,      &command_mirror,
                                          &command_draw,    &command_slurm,    &command_report,    &command_summarise,
                                          &command_compare, &command_validate, &command_columns,   &command_models,
                                          &command_verify,  &command_doctor,   &command_pipelines, &command_cameras,
                                          &command_bench,   &command_cpuinfo,  &command_openface};
enum { COMMANDS = sizeof commands / sizeof commands[0], SUBCOMMANDS_MAX = 16 };

int exit_status_of(facs_status status)
{
    switch (status) {
    case FACS_OK:
    case FACS_AGAIN:
    case FACS_END:
        return EXIT_FINE;
    case FACS_E_ARGUMENT:
        return EXIT_USAGE;
    case FACS_E_NOT_FOUND:
        return EXIT_INPUT_MISSING;
    case FACS_E_MEDIA:
    case FACS_E_EMPTY:
        return EXIT_INPUT_DAMAGED;
    case FACS_E_MODELS_MISSING:
        return EXIT_MODELS_MISSING;
    case FACS_E_MODEL_CORRUPT:
        return EXIT_MODEL_CORRUPT;
    case FACS_E_OUTPUT:
        return EXIT_OUTPUT;
    case FACS_E_DISK_FULL:
        return EXIT_DISK_FULL;
    case FACS_E_LICENCE:
        return EXIT_LICENCE;
    case FACS_E_DOWNLOAD:
        return EXIT_DOWNLOAD;
    case FACS_E_MEMORY:
    case FACS_E_INTERRUPTED:
    case FACS_E_UNSUPPORTED:
    case FACS_E_STATE:
    case FACS_E_INTERNAL:
        break;
    }
    return EXIT_OTHER;
}

static void show_overview(FILE *stream)
{
    fprintf(stream, "facsimile %s: facial action units, landmarks, head pose and gaze from video\n\n", facs_version());
    fprintf(stream, "usage: facsimile COMMAND ...\n\n");
    for (int i = 0; i < COMMANDS; i++)
        fprintf(stream, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(stream, "  %-9s what a command does and takes: facsimile help COMMAND\n", "help");
    fprintf(stream, "\nfacsimile --version shows the version.\n");
}

/* a command or subcommand nearly of that name, with what it belongs to in front; false = there is none */
static bool suggest_command(const char *word)
{
    const char *names[1 + COMMANDS + SUBCOMMANDS_MAX] = {"help"};
    const command *owners[1 + COMMANDS + SUBCOMMANDS_MAX] = {NULL};
    int count = 1;
    for (int i = 0; i < COMMANDS; i++) {
        names[count] = commands[i]->name;
        owners[count++] = NULL;
    }
    for (int i = 0; i < COMMANDS; i++)
        for (int j = 0; j < commands[i]->subcommand_count && count <= COMMANDS + SUBCOMMANDS_MAX; j++) {
            names[count] = commands[i]->subcommands[j].name;
            owners[count++] = commands[i];
        }
    const char *guess = guess_name(word, names, count);
    for (int i = 0; guess && i < count; i++)
        if (names[i] == guess) {
            complain("unknown command '%s': did you mean facsimile %s%s%s?", word, owners[i] ? owners[i]->name : "",
                     owners[i] ? " " : "", guess);
            return true;
        }
    return false;
}

/* there is such a file, or it is written as one */
static bool is_file_name(const char *word)
{
    return access(word, F_OK) == 0 || strchr(word, '/') || (strchr(word, '.') && word[strlen(word) - 1] != '.');
}

static void complain_unknown(const char *given)
{
    char word[1024];
    input_shown(given, word, sizeof word);
    const char *dot = strrchr(word, '.'), *ours = openface_option(word);
    if (!word[0])
        complain("the command is empty; is it a variable without a value?  facsimile --help lists the commands");
    else if (ours)
        complain("%s is an option of OpenFace; here: %s.  A command comes first: facsimile extract INPUT...", word,
                 ours);
    else if (word[0] == '-')
        complain("unknown option %s: a command comes first: facsimile extract INPUT... (facsimile --help lists them)",
                 word);
    else if (suggest_command(word))
        return;
    else if (is_file_name(word) && dot && strcmp(dot, ".csv") == 0)
        complain("unknown command '%s': did you mean facsimile compare A.csv B.csv?", word);
    else if (is_file_name(word))
        complain("unknown command '%s': did you mean facsimile extract %s?", word, word);
    else
        complain("unknown command '%s': facsimile --help lists them", word);
}

/* NULL after a message */
static const command *find_command(const char *name)
{
    for (int i = 0; i < COMMANDS; i++)
        if (strcmp(name, commands[i]->name) == 0)
            return commands[i];
    complain_unknown(name);
    return NULL;
}

/* of a command, or of its subcommand `word` when that names one */
static int show_help(const char *name, const char *word)
{
    const command *found = find_command(name);
    if (!found)
        return EXIT_USAGE;
    const char *usage = found->usage;
    for (int i = 0; word && i < found->subcommand_count; i++)
        if (strcmp(word, found->subcommands[i].name) == 0)
            usage = found->subcommands[i].usage;
    fputs(usage, stdout);
    return EXIT_FINE;
}

static bool asks_for_help(const char *argument)
{
    return strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0;
}

static int run(int argc, char **argv)
{
    const char *first = argc > 1 ? argv[1] : NULL;
    const dropin_program *named = dropin_program_of(argv[0]), *program = named ? named : dropin_program_of(first);
    const int words = named ? 0 : 1; /* in front of the program's */
    if (program && argc == words + 2 && asks_for_help(argv[words + 1])) {
        fputs(command_openface.usage, stdout);
        return EXIT_FINE;
    }
    if (program)
        return dropin_run(program, argc - words, argv + words);
    if (!first) {
        show_overview(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(first, "--version") == 0 || strcmp(first, "-V") == 0) {
        printf("facsimile %s (%s)\n", facs_version(), facs_cpu_name(facs_cpu_detect()));
        return EXIT_FINE;
    }
    bool help = strcmp(first, "help") == 0;
    if (help || asks_for_help(first)) {
        if (argc > 2 && strcmp(argv[2], "help") != 0 && !asks_for_help(argv[2]))
            return show_help(argv[2], argc > 3 ? argv[3] : NULL);
        show_overview(stdout);
        return EXIT_FINE;
    }
    const command *found = find_command(first);
    if (!found)
        return EXIT_USAGE;
    for (int i = 2; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (asks_for_help(argv[i]))
            return show_help(first, argv[2]);
    return found->run(argc - 1, argv + 1);
}

int main(int argc, char **argv)
{
    heap_settle();
    /* a caller may have it ignored: every command ends in the same way when nobody reads on */
    signal(SIGPIPE, SIG_DFL);
    bus_error_catch();
    const int status = written_finish(stack_run(run, argc, argv));
#if !FACS_RUN_FINALISERS
    /* Those of FFmpeg's 150 libraries would have to be read from their files first, 4 MB of them, only to give back what
     * the system takes back by itself */
    fflush(NULL);
    _exit(status);
#endif
    return status;
}
