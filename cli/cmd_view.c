/* facsimile view: the results of a folder in a browser. */
#include "cli.h"
#include "interrupt.h"
#include "options.h"
#include "screen.h"

#include <spawn.h>
#include <stdio.h>

static const char usage[] =
    "usage: facsimile view FOLDER [options]\n"
    "\n"
    "A page in a browser with the results in FOLDER and in those below it: a list that can be filtered,\n"
    "a picture of each where its video is there, and its report, made when it is opened\n"
    "(docs/view.md).  Nothing in the folder is changed.  Ctrl-C ends it.\n"
    "\n"
    "  --http [ADDRESS:]PORT     where the page is; default a port that is free, on this machine alone.\n"
    "                       Other machines reach it only where an address is named, and need the\n"
    "                       token in the address that is printed\n"
    "  --token WORD         that token, 8 to 64 letters and digits; also on this machine alone\n"
    "  --open               open it in the desktop's browser (xdg-open)\n"
    "  -q, --quiet          only errors and the address\n"
    "  -v, --verbose        more messages\n"
    "\n"
    "Exit: 128 + the signal that stopped it (130: Ctrl-C), else as with extract.\n"
    "\n"
    "  facsimile view results\n";

typedef struct viewing {
    screen lines;
    bool opens;
} viewing;

extern char **environ;

static void open_browser(const char *address)
{
    char *const words[] = {(char *)"xdg-open", (char *)(uintptr_t)address, NULL};
    pid_t ignored;
    if (posix_spawnp(&ignored, words[0], NULL, NULL, words, environ) != 0)
        complain("--open: there is no xdg-open; open the address in a browser");
}

static void take_page(void *cookie, const char *address)
{
    const viewing *here = cookie;
    say(stderr, "the page is at %s", address);
    if (here->opens)
        open_browser(address);
}

static int take_progress(void *cookie)
{
    (void)cookie;
    return interrupt_signal() != 0;
}

static int view(const char *folder, const facs_view_options *given, viewing *here)
{
    facs_view_options options = *given;
    facs_error error = {.status = FACS_OK};
    facs_env env;
    facs_env_init(&env, sizeof env);
    env.cookie = &here->lines;
    env.log = screen_message;
    options.env = &env;
    options.page = take_page;
    options.progress = take_progress;
    options.cookie = here;
    interrupt_catch();
    const facs_status status = facs_view_run(folder, &options, &error);
    if (status == FACS_OK)
        return interrupt_signal() ? EXIT_SIGNAL + interrupt_signal() : EXIT_FINE;
    complain_error(&error);
    return exit_status_of(status);
}

static int run(int argc, char **argv)
{
    bool quiet = false, verbose = false;
    viewing here = {.opens = false};
    facs_view_options options;
    facs_view_options_init(&options, sizeof options);
    const option known[] = {
        {"http", 0, OPTION_TEXT, &options.http}, {"token", 0, OPTION_TEXT, &options.http_token},
        {"open", 0, OPTION_FLAG, &here.opens},   {"quiet", 'q', OPTION_FLAG, &quiet},
        {"verbose", 'v', OPTION_FLAG, &verbose},
    };
    const char *words[1];
    const int count = options_parse("view", argc, argv, known, sizeof known / sizeof known[0], words, 1);
    if (count == 0)
        complain("view: a folder is missing: facsimile view FOLDER [options]");
    if (count < 1)
        return EXIT_USAGE;
    if (!screen_init(&here.lines, quiet, verbose)) {
        complain("out of memory");
        return EXIT_OTHER;
    }
    const int status = view(words[0], &options, &here);
    screen_free(&here.lines);
    return status;
}

const command command_view = {"view", "results of a folder, in a browser", usage, run, NULL, 0};
