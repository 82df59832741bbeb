/* See live_terminal.h.
 *
 * The other screen of the terminal is used (xterm's 1049), so that what was there before is there afterwards.  The size is
 * asked for at every drawing.  A terminal that takes nothing (Ctrl-S) is left alone: analysis goes on. */
#include "live_terminal.h"

#include "interrupt.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

enum { ROWS_MOST = 100, COLUMNS_MOST = 300, ROW_BYTES = 4 * COLUMNS_MOST };

static const char enter_text[] = "\033[?1049h\033[?25l\033[2J", leave_text[] = "\033[0m\033[?25h\033[?1049l";

/* signal handlers need all of it, and there is one terminal */
static struct {
    volatile sig_atomic_t open, keys;
    struct termios before, during;
    live_line lines[ROWS_MOST];
    char text[ROWS_MOST * ROW_BYTES];
} terminal;

static void put(const char *text, size_t count)
{
    while (count > 0) {
        const ssize_t now = write(STDOUT_FILENO, text, count);
        if (now <= 0)
            return;
        text += now;
        count -= (size_t)now;
    }
}

/* these two are called by signal handlers, too */
static void enter(void)
{
    if (terminal.keys)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal.during);
    put(enter_text, sizeof enter_text - 1);
}

static void leave(void)
{
    put(leave_text, sizeof leave_text - 1);
    if (terminal.keys)
        tcsetattr(STDIN_FILENO, TCSADRAIN, &terminal.before);
}

static void leave_at_end(void)
{
    if (terminal.open)
        leave();
    terminal.open = 0;
}

/* Ctrl-Z: stop with the terminal as it was, go on with ours */
static void stop_and_go_on(int number)
{
    sigset_t this;
    if (terminal.open)
        leave();
    signal(number, SIG_DFL);
    raise(number);
    sigemptyset(&this);
    sigaddset(&this, number);
    sigprocmask(SIG_UNBLOCK, &this, NULL); /* here it stops */
    signal(number, stop_and_go_on);
    if (terminal.open)
        enter();
}

static bool in_foreground(int file)
{
    return isatty(file) && tcgetpgrp(file) == getpgrp();
}

bool live_terminal_here(void)
{
    const char *kind = getenv("TERM");
    return in_foreground(STDOUT_FILENO) && kind && kind[0] && strcmp(kind, "dumb") != 0;
}

void live_terminal_open(bool keys)
{
    terminal.keys = keys && in_foreground(STDIN_FILENO) && tcgetattr(STDIN_FILENO, &terminal.before) == 0;
    if (terminal.keys) {
        terminal.during = terminal.before;
        terminal.during.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
        terminal.during.c_cc[VMIN] = 0;
        terminal.during.c_cc[VTIME] = 0;
        terminal.during.c_cc[VQUIT] = _POSIX_VDISABLE; /* it would leave the terminal as it is */
    }
    interrupt_before_end(leave_at_end);
    terminal.open = 1;
    enter();
    signal(SIGTSTP, stop_and_go_on);
}

void live_terminal_close(void)
{
    if (!terminal.open)
        return;
    signal(SIGTSTP, SIG_DFL);
    leave_at_end();
}

bool live_terminal_has_keys(void)
{
    return terminal.keys;
}

static char *put_text(char *at, const char *text)
{
    while (*text && at < terminal.text + sizeof terminal.text - 64)
        *at++ = *text++;
    return at;
}

void live_terminal_draw(const live_view *view)
{
    static const char *const style[] = {[LIVE_PLAIN] = "", [LIVE_TITLE] = "\033[1m", [LIVE_WARNING] = "\033[33m"};
    struct pollfd ready = {.fd = STDOUT_FILENO, .events = POLLOUT};
    struct winsize window = {0};
    const char *off = getenv("NO_COLOR");
    if (!terminal.open || poll(&ready, 1, 0) != 1 || !(ready.revents & POLLOUT))
        return;
    if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &window) != 0 || window.ws_col == 0 || window.ws_row == 0)
        window = (struct winsize){.ws_row = 24, .ws_col = 80};
    const int rows = window.ws_row < ROWS_MOST ? window.ws_row : ROWS_MOST;
    const int columns = window.ws_col < COLUMNS_MOST ? window.ws_col : COLUMNS_MOST;
    const int count = live_view_draw(view, columns, rows, terminal.lines);
    char *at = put_text(terminal.text, "\033[H");
    for (int i = 0; i < count; i++) {
        const live_line *line = &terminal.lines[i];
        at = put_text(at, i > 0 ? "\r\n" : "");
        at = put_text(at, off && off[0] && line->style == LIVE_WARNING ? "" : style[line->style]);
        at = put_text(at, line->text);
        at = put_text(at, "\033[0m\033[K");
    }
    at = put_text(at, "\033[J");
    put(terminal.text, (size_t)(at - terminal.text));
}

bool live_terminal_quits(void)
{
    char keys[64];
    if (!terminal.open || !terminal.keys || !in_foreground(STDIN_FILENO))
        return false;
    const ssize_t count = read(STDIN_FILENO, keys, sizeof keys);
    for (ssize_t i = 0; i < count; i++)
        if (keys[i] == 'q' || keys[i] == 'Q')
            return true;
    return false;
}
