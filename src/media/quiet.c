/* Silent FFmpeg objects; see quiet.h. */
#include "media/quiet.h"

#include <libavutil/opt.h>
#include <string.h>

enum { ABOVE_ALL_LEVELS = 100 }; /* levels end at 56; FFmpeg looks at the lowest eight bits of the sum */

void facs_quiet_codec(AVCodecContext *codec)
{
    codec->log_level_offset = ABOVE_ALL_LEVELS;
}

void facs_quiet_format(facs_quiet *quiet, AVFormatContext *format)
{
    quiet->class = *format->av_class;
    quiet->class.log_level_offset_offset = (int)offsetof(AVFormatContext, metadata_header_padding);
    format->metadata_header_padding = ABOVE_ALL_LEVELS;
    format->av_class = &quiet->class;
}

void facs_quiet_scaler(facs_quiet *quiet, struct SwsContext *scaler)
{
    const AVOption *param = av_opt_find(scaler, "param0", NULL, 0, 0);
    if (!param || param->type != AV_OPT_TYPE_DOUBLE)
        return;
    uint64_t bits = ABOVE_ALL_LEVELS;
    double denormal;
    memcpy(&denormal, &bits, sizeof denormal);
    if (av_opt_set_double(scaler, "param0", denormal, 0) < 0)
        return;
    int lower_half = 0; /* bytes from the start of an f64 */
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    lower_half = 4;
#endif
    const AVClass **class = (const AVClass **)(void *)scaler;
    quiet->class = **class;
    quiet->class.log_level_offset_offset = param->offset + lower_half;
    *class = &quiet->class;
}
