/* Silent FFmpeg; see quiet.h. */
#include "media/quiet.h"

#include <pthread.h>

enum { ABOVE_ALL_LEVELS = 100 }; /* levels end at 56; FFmpeg looks at the lowest eight bits of the sum */

/* Who lowered the level of the process, and what it was.  The level is FFmpeg's global, so this has to be one, too. */
static pthread_mutex_t level_lock = PTHREAD_MUTEX_INITIALIZER;
static int level_users;
static int level_before;

void facs_quiet_begin(void)
{
    pthread_mutex_lock(&level_lock);
    if (level_users++ == 0) {
        level_before = av_log_get_level();
        av_log_set_level(AV_LOG_QUIET);
    }
    pthread_mutex_unlock(&level_lock);
}

void facs_quiet_end(void)
{
    pthread_mutex_lock(&level_lock);
    /* a level that was set by someone else meanwhile stays */
    if (--level_users == 0 && av_log_get_level() == AV_LOG_QUIET)
        av_log_set_level(level_before);
    pthread_mutex_unlock(&level_lock);
}

void facs_quiet_codec(AVCodecContext *codec)
{
    codec->log_level_offset = ABOVE_ALL_LEVELS;
}
