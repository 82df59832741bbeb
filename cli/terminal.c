/* See terminal.h. */
#include "terminal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

void mark_print(FILE *stream, mark kind)
{
    static const char *const text[] = {"[ok]", "[--]", "[!!]"};
    static const char *const colour[] = {"\033[32m", "\033[33m", "\033[31m"};
    const char *off = getenv("NO_COLOR");
    bool coloured = isatty(fileno(stream)) && !(off && off[0]);
    fprintf(stream, "%s%s%s", coloured ? colour[kind] : "", text[kind], coloured ? "\033[0m" : "");
}

const char *size_text(int64_t bytes, char text[SIZE_TEXT])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double size = (double)bytes;
    size_t unit = 0;
    while (size >= 999.95 && unit + 1 < sizeof units / sizeof *units) {
        size /= 1000;
        unit++;
    }
    snprintf(text, SIZE_TEXT, unit ? "%.1f %s" : "%.0f %s", size, units[unit]);
    return text;
}

int terminal_width(void)
{
    struct winsize window = {0};
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
}

bool terminal_attended(void)
{
    return isatty(STDIN_FILENO) && isatty(STDERR_FILENO);
}

/* A line of the person; false = there is none. */
static bool read_answer(char *answer, int room)
{
    /* here Ctrl-C means no to everything, not "finish what you began" */
    void (*before)(int) = signal(SIGINT, SIG_DFL);
    if (before == SIG_IGN) /* whoever began this program wants that */
        signal(SIGINT, SIG_IGN);
    bool answered = fgets(answer, room, stdin) != NULL;
    signal(SIGINT, before);
    return answered;
}

bool terminal_ask(const char *question)
{
    char answer[16] = "";
    fprintf(stderr, "%s [y/N] ", question);
    fflush(stderr);
    if (!read_answer(answer, sizeof answer))
        return false;
    return strncmp(answer, "y\n", 2) == 0 || strncmp(answer, "Y\n", 2) == 0 || strncmp(answer, "yes\n", 4) == 0;
}

char terminal_choose(const char *question, const char *letters)
{
    char answer[64];
    do {
        fprintf(stderr, "%s ", question);
        fflush(stderr);
        if (!read_answer(answer, sizeof answer))
            return 0;
        if (answer[0] >= 'A' && answer[0] <= 'Z')
            answer[0] = (char)(answer[0] - 'A' + 'a');
    } while (answer[0] == '\n' || !strchr(letters, answer[0]));
    return answer[0];
}
