/* See bus_error.h.  Only what a signal handler may call. */
#include "bus_error.h"

#include "cli.h"

#include <fcntl.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

enum { LINE = 4352 }; /* a path and what stands before it */

/* the kernel's list of mappings */
typedef struct listing {
    int file;
    char block[1024];
    ssize_t at, got;
} listing;

/* false at the end; a line that is too long is cut */
static bool next_line(listing *maps, char line[LINE])
{
    for (int length = 0;;) {
        if (maps->at == maps->got) {
            maps->got = read(maps->file, maps->block, sizeof maps->block);
            maps->at = 0;
        }
        if (maps->got <= 0)
            return false;
        char byte = maps->block[maps->at++];
        if (byte == '\n') {
            line[length] = '\0';
            return true;
        }
        if (length < LINE - 1)
            line[length++] = byte;
    }
}

static uintptr_t read_hex(const char **text)
{
    static const char digits[] = "0123456789abcdef";
    uintptr_t number = 0;
    for (const char *digit; **text && (digit = strchr(digits, **text)) != NULL; ++*text)
        number = number * 16 + (uintptr_t)(digit - digits);
    return number;
}

/* "START-END rights offset device number   PATH": the path when the address lies there; else NULL */
static const char *path_at(const char *line, uintptr_t address)
{
    uintptr_t from = read_hex(&line);
    if (*line++ != '-')
        return NULL;
    uintptr_t to = read_hex(&line);
    return address >= from && address < to ? strchr(line, '/') : NULL;
}

static void tell(const char *text)
{
    if (write(STDERR_FILENO, text, strlen(text)) < 0)
        return;
}

static void on_bus_error(int number, siginfo_t *info, void *context)
{
    static char line[LINE];
    static listing maps;
    static atomic_flag taken = ATOMIC_FLAG_INIT;
    const char *path = NULL;
    (void)context;
    while (atomic_flag_test_and_set(&taken))
        pause(); /* another thread is at it and will end the program */
    maps.file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    while (maps.file >= 0 && !path && next_line(&maps, line))
        path = path_at(line, (uintptr_t)info->si_addr);
    if (!path) {
        signal(number, SIG_DFL); /* the instruction that failed comes again */
        return;
    }
    tell("facsimile: ");
    tell(path);
    tell(": was cut short or cannot be read any more while it was in use; run again: a damaged model pack is made "
         "anew\n");
    _exit(EXIT_MODEL_CORRUPT);
}

void bus_error_catch(void)
{
    struct sigaction action = {.sa_sigaction = on_bus_error, .sa_flags = SA_SIGINFO};
    sigemptyset(&action.sa_mask);
    sigaction(SIGBUS, &action, NULL);
}
