/* See tone_map.h.  With E' = R' G' B' of the frame from 0 to 1, each step for each pixel:
 *
 *   light, PQ (SMPTE ST 2084), cd/m^2:  L = 10000 (max(E'^(1/m2) - c1, 0) / (c2 - c3 E'^(1/m2)))^(1/m1)
 *   light, HLG (ITU-R BT.2100):         E = E'^2 / 3 up to 1/2, else (exp((E' - c) / a) + b) / 12
 *                                       L = 1000 Y^0.2 E, Y = 0.2627 R + 0.6780 G + 0.0593 B
 *   in units of reference white:        V = L / 203 (ITU-R BT.2408)
 *   primaries BT.2020 -> BT.709:        by a matrix (ITU-R BT.2087), what is negative becomes 0
 *   range:                              with m = max(R, G, B) > k = 0.75, t = (m - k) / (1 - k), p the t of 1000 cd/m^2:
 *                                       V *= (k + (1 - k) t (1 + t / p^2) / (1 + t)) / m, at most 1
 *   display (ITU-R BT.1886):            255 V^(1/2.4), rounded
 *
 * So what an SDR picture holds keeps its values up to 3/4 of reference white, whose own is 241 of 255; the shoulder is
 * Reinhard's extended one, which keeps the hue and takes 1000 cd/m^2 to white. */
#include "media/tone_map.h"

#include <math.h>

enum { LIGHT_BITS = 12, LIGHTS = 1 << LIGHT_BITS, SHOWN = 1 << 14 };

static const double reference_white = 203, peak = 1000, knee = 0.75; /* cd/m^2, cd/m^2, of reference white */

struct facs_tone_map {
    struct SwsContext *scaler;
    int src_width, src_height, src_format, src_range, src_space, transfer;
    int width, height;
    bool wide; /* primaries of BT.2020 */
    uint16_t *rgb;
    float light[LIGHTS];  /* of E'; PQ: V, HLG: E */
    uint8_t shown[SHOWN]; /* of sqrt(V) */
};

const char *facs_tone_map_needed(const AVFrame *frame)
{
    return frame->color_trc == AVCOL_TRC_SMPTE2084 ? "PQ" : frame->color_trc == AVCOL_TRC_ARIB_STD_B67 ? "HLG" : NULL;
}

static double pq_light(double value)
{
    const double m1 = 2610.0 / 16384, m2 = 2523.0 / 4096 * 128, c1 = 3424.0 / 4096, c2 = 2413.0 / 4096 * 32,
                 c3 = 2392.0 / 4096 * 32;
    const double root = pow(value, 1 / m2);
    return 10000 * pow(fmax(root - c1, 0) / (c2 - c3 * root), 1 / m1) / reference_white;
}

static double hlg_scene(double value)
{
    const double a = 0.17883277, b = 1 - 4 * a, c = 0.5 - a * log(4 * a);
    return value <= 0.5 ? value * value / 3 : (exp((value - c) / a) + b) / 12;
}

static void make_tables(facs_tone_map *map)
{
    for (int i = 0; i < LIGHTS; i++) {
        const double value = (double)i / (LIGHTS - 1);
        map->light[i] = (float)(map->transfer == AVCOL_TRC_SMPTE2084 ? pq_light(value) : hlg_scene(value));
    }
    for (int i = 0; i < SHOWN; i++) {
        const double root = (double)i / (SHOWN - 1);
        map->shown[i] = (uint8_t)lrint(255 * pow(root * root, 1 / 2.4));
    }
}

static bool fits(const facs_tone_map *map, const AVFrame *frame, int width, int height)
{
    return map && map->src_width == frame->width && map->src_height == frame->height &&
           map->src_format == frame->format && map->src_range == (int)frame->color_range &&
           map->src_space == (int)frame->colorspace && map->transfer == (int)frame->color_trc && map->width == width &&
           map->height == height && map->wide == (frame->color_primaries != AVCOL_PRI_BT709);
}

/* to R G B of 16 bits, by the frame's own matrix; that of BT.2020 when it states none */
static bool open_scaler(facs_tone_map *map)
{
    map->scaler = sws_alloc_context();
    if (!map->scaler)
        return false;
    av_opt_set_int(map->scaler, "srcw", map->src_width, 0);
    av_opt_set_int(map->scaler, "srch", map->src_height, 0);
    av_opt_set_int(map->scaler, "src_format", map->src_format, 0);
    av_opt_set_int(map->scaler, "dstw", map->width, 0);
    av_opt_set_int(map->scaler, "dsth", map->height, 0);
    av_opt_set_int(map->scaler, "dst_format", AV_PIX_FMT_RGB48, 0);
    av_opt_set_int(map->scaler, "sws_flags", SWS_BICUBIC | SWS_ACCURATE_RND, 0);
    av_opt_set_int(map->scaler, "threads", 1, 0);
    const bool stated = map->src_space != AVCOL_SPC_UNSPECIFIED && map->src_space != AVCOL_SPC_RGB;
    const int *matrix = sws_getCoefficients(stated ? map->src_space : SWS_CS_BT2020);
    const int full = map->src_range == AVCOL_RANGE_JPEG;
    sws_setColorspaceDetails(map->scaler, matrix, full, matrix, 1, 0, 1 << 16, 1 << 16);
    return sws_init_context(map->scaler, NULL, NULL) >= 0;
}

static facs_status open_map(const facs_env *env, facs_tone_map **address, const char *path, const AVFrame *frame,
                            int width, int height, facs_error *error)
{
    facs_tone_map_free(env, address);
    facs_tone_map *map = *address = facs_calloc(env, 1, sizeof *map);
    if (!map)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", path);
    map->src_width = frame->width;
    map->src_height = frame->height;
    map->src_format = frame->format;
    map->src_range = (int)frame->color_range;
    map->src_space = (int)frame->colorspace;
    map->transfer = (int)frame->color_trc;
    map->width = width;
    map->height = height;
    map->wide = frame->color_primaries != AVCOL_PRI_BT709;
    /* swscale may write whole vectors */
    map->rgb = facs_calloc(env, (size_t)width * (size_t)height + 64, 3 * sizeof *map->rgb);
    if (!map->rgb)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory for a frame of %d x %d pixels", path, width, height);
    if (!sws_isSupportedInput((enum AVPixelFormat)frame->format) || !open_scaler(map)) {
        const char *name = av_get_pix_fmt_name((enum AVPixelFormat)frame->format);
        return facs_fail(error, FACS_E_MEDIA, "%s: its pixel format (%s) cannot be converted", path,
                         name ? name : "unknown");
    }
    make_tables(map);
    return FACS_OK;
}

static void map_pixel(const facs_tone_map *map, const uint16_t *rgb, uint8_t *bgr)
{
    float light[3];
    for (int c = 0; c < 3; c++)
        light[c] = map->light[rgb[c] >> (16 - LIGHT_BITS)];
    if (map->transfer == AVCOL_TRC_ARIB_STD_B67) {
        const float scene = 0.2627f * light[0] + 0.6780f * light[1] + 0.0593f * light[2];
        const float gain = (float)(peak / reference_white) * powf(scene, 0.2f);
        for (int c = 0; c < 3; c++)
            light[c] *= gain;
    }
    static const float to_709[3][3] = {
        {1.6605f, -0.5876f, -0.0728f}, {-0.1246f, 1.1329f, -0.0083f}, {-0.0182f, -0.1006f, 1.1187f}};
    float out[3], most = 0;
    for (int c = 0; c < 3; c++) {
        out[c] = map->wide ? to_709[c][0] * light[0] + to_709[c][1] * light[1] + to_709[c][2] * light[2] : light[c];
        out[c] = out[c] > 0 ? out[c] : 0;
        most = out[c] > most ? out[c] : most;
    }
    const float k = (float)knee, p = ((float)(peak / reference_white) - k) / (1 - k), t = (most - k) / (1 - k);
    const float gain = most > k ? (k + (1 - k) * t * (1 + t / (p * p)) / (1 + t)) / most : 1;
    for (int c = 0; c < 3; c++) {
        const float value = gain * out[c];
        bgr[2 - c] = value >= 1 ? 255 : map->shown[(int)(sqrtf(value) * (SHOWN - 1) + 0.5f)];
    }
}

facs_status facs_tone_map_frame(const facs_env *env, facs_tone_map **address, const char *path, const AVFrame *frame,
                                int width, int height, facs_pixels *bgr, facs_error *error)
{
    facs_status status = facs_pixels_resize(env, bgr, width, height, 3);
    if (status != FACS_OK)
        return facs_fail(error, status, "%s: out of memory for a frame of %d x %d pixels", path, width, height);
    if (!fits(*address, frame, width, height))
        status = open_map(env, address, path, frame, width, height, error);
    if (status != FACS_OK)
        return status;
    const facs_tone_map *map = *address;
    uint8_t *planes[4] = {(uint8_t *)map->rgb};
    const int strides[4] = {(int)(3 * sizeof *map->rgb) * width};
    if (sws_scale(map->scaler, (const uint8_t *const *)frame->data, frame->linesize, 0, frame->height, planes,
                  strides) < 0)
        return facs_fail(error, FACS_E_MEDIA, "%s: a frame could not be converted", path);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            map_pixel(map, map->rgb + 3 * ((size_t)y * (size_t)width + (size_t)x), bgr->data + y * bgr->stride + 3 * x);
    return FACS_OK;
}

void facs_tone_map_free(const facs_env *env, facs_tone_map **map)
{
    if (!*map)
        return;
    sws_freeContext((*map)->scaler);
    facs_free(env, (*map)->rgb);
    facs_free(env, *map);
    *map = NULL;
}
