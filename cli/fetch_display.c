/* See fetch_display.h. */
#include "fetch_display.h"

#include "cli.h"
#include "escape.h"
#include "terminal.h"

#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BAR_MAX = 30, LINE_MAX_BYTES = 320 };
#define REDRAW 0.1 /* s */

static double seconds_now(void)
{
    struct timespec now = {0};
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

fetch_display fetch_display_make(const char *name, bool quiet)
{
    return (fetch_display){.name = name, .live = isatty(STDERR_FILENO) && !quiet, .quiet = quiet};
}

void fetch_display_clear(fetch_display *display)
{
    if (display->drawn)
        fputs("\r\033[K", stderr);
    display->drawn = false;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* "openface-clnf [########------]  52 %  19.4 of 37.3 MB  3.1 MB/s  0:06 left  ccnf_patches.txt" */
static void draw(fetch_display *display, const facs_fetch_progress *progress, double now)
{
    char line[LINE_MAX_BYTES], name[LINE_MAX_BYTES], bar[BAR_MAX + 1], done[SIZE_TEXT], total[SIZE_TEXT],
        rate_text[SIZE_TEXT];
    double share = progress->bytes_total > 0 ? (double)progress->bytes_done / (double)progress->bytes_total : 0;
    int width = terminal_width(),
        cells = width >= 100  ? BAR_MAX
                : width >= 70 ? 16
                              : 8,
        filled = (int)(share * cells + 0.5);
    for (int i = 0; i < cells; i++)
        bar[i] = i < filled ? '#' : '-';
    bar[cells] = '\0';
    double elapsed = now - display->started,
           rate = elapsed > 1 ? (double)(progress->bytes_done - display->bytes_at_start) / elapsed : 0;
    int length = snprintf(line, sizeof line, "%s [%s] %3.0f %%  %s of %s", display->name, bar, share * 100,
                          size_text(progress->bytes_done, done), size_text(progress->bytes_total, total));
    if (rate > 0 && length > 0 && (size_t)length < sizeof line) {
        long left = (long)((double)(progress->bytes_total - progress->bytes_done) / rate + 0.5);
        length += snprintf(line + length, sizeof line - (size_t)length, "  %s/s  %ld:%02ld left",
                           size_text((int64_t)rate, rate_text), left / 60, left % 60);
    }
    if (length > 0 && (size_t)length < sizeof line)
        snprintf(line + length, sizeof line - (size_t)length, "  %s",
                 escape_text(base_name(progress->file->path), name, sizeof name));
    fprintf(stderr, "\r\033[K%.*s", width - 1, line);
    fflush(stderr);
    display->drawn = true;
    display->drawn_at = now;
}

void fetch_display_show(fetch_display *display, const facs_fetch_progress *progress)
{
    char size[SIZE_TEXT];
    if (display->quiet || !progress->file)
        return;
    if (!display->live) {
        if (progress->file_done)
            complain("%d of %d: %s (%s)", progress->file_number, progress->files_total, base_name(progress->file->path),
                     size_text(progress->file->bytes, size));
        return;
    }
    double now = seconds_now();
    if (display->started == 0) {
        display->started = now;
        display->bytes_at_start = progress->bytes_done;
    }
    if (now - display->drawn_at >= REDRAW || progress->bytes_done == progress->bytes_total)
        draw(display, progress, now);
}
