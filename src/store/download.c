/* Tries and addresses.
 *
 * A try that got on by a good piece is not counted, so a large file comes through a line that breaks every few seconds;
 * since pieces are a 64th of the file this ends.  What arrived whole but wrong is thrown away and asked for once more,
 * then the next address is asked. */
#include "store/download.h"

#include "base/printable.h"
#include "base/random.h"

#include <stdio.h>
#include <string.h>

#define WAIT_MAX 30.0 /* s */
enum { PIECES = 64, WRONG_MAX = 2, REPORT_BYTES = 640, URL_BYTES = 2048 };

typedef struct attempt {
    const facs_env *env;
    facs_transfer *transfer;
    facs_watch *watch;
    const facs_download_plan *plan;
    facs_part *part;
    char report[REPORT_BYTES]; /* an address and its trouble a line */
    size_t length;
} attempt;

bool facs_download_possible(const facs_download_plan *plan, const facs_model_file *file)
{
    return plan->url_base || file->url_count > 0;
}

typedef enum found { NO_MORE, FOUND, TOO_LONG } found;

/* the path below the base, with all but letters, digits, "-._~" and "/" as %XX; false = does not fit */
static bool join(const char *base, size_t length, const char *path, char url[URL_BYTES])
{
    static const char digits[] = "0123456789ABCDEF";
    if (length > URL_BYTES - 2)
        return false;
    memcpy(url, base, length);
    if (url[length - 1] != '/')
        url[length++] = '/';
    for (; *path; path++) {
        unsigned char byte = (unsigned char)*path;
        bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9') ||
                     strchr("-._~/", byte);
        if (length + (plain ? 1 : 3) >= URL_BYTES)
            return false;
        if (!plain) {
            url[length++] = '%';
            url[length++] = digits[byte >> 4];
        }
        url[length++] = plain ? *path : digits[byte & 15];
    }
    url[length] = '\0';
    return true;
}

/* address number `index` from 0; one that is too long is cut off */
static found address(const facs_download_plan *plan, const facs_model_file *file, int index, char url[URL_BYTES])
{
    if (!plan->url_base) {
        if (index >= file->url_count)
            return NO_MORE;
        int made = snprintf(url, URL_BYTES, "%s", file->urls[index]);
        return made > 0 && made < URL_BYTES ? FOUND : TOO_LONG;
    }
    const char *base = plan->url_base;
    for (;; index--) {
        base += strspn(base, " \t\r\n");
        size_t length = strcspn(base, " \t\r\n");
        if (!length)
            return NO_MORE;
        if (index == 0 && join(base, length, file->path, url))
            return FOUND;
        if (index == 0) {
            snprintf(url, URL_BYTES, "%.*s", (int)(length < URL_BYTES ? length : URL_BYTES - 1), base);
            return TOO_LONG;
        }
        base += length;
    }
}

/* the address, which may be cut off, without the name and password in it, for reports and logs */
static void hide_login(const char *url, bool cut, char shown[URL_BYTES])
{
    const char *scheme = strstr(url, "://"), *host = scheme ? scheme + 3 : url, *login = NULL;
    size_t authority = strcspn(host, "/?#");
    for (size_t i = 0; i < authority; i++)
        if (host[i] == '@')
            login = host + i;
    if (cut && host[authority] == '\0') /* it may still have been to come */
        login = host + authority;
    int made = snprintf(shown, URL_BYTES, "%.*s%s%s", (int)(host - url), url, login ? "***" : "", login ? login : host);
    if (made < 0)
        shown[0] = '\0';
}

static void report(attempt *current, const char *url, int tries, const char *message)
{
    char times[32] = "";
    if (tries > 1)
        snprintf(times, sizeof times, " (%d tries)", tries);
    facs_add_message(current->report, sizeof current->report, &current->length, "\n  %.200s: %.200s%s", url, message,
                     times);
}

/* min(30, wait * 2^n) and up to `wait` on top, so that many who failed together do not come back together */
static double pause_before(const facs_download_plan *plan, int failures, double asked)
{
    double wait = plan->wait;
    for (int i = 1; i < failures && wait < WAIT_MAX; i++)
        wait *= 2;
    wait += plan->wait * facs_random_fraction();
    if (asked > wait && plan->wait > 0)
        wait = asked;
    return wait > WAIT_MAX ? WAIT_MAX : wait;
}

/* the part is whole: FACS_AGAIN when it is not the file */
static facs_status finish(attempt *current, facs_error *error)
{
    facs_error why = {0};
    facs_status status = facs_part_finish(current->part, &why);
    if (status != FACS_E_MODEL_CORRUPT) {
        if (error && status != FACS_OK)
            *error = why;
        return status;
    }
    if (facs_part_is_web_page(current->part))
        facs_fail(error, FACS_E_DOWNLOAD, "a web page instead of the file");
    else
        facs_fail(error, FACS_E_DOWNLOAD, "%s", why.message);
    return facs_part_restart(current->part, error) == FACS_OK ? FACS_AGAIN : error->status;
}

/* FACS_AGAIN: ask the next address.  What an earlier run, or another address, began may be no good, which is found out
 * once and not held against this one. */
static facs_status try_address(attempt *current, const char *url, const char *shown, facs_error *error)
{
    const facs_model_file *file = current->part->file;
    int failures = 0, wrong = 0;
    bool others = current->part->bytes > 0;
    for (;;) {
        facs_error why = {0};
        double asked = 0;
        int64_t before = current->part->bytes;
        facs_transfer_end end = before == file->bytes
                                    ? FACS_TRANSFER_WHOLE /* left by a run that ended before the check */
                                    : facs_transfer_get(current->transfer, url, current->part, &asked, &why);
        if (end == FACS_TRANSFER_WHOLE) {
            facs_status status = finish(current, &why);
            if (status != FACS_AGAIN) {
                if (status != FACS_OK)
                    *error = why;
                return status;
            }
            wrong += !others;
        }
        if (end == FACS_TRANSFER_STOP) {
            *error = why;
            return why.status;
        }
        bool useless = others && current->part->bytes == 0,
             got_on = current->part->bytes - before > file->bytes / PIECES;
        failures += !got_on && !useless;
        others = others && !useless;
        if (end == FACS_TRANSFER_ELSEWHERE || failures >= current->plan->tries || wrong >= WRONG_MAX) {
            report(current, shown, wrong > failures ? wrong : failures, why.message);
            return FACS_AGAIN;
        }
        double wait = useless ? 0 : pause_before(current->plan, failures, asked);
        facs_log(current->env, got_on || useless ? FACS_LOG_DEBUG : FACS_LOG_WARNING, "%s: %s; next try in %.1f s",
                 shown, why.message, wait);
        if (facs_watch_sleep(current->watch, wait, current->part->bytes))
            return facs_watch_stopped(error);
    }
}

facs_status facs_download(const facs_env *env, facs_transfer *transfer, facs_watch *watch,
                          const facs_download_plan *plan, const facs_model_file *file, const char *final_path,
                          facs_error *error)
{
    facs_part part = {0};
    facs_error why = {0};
    facs_status status = facs_part_open(env, file, final_path, &part, error);
    if (status != FACS_OK)
        return status;
    attempt current = {.env = env, .transfer = transfer, .watch = watch, .plan = plan, .part = &part};
    char url[URL_BYTES], shown[URL_BYTES];
    found next;
    status = FACS_AGAIN;
    for (int i = 0; status == FACS_AGAIN && (next = address(plan, file, i, url)) != NO_MORE; i++) {
        hide_login(url, next == TOO_LONG, shown);
        if (next == TOO_LONG)
            report(&current, shown, 1, "an address this long is not asked");
        else
            status = try_address(&current, url, shown, &why);
    }
    if (status == FACS_AGAIN) {
        status = facs_fail(error, FACS_E_DOWNLOAD, "%s: cannot be downloaded from anywhere:", file->path);
        facs_fail_lines(error, current.report);
    } else if (status != FACS_OK) {
        status = facs_fail(error, status, "%s", why.message);
    }
    /* a piece is worth keeping unless the disk is full */
    facs_part_close(&part, status == FACS_E_DOWNLOAD || status == FACS_E_INTERRUPTED);
    return status;
}
