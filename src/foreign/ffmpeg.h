/* FFmpeg's libraries; see needed.h.
 *
 * A function that comes into use takes a line in the list of its library and one of the names below. */
#ifndef FACS_FOREIGN_FFMPEG_H
#define FACS_FOREIGN_FFMPEG_H

#include "foreign/needed.h"

#include <libavcodec/avcodec.h>
#include <libavfilter/avfilter.h>
#include <libavfilter/buffersink.h>
#include <libavfilter/buffersrc.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/display.h>
#include <libavutil/log.h>
#include <libavutil/macros.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
#include <libswscale/swscale.h>
#if FACS_BUNDLE_FFMPEG
#include <libavdevice/avdevice.h>
#endif

#define FACS_FFMPEG_SIDE_DATA_LISTS (LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(60, 31, 100)) /* FFmpeg 6.1 */

#define FACS_AVUTIL_SYMBOLS(X)                                                                                         \
    X(av_buffer_create)                                                                                                \
    X(av_compare_ts)                                                                                                   \
    X(av_dict_free)                                                                                                    \
    X(av_dict_get)                                                                                                     \
    X(av_dict_parse_string)                                                                                            \
    X(av_dict_set)                                                                                                     \
    X(av_display_rotation_get)                                                                                         \
    X(av_frame_alloc)                                                                                                  \
    X(av_frame_free)                                                                                                   \
    X(av_frame_get_buffer)                                                                                             \
    X(av_frame_get_side_data)                                                                                          \
    X(av_frame_make_writable)                                                                                          \
    X(av_frame_move_ref)                                                                                               \
    X(av_frame_unref)                                                                                                  \
    X(av_free)                                                                                                         \
    X(av_freep)                                                                                                        \
    X(av_get_pix_fmt_name)                                                                                             \
    X(av_log_get_level)                                                                                                \
    X(av_log_set_level)                                                                                                \
    X(av_malloc)                                                                                                       \
    X(av_opt_get)                                                                                                      \
    X(av_opt_set_int)                                                                                                  \
    X(av_pix_fmt_desc_get)                                                                                             \
    X(av_reduce)                                                                                                       \
    X(av_rescale_q)                                                                                                    \
    X(av_strdup)                                                                                                       \
    X(av_strerror)                                                                                                     \
    X(av_version_info)

#define FACS_SWSCALE_SYMBOLS(X)                                                                                        \
    X(sws_alloc_context)                                                                                               \
    X(sws_freeContext)                                                                                                 \
    X(sws_getCoefficients)                                                                                             \
    X(sws_getContext)                                                                                                  \
    X(sws_init_context)                                                                                                \
    X(sws_isSupportedInput)                                                                                            \
    X(sws_scale)                                                                                                       \
    X(sws_setColorspaceDetails)

#if FACS_FFMPEG_SIDE_DATA_LISTS
#define FACS_AVCODEC_SIDE_DATA(X) X(av_packet_side_data_get)
#define FACS_AVFORMAT_SIDE_DATA(X)
#else
#define FACS_AVCODEC_SIDE_DATA(X)
#define FACS_AVFORMAT_SIDE_DATA(X) X(av_stream_get_side_data)
#endif

#define FACS_AVCODEC_SYMBOLS(X)                                                                                        \
    X(av_packet_alloc)                                                                                                 \
    X(av_packet_free)                                                                                                  \
    X(av_packet_rescale_ts)                                                                                            \
    X(av_packet_unref)                                                                                                 \
    X(av_parser_close)                                                                                                 \
    X(av_parser_init)                                                                                                  \
    X(av_parser_parse2)                                                                                                \
    X(avcodec_alloc_context3)                                                                                          \
    X(avcodec_default_get_buffer2)                                                                                     \
    X(avcodec_descriptor_get)                                                                                          \
    X(avcodec_descriptor_get_by_name)                                                                                  \
    X(avcodec_find_decoder)                                                                                            \
    X(avcodec_find_encoder_by_name)                                                                                    \
    X(avcodec_free_context)                                                                                            \
    X(avcodec_get_name)                                                                                                \
    X(avcodec_open2)                                                                                                   \
    X(avcodec_parameters_copy)                                                                                         \
    X(avcodec_parameters_from_context)                                                                                 \
    X(avcodec_parameters_to_context)                                                                                   \
    X(avcodec_receive_frame)                                                                                           \
    X(avcodec_receive_packet)                                                                                          \
    X(avcodec_send_frame)                                                                                              \
    X(avcodec_send_packet)                                                                                             \
    FACS_AVCODEC_SIDE_DATA(X)

#define FACS_AVFORMAT_SYMBOLS(X)                                                                                       \
    X(av_codec_get_tag)                                                                                                \
    X(av_find_best_stream)                                                                                             \
    X(av_guess_codec)                                                                                                  \
    X(av_guess_format)                                                                                                 \
    X(av_guess_sample_aspect_ratio)                                                                                    \
    X(av_interleaved_write_frame)                                                                                      \
    X(av_probe_input_format3)                                                                                          \
    X(av_read_frame)                                                                                                   \
    X(av_write_trailer)                                                                                                \
    X(avformat_alloc_context)                                                                                          \
    X(avformat_alloc_output_context2)                                                                                  \
    X(avformat_close_input)                                                                                            \
    X(avformat_find_stream_info)                                                                                       \
    X(avformat_free_context)                                                                                           \
    X(avformat_new_stream)                                                                                             \
    X(avformat_open_input)                                                                                             \
    X(avformat_query_codec)                                                                                            \
    X(avformat_write_header)                                                                                           \
    X(avio_alloc_context)                                                                                              \
    X(avio_closep)                                                                                                     \
    X(avio_context_free)                                                                                               \
    X(avio_feof)                                                                                                       \
    X(avio_flush)                                                                                                      \
    X(avio_open2)                                                                                                      \
    X(avio_read)                                                                                                       \
    X(avio_read_partial)                                                                                               \
    X(avio_seek)                                                                                                       \
    X(avio_size)                                                                                                       \
    FACS_AVFORMAT_SIDE_DATA(X)

typedef struct facs_ffmpeg_table {
    FACS_AVUTIL_SYMBOLS(FACS_NEEDED_MEMBER)
    FACS_SWSCALE_SYMBOLS(FACS_NEEDED_MEMBER)
    FACS_AVCODEC_SYMBOLS(FACS_NEEDED_MEMBER)
    FACS_AVFORMAT_SYMBOLS(FACS_NEEDED_MEMBER)
} facs_ffmpeg_table;

/** libavutil, libswscale, libavcodec, libavformat: facs_needed_load(). */
facs_status facs_ffmpeg_load(const char *file, facs_error *error);

/* libavfilter is loaded even where the others are linked, unless it is an archive as they are: it brings thirty libraries
 * of its own with it, and hardly any video is interlaced */
#define FACS_AVFILTER_SYMBOLS(X)                                                                                       \
    X(avfilter_graph_alloc)                                                                                            \
    X(avfilter_graph_free)                                                                                             \
    X(avfilter_get_by_name)                                                                                            \
    X(avfilter_graph_create_filter)                                                                                    \
    X(avfilter_link)                                                                                                   \
    X(avfilter_graph_config)                                                                                           \
    X(av_buffersrc_add_frame_flags)                                                                                    \
    X(av_buffersink_get_frame)

typedef struct facs_avfilter_table {
    FACS_AVFILTER_SYMBOLS(FACS_NEEDED_MEMBER)
} facs_avfilter_table;

/** libavfilter: facs_needed_load(). */
facs_status facs_avfilter_load(const char *file, facs_error *error);

#if !FACS_BUNDLE_FFMPEG
extern facs_avfilter_table facs_avfilter;
#define avfilter_graph_alloc (*facs_avfilter.avfilter_graph_alloc)
#define avfilter_graph_free (*facs_avfilter.avfilter_graph_free)
#define avfilter_get_by_name (*facs_avfilter.avfilter_get_by_name)
#define avfilter_graph_create_filter (*facs_avfilter.avfilter_graph_create_filter)
#define avfilter_link (*facs_avfilter.avfilter_link)
#define avfilter_graph_config (*facs_avfilter.avfilter_graph_config)
#define av_buffersrc_add_frame_flags (*facs_avfilter.av_buffersrc_add_frame_flags)
#define av_buffersink_get_frame (*facs_avfilter.av_buffersink_get_frame)
#endif

#if FACS_LOAD_FFMPEG
extern facs_ffmpeg_table facs_ffmpeg;
#define av_buffer_create (*facs_ffmpeg.av_buffer_create)
#define av_compare_ts (*facs_ffmpeg.av_compare_ts)
#define av_dict_free (*facs_ffmpeg.av_dict_free)
#define av_dict_get (*facs_ffmpeg.av_dict_get)
#define av_dict_parse_string (*facs_ffmpeg.av_dict_parse_string)
#define av_dict_set (*facs_ffmpeg.av_dict_set)
#define av_display_rotation_get (*facs_ffmpeg.av_display_rotation_get)
#define av_frame_alloc (*facs_ffmpeg.av_frame_alloc)
#define av_frame_free (*facs_ffmpeg.av_frame_free)
#define av_frame_get_buffer (*facs_ffmpeg.av_frame_get_buffer)
#define av_frame_get_side_data (*facs_ffmpeg.av_frame_get_side_data)
#define av_frame_make_writable (*facs_ffmpeg.av_frame_make_writable)
#define av_frame_move_ref (*facs_ffmpeg.av_frame_move_ref)
#define av_frame_unref (*facs_ffmpeg.av_frame_unref)
#define av_free (*facs_ffmpeg.av_free)
#define av_freep (*facs_ffmpeg.av_freep)
#define av_get_pix_fmt_name (*facs_ffmpeg.av_get_pix_fmt_name)
#define av_log_get_level (*facs_ffmpeg.av_log_get_level)
#define av_log_set_level (*facs_ffmpeg.av_log_set_level)
#define av_malloc (*facs_ffmpeg.av_malloc)
#define av_opt_get (*facs_ffmpeg.av_opt_get)
#define av_opt_set_int (*facs_ffmpeg.av_opt_set_int)
#define av_pix_fmt_desc_get (*facs_ffmpeg.av_pix_fmt_desc_get)
#define av_reduce (*facs_ffmpeg.av_reduce)
#define av_rescale_q (*facs_ffmpeg.av_rescale_q)
#define av_strdup (*facs_ffmpeg.av_strdup)
#define av_strerror (*facs_ffmpeg.av_strerror)
#define av_version_info (*facs_ffmpeg.av_version_info)
#define av_packet_alloc (*facs_ffmpeg.av_packet_alloc)
#define av_packet_free (*facs_ffmpeg.av_packet_free)
#define av_packet_rescale_ts (*facs_ffmpeg.av_packet_rescale_ts)
#define av_packet_unref (*facs_ffmpeg.av_packet_unref)
#define av_parser_close (*facs_ffmpeg.av_parser_close)
#define av_parser_init (*facs_ffmpeg.av_parser_init)
#define av_parser_parse2 (*facs_ffmpeg.av_parser_parse2)
#define avcodec_alloc_context3 (*facs_ffmpeg.avcodec_alloc_context3)
#define avcodec_default_get_buffer2 (*facs_ffmpeg.avcodec_default_get_buffer2)
#define avcodec_descriptor_get (*facs_ffmpeg.avcodec_descriptor_get)
#define avcodec_descriptor_get_by_name (*facs_ffmpeg.avcodec_descriptor_get_by_name)
#define avcodec_find_decoder (*facs_ffmpeg.avcodec_find_decoder)
#define avcodec_find_encoder_by_name (*facs_ffmpeg.avcodec_find_encoder_by_name)
#define avcodec_free_context (*facs_ffmpeg.avcodec_free_context)
#define avcodec_get_name (*facs_ffmpeg.avcodec_get_name)
#define avcodec_open2 (*facs_ffmpeg.avcodec_open2)
#define avcodec_parameters_copy (*facs_ffmpeg.avcodec_parameters_copy)
#define avcodec_parameters_from_context (*facs_ffmpeg.avcodec_parameters_from_context)
#define avcodec_parameters_to_context (*facs_ffmpeg.avcodec_parameters_to_context)
#define avcodec_receive_frame (*facs_ffmpeg.avcodec_receive_frame)
#define avcodec_receive_packet (*facs_ffmpeg.avcodec_receive_packet)
#define avcodec_send_frame (*facs_ffmpeg.avcodec_send_frame)
#define avcodec_send_packet (*facs_ffmpeg.avcodec_send_packet)
#define av_codec_get_tag (*facs_ffmpeg.av_codec_get_tag)
#define av_find_best_stream (*facs_ffmpeg.av_find_best_stream)
#define av_guess_codec (*facs_ffmpeg.av_guess_codec)
#define av_guess_format (*facs_ffmpeg.av_guess_format)
#define av_guess_sample_aspect_ratio (*facs_ffmpeg.av_guess_sample_aspect_ratio)
#define av_interleaved_write_frame (*facs_ffmpeg.av_interleaved_write_frame)
#define av_probe_input_format3 (*facs_ffmpeg.av_probe_input_format3)
#define av_read_frame (*facs_ffmpeg.av_read_frame)
#define av_write_trailer (*facs_ffmpeg.av_write_trailer)
#define avformat_alloc_context (*facs_ffmpeg.avformat_alloc_context)
#define avformat_alloc_output_context2 (*facs_ffmpeg.avformat_alloc_output_context2)
#define avformat_close_input (*facs_ffmpeg.avformat_close_input)
#define avformat_find_stream_info (*facs_ffmpeg.avformat_find_stream_info)
#define avformat_free_context (*facs_ffmpeg.avformat_free_context)
#define avformat_new_stream (*facs_ffmpeg.avformat_new_stream)
#define avformat_open_input (*facs_ffmpeg.avformat_open_input)
#define avformat_query_codec (*facs_ffmpeg.avformat_query_codec)
#define avformat_write_header (*facs_ffmpeg.avformat_write_header)
#define avio_alloc_context (*facs_ffmpeg.avio_alloc_context)
#define avio_closep (*facs_ffmpeg.avio_closep)
#define avio_context_free (*facs_ffmpeg.avio_context_free)
#define avio_feof (*facs_ffmpeg.avio_feof)
#define avio_flush (*facs_ffmpeg.avio_flush)
#define avio_open2 (*facs_ffmpeg.avio_open2)
#define avio_read (*facs_ffmpeg.avio_read)
#define avio_read_partial (*facs_ffmpeg.avio_read_partial)
#define avio_seek (*facs_ffmpeg.avio_seek)
#define avio_size (*facs_ffmpeg.avio_size)
#define sws_alloc_context (*facs_ffmpeg.sws_alloc_context)
#define sws_freeContext (*facs_ffmpeg.sws_freeContext)
#define sws_getCoefficients (*facs_ffmpeg.sws_getCoefficients)
#define sws_getContext (*facs_ffmpeg.sws_getContext)
#define sws_init_context (*facs_ffmpeg.sws_init_context)
#define sws_isSupportedInput (*facs_ffmpeg.sws_isSupportedInput)
#define sws_scale (*facs_ffmpeg.sws_scale)
#define sws_setColorspaceDetails (*facs_ffmpeg.sws_setColorspaceDetails)
#define av_packet_side_data_get (*facs_ffmpeg.av_packet_side_data_get)
#define av_stream_get_side_data (*facs_ffmpeg.av_stream_get_side_data)
#endif

#endif
