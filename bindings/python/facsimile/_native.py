"""The C library: its structures, functions and callbacks, as include/facsimile/facsimile.h declares them.

Only what the package uses.  Members have the names of the header and stand in its order; a test compares the layout of
every structure here with what a C compiler makes of the header."""
from __future__ import annotations

import ctypes
import os
import sys
from ctypes import (CFUNCTYPE, POINTER, c_bool, c_char, c_char_p, c_double, c_float, c_int, c_int32, c_int64, c_size_t,
                    c_ssize_t, c_uint8, c_void_p)
from typing import TYPE_CHECKING, Any, ClassVar, List, Tuple

from . import _find

OK, AGAIN, END = 0, 1, 2
E_ARGUMENT, E_MEMORY, E_NOT_FOUND, E_MEDIA, E_EMPTY, E_MODELS_MISSING, E_MODEL_CORRUPT = -1, -2, -3, -4, -5, -6, -7
E_OUTPUT, E_DISK_FULL, E_INTERRUPTED, E_UNSUPPORTED, E_STATE, E_INTERNAL, E_LICENCE = -8, -9, -10, -11, -12, -13, -14
E_DOWNLOAD = -15

LOG_ERROR, LOG_WARNING, LOG_INFO, LOG_DEBUG = range(4)
FACES_ONE, FACES_MANY = range(2)
PIXEL_BGR24, PIXEL_RGB24, PIXEL_GRAY8 = range(3)
RECORD_INT64, RECORD_UINT8, RECORD_FLOAT, RECORD_DOUBLE = range(4)
LANDMARKS, ALIGNED_SIDE, FHOG_SIZE, AU_R, AU_C, MODES = 68, 112, 4464, 17, 18, 34
AU_INTENSITY, AU_PRESENCE = range(2)
SESSION_UNPULLED = 1024


STAGES_MAX, MIRROR_UNITS_MAX = 32, 64


class Struct(ctypes.Structure):
    """A structure of the header, whose name there is `c_name`; members that are not set are zero."""
    c_name = ""
    if TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any: ...
        def __setattr__(self, name: str, value: Any) -> None: ...


Fields = List[Tuple[str, Any]]


class Error(Struct):
    c_name = "facs_error"
    _fields_: ClassVar[Fields] = [("status", c_int), ("message", c_char * 1024)]


LOG = CFUNCTYPE(None, c_void_p, c_int, c_char_p)


class Env(Struct):
    c_name = "facs_env"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("cookie", c_void_p), ("alloc", c_void_p), ("free", c_void_p), ("log", LOG),
                        ("read_file", c_void_p), ("cpu", c_int)]


class Camera(Struct):
    c_name = "facs_camera"
    _fields_: ClassVar[Fields] = [("fx", c_float), ("fy", c_float), ("cx", c_float), ("cy", c_float)]


class Box(Struct):
    c_name = "facs_box"
    _fields_: ClassVar[Fields] = [("x", c_float), ("y", c_float), ("width", c_float), ("height", c_float), ("confidence", c_float)]


class Frame(Struct):
    c_name = "facs_frame"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("number", c_int64), ("timestamp", c_double), ("ticks", c_int64),
                        ("tick_num", c_int32), ("tick_den", c_int32), ("user", c_void_p), ("boxes", POINTER(Box)),
                        ("box_count", c_int)]


class Face(Struct):
    c_name = "facs_face"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("face_id", c_int), ("track", c_int), ("person", c_int), ("confidence", c_float),
        ("success", c_bool), ("has_eyes", c_bool), ("has_aus", c_bool), ("gaze", c_float * 3 * 2),
        ("gaze_angle", c_float * 2), ("pose", c_float * 6), ("params_global", c_float * 6), ("landmark_count", c_int),
        ("landmarks", c_void_p), ("landmarks_3d", c_void_p), ("eye_landmark_count", c_int), ("eye_landmarks", c_void_p),
        ("eye_landmarks_3d", c_void_p), ("mode_count", c_int), ("params_local", c_void_p), ("au_r_count", c_int),
        ("au_c_count", c_int), ("au_r", c_void_p), ("au_c", c_void_p), ("landmark_98_count", c_int),
        ("emotion_count", c_int), ("landmarks_98", c_void_p), ("emotion", c_void_p), ("likelihood_count", c_int),
        ("likelihood", c_void_p), ("gaze_head_angle", c_float * 2), ("gaze_screen", c_float * 2), ("au_raw_count", c_int),
        ("au_raw", c_void_p), ("au_baseline", c_void_p)]


class Result(Struct):
    c_name = "facs_result"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("frame", c_int64), ("timestamp", c_double), ("ticks", c_int64),
                        ("tick_num", c_int32), ("tick_den", c_int32), ("user", c_void_p), ("width", c_int),
                        ("height", c_int), ("face_count", c_int), ("captured", c_double), ("latency", c_double)]


class Column(Struct):
    c_name = "facs_column"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("name", c_char_p), ("unit", c_char_p), ("low", c_double), ("high", c_double),
        ("decimals", c_int), ("count", c_int), ("meaning", c_char_p), ("frame", c_char_p), ("pipelines", c_char_p),
        ("group", c_char_p), ("decimals_many", c_int), ("decimals_stills", c_int), ("experimental", c_char_p),
        ("safe_name", c_char_p), ("choice", c_char_p), ("on_request", c_int64)]


class PipelineInfo(Struct):
    c_name = "facs_pipeline_info"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("name", c_char_p), ("detector", c_char_p), ("landmarks", c_char_p),
                        ("au", c_char_p), ("meaning", c_char_p), ("networks", c_int64)]


class ModelsOptions(Struct):
    c_name = "facs_models_options"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("env", POINTER(Env)), ("model_dir", c_char_p), ("landmarks", c_char_p),
                        ("no_aus", c_bool), ("no_pack", c_bool), ("pipeline", c_char_p), ("provider", c_char_p),
                        ("network_threads", c_int64), ("network_trace", c_int64)]


class RuntimeInfo(Struct):
    c_name = "facs_runtime_info"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("version", c_char * 32), ("file", c_char * 1024),
                        ("providers", c_char * 512)]


class Licence(Struct):
    c_name = "facs_licence"
    _fields_: ClassVar[Fields] = [("id", c_char_p), ("name", c_char_p), ("summary", c_char_p), ("url", c_char_p), ("free", c_bool)]


class ModelFile(Struct):
    c_name = "facs_model_file"
    _fields_: ClassVar[Fields] = [("path", c_char_p), ("bytes", c_int64), ("sha256", c_char_p), ("publisher", c_char_p),
                        ("licence", POINTER(Licence)), ("url_count", c_int), ("urls", POINTER(c_char_p)),
                        ("obtain", c_char_p)]


class ModelSet(Struct):
    c_name = "facs_model_set"
    _fields_: ClassVar[Fields] = [("name", c_char_p), ("title", c_char_p), ("unlocks", c_char_p), ("standard", c_bool),
                        ("bytes", c_int64), ("file_count", c_int), ("files", POINTER(POINTER(ModelFile))),
                        ("licence_count", c_int), ("licences", POINTER(POINTER(Licence)))]


class StoreOptions(Struct):
    c_name = "facs_store_options"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("env", POINTER(Env)), ("cache_dir", c_char_p), ("manifest", c_char_p),
                        ("model_dir", c_char_p)]


class FetchProgress(Struct):
    c_name = "facs_fetch_progress"
    _fields_: ClassVar[Fields] = [("file", POINTER(ModelFile)), ("file_number", c_int), ("files_total", c_int),
                        ("file_bytes", c_int64), ("bytes_done", c_int64), ("bytes_total", c_int64), ("file_done", c_bool)]


FETCH_PROGRESS = CFUNCTYPE(c_int, c_void_p, POINTER(FetchProgress))


class FetchOptions(Struct):
    c_name = "facs_fetch_options"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("accept_licence", c_bool), ("offline", c_bool), ("from", c_char_p),
                        ("url_base", c_char_p), ("tries", c_int), ("wait", c_double), ("timeout", c_double),
                        ("lock_wait", c_double), ("progress", FETCH_PROGRESS), ("progress_cookie", c_void_p)]


class Component(Struct):
    c_name = "facs_component"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("name", c_char_p), ("version", c_char_p), ("purpose", c_char_p),
                        ("loaded", c_int64), ("problem", c_char_p)]


class Progress(Struct):
    c_name = "facs_progress"
    _fields_: ClassVar[Fields] = [("frames_done", c_int64), ("frames_total", c_int64), ("seconds", c_double),
                        ("pipeline", c_char_p), ("automatic", c_bool), ("frames_drawn", c_int64), ("rows", c_int64),
                        ("camera", Camera), ("with_face", c_int64)]


class Output(Struct):
    c_name = "facs_output"
    _fields_: ClassVar[Fields] = [("sink", c_char_p), ("path", c_char_p)]


class RecordField(Struct):
    c_name = "facs_record_field"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("name", c_char_p), ("unit", c_char_p), ("meaning", c_char_p),
                        ("frame", c_char_p), ("low", c_double), ("high", c_double), ("decimals", c_int64),
                        ("type", c_int64), ("offset", c_int64), ("count", c_int64)]


class Records(Struct):
    c_name = "facs_records"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("records", c_void_p), ("count", c_int64), ("record_bytes", c_int64),
                        ("field_count", c_int64), ("fields", POINTER(POINTER(RecordField))),
                        ("pictures", POINTER(c_char_p)), ("pipeline", c_char_p), ("width", c_int64),
                        ("height", c_int64), ("rate_num", c_int64), ("rate_den", c_int64)]


class StageProfile(Struct):
    c_name = "facs_stage_profile"
    _fields_: ClassVar[Fields] = [("calls", c_int64), ("seconds", c_double), ("median", c_double), ("p95", c_double),
                        ("shortest", c_double), ("longest", c_double)]


class Profile(Struct):
    c_name = "facs_profile"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("frames", c_int64), ("wall", c_double), ("cpu", c_double), ("startup", c_double),
        ("first_result", c_double), ("peak_memory", c_int64), ("warm_frames", c_int64), ("warm_allocations", c_int64),
        ("warm_bytes", c_int64), ("stage", StageProfile * STAGES_MAX)]


class FitSettings(Struct):
    c_name = "facs_fit_settings"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("sigma", c_double), ("reg", c_double), ("w_reg", c_double),
                        ("iterations", c_int64), ("multi_view", c_int64), ("validate", c_int64)]


class NetworkInfo(Struct):
    c_name = "facs_network_info"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("name", c_char_p), ("file", c_char_p), ("runtime", c_char_p),
                        ("runtime_file", c_char_p), ("provider", c_char_p), ("skipped", c_char_p), ("start", c_double),
                        ("runs", c_int64), ("seconds", c_double)]


class NetworkPart(Struct):
    c_name = "facs_network_part"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("kind", c_char_p), ("name", c_char_p), ("runs", c_int64),
                        ("calls", c_int64), ("seconds", c_double), ("trouble", c_char_p)]


class MirrorUnit(Struct):
    c_name = "facs_mirror_unit"
    _fields_: ClassVar[Fields] = [("name", c_char * 16), ("peak", c_double * 2), ("peak_frame", c_int64 * 2),
                        ("mean", c_double * 2), ("asymmetry_peak", c_double), ("asymmetry_mean", c_double)]


class MirrorSummary(Struct):
    c_name = "facs_mirror_summary"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("frames", c_int64), ("with_face", c_int64), ("turned", c_int64), ("measured", c_int64),
        ("pipeline", c_char_p), ("points", c_char_p), ("encoder", c_char * 32), ("folder", c_char * 1024),
        ("unit_count", c_int64), ("unit", MirrorUnit * MIRROR_UNITS_MAX)]


PROGRESS = CFUNCTYPE(c_int, c_void_p, POINTER(Progress))
RECORDS = CFUNCTYPE(c_int, c_void_p, POINTER(Records))


class ExtractOptions(Struct):
    c_name = "facs_extract_options"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("env", POINTER(Env)), ("models", c_void_p), ("model_dir", c_char_p), ("landmarks", c_char_p),
        ("faces", c_int), ("static_au", c_bool), ("image", c_bool), ("wild", c_bool), ("threads", c_int),
        ("camera", Camera), ("max_frames", c_int64), ("boxes", c_char_p), ("progress", PROGRESS),
        ("progress_cookie", c_void_p), ("profile", POINTER(Profile)), ("only_whole", c_bool), ("pipeline", c_char_p),
        ("outputs", POINTER(Output)), ("output_count", c_int), ("experimental", c_int64), ("sidecar", c_int64),
        ("smooth", c_int64), ("compat", c_char_p), ("format", c_char_p), ("provider", c_char_p),
        ("network_threads", c_int64), ("network_trace", c_int64), ("looked", c_void_p), ("looked_cookie", c_void_p),
        ("rate", c_double), ("stream", c_int64), ("start", c_double), ("end", c_double), ("every", c_int64),
        ("fps", c_double), ("no_deinterlace", c_int64), ("columns", c_char_p), ("names", c_char_p),
        ("timeout", c_double), ("camera_width", c_int64), ("camera_height", c_int64), ("camera_rate", c_double),
        ("aligned_side", c_int64), ("aligned_scale", c_double), ("aligned_unmasked", c_int64), ("aligned_grey", c_int64),
        ("aligned_good_only", c_int64), ("aligned_format", c_char_p), ("no_empty_csv", c_int64), ("fit", POINTER(FitSettings)),
        ("max_faces", c_int64), ("order", c_int64), ("calibration", c_char_p), ("known", c_void_p),
        ("save_calibration", c_char_p), ("gaze_calibration", c_char_p), ("save_gaze_calibration", c_char_p),
        ("gallery", c_void_p), ("records", RECORDS), ("records_cookie", c_void_p)]


class ReportProgress(Struct):
    c_name = "facs_report_progress"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("input", c_int64), ("inputs", c_int64), ("frames", c_int64),
                        ("total", c_int64), ("measuring", POINTER(Progress))]


class ReportSummary(Struct):
    c_name = "facs_report_summary"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("results", c_int64), ("persons", c_int64), ("frames", c_int64),
                        ("valid", c_int64), ("events", c_int64), ("bytes", c_int64), ("embedded", c_int64),
                        ("linked", c_int64)]


REPORT_PROGRESS = CFUNCTYPE(c_int, c_void_p, POINTER(ReportProgress))


class ReportOptions(Struct):
    c_name = "facs_report_options"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("env", POINTER(Env)), ("title", c_char_p), ("video", c_int64), ("source", c_char_p),
        ("no_pictures", c_int64), ("no_points", c_int64), ("event_rows", c_int64), ("embed_most", c_int64),
        ("threads", c_int64), ("extract", POINTER(ExtractOptions)), ("tables", c_char_p), ("progress", REPORT_PROGRESS),
        ("cookie", c_void_p), ("summary", POINTER(ReportSummary))]


class MirrorOptions(Struct):
    c_name = "facs_mirror_options"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("env", POINTER(Env)), ("models", c_void_p), ("point_models", c_void_p),
        ("pipeline", c_char_p), ("points", c_char_p), ("model_dir", c_char_p), ("folder", c_char_p), ("no_aus", c_int64),
        ("no_videos", c_int64), ("no_debug", c_int64), ("midline", c_int64), ("line", c_double * 4), ("band", c_int64),
        ("feather", c_int64), ("encoder", c_char_p), ("threads", c_int64), ("max_frames", c_int64),
        ("progress", PROGRESS), ("progress_cookie", c_void_p), ("summary", POINTER(MirrorSummary))]


class Task(Struct):
    c_name = "facs_task"
    _fields_: ClassVar[Fields] = [("input", c_char_p), ("output", c_char_p), ("options", POINTER(ExtractOptions))]


class Worked(Struct):
    c_name = "facs_worked"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("error", Error), ("frames", c_int64), ("with_face", c_int64),
                        ("wall", c_double), ("cpu", c_double)]


class BatchEntry(Struct):
    c_name = "facs_batch_entry"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("input", c_char_p), ("output", c_char_p), ("state", c_int64),
                        ("status", c_int64), ("reason", c_char_p), ("frames", c_int64), ("with_face", c_int64),
                        ("wall", c_double), ("cpu", c_double)]


class BatchProgress(Struct):
    c_name = "facs_batch_progress"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("inputs", c_int64), ("kept", c_int64), ("ok", c_int64), ("failed", c_int64),
                        ("working", c_int64), ("frames", c_int64), ("seconds", c_double), ("left", c_double),
                        ("pipeline", c_char_p), ("automatic", c_int64)]


BATCH_PROGRESS = CFUNCTYPE(c_int, c_void_p, POINTER(BatchProgress))
BATCH_DONE = CFUNCTYPE(None, c_void_p, POINTER(BatchEntry))
BATCH_WORK = CFUNCTYPE(None, c_void_p, POINTER(Task), POINTER(Worked))


class BatchOptions(Struct):
    c_name = "facs_batch_options"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("extract", POINTER(ExtractOptions)), ("folder", c_char_p), ("no_csv", c_int64),
        ("lists", POINTER(c_char_p)), ("list_count", c_int64), ("sequences", POINTER(c_char_p)),
        ("sequence_count", c_int64), ("jobs", c_int64), ("shard", c_int64), ("shards", c_int64), ("manifest", c_char_p),
        ("resume", c_int64), ("retry_failed", c_int64), ("check_full", c_int64), ("progress", BATCH_PROGRESS),
        ("done", BATCH_DONE), ("cookie", c_void_p), ("work", BATCH_WORK)]


class BatchSummary(Struct):
    c_name = "facs_batch_summary"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("inputs", c_int64), ("kept", c_int64), ("ok", c_int64), ("failed", c_int64),
                        ("waiting", c_int64), ("frames", c_int64), ("with_face", c_int64), ("seconds", c_double),
                        ("manifest", c_char * 1024), ("failures", c_char * 1024)]


class SummariseProgress(Struct):
    c_name = "facs_summarise_progress"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("results", c_int64), ("done", c_int64), ("failed", c_int64)]


SUMMARISE_FAILED = CFUNCTYPE(None, c_void_p, c_char_p, POINTER(Error))
SUMMARISE_PROGRESS = CFUNCTYPE(c_int, c_void_p, POINTER(SummariseProgress))


class SummariseOptions(Struct):
    c_name = "facs_summarise_options"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("env", POINTER(Env)), ("output", c_char_p), ("event_rows", c_int64),
                        ("failed", SUMMARISE_FAILED), ("progress", SUMMARISE_PROGRESS), ("cookie", c_void_p)]


class SummariseSummary(Struct):
    c_name = "facs_summarise_summary"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("results", c_int64), ("rows", c_int64), ("failed", c_int64),
                        ("without", c_int64)]


class Picture(Struct):
    c_name = "facs_picture"
    _fields_: ClassVar[Fields] = [("data", c_void_p), ("width", c_int), ("height", c_int), ("stride", c_ssize_t), ("format", c_int)]


class SessionOptions(Struct):
    c_name = "facs_session_options"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("env", POINTER(Env)), ("faces", c_int), ("image", c_bool), ("wild", c_bool),
        ("static_au", c_bool), ("no_aus", c_bool), ("online_aus", c_bool), ("threads", c_int), ("camera", Camera),
        ("profile", c_bool), ("final_aus_only", c_bool), ("experimental", c_int64), ("smooth", c_int64),
        ("compat", c_char_p), ("max_faces", c_int64), ("order", c_int64), ("raw_au", c_int64), ("gallery", c_void_p)]


class AuInfo(Struct):
    c_name = "facs_au_info"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("name", c_char_p), ("column", c_char_p), ("side", c_int),
                        ("meaning", c_char_p), ("experimental", c_bool)]


class LiveStatistics(Struct):
    c_name = "facs_live_statistics"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("state", c_int64), ("session", c_void_p), ("pipeline", c_char_p), ("automatic", c_int64),
        ("width", c_int64), ("height", c_int64), ("frames", c_int64), ("results", c_int64), ("dropped", c_int64),
        ("lost", c_int64), ("seconds", c_double), ("in_rate", c_double), ("out_rate", c_double),
        ("latency_median", c_double), ("latency_p99", c_double), ("run_latency_median", c_double),
        ("run_latency_p99", c_double), ("run_latency_longest", c_double), ("wait", c_double), ("trouble", c_char_p),
        ("calibrates", c_int64), ("person_seen", c_double)]


LIVE_RESULT = CFUNCTYPE(c_int, c_void_p, POINTER(Result))
LIVE_PROGRESS = CFUNCTYPE(c_int, c_void_p, POINTER(LiveStatistics))
LIVE_PAGE = CFUNCTYPE(None, c_void_p, c_char_p)


class LiveOptions(Struct):
    c_name = "facs_live_options"
    _fields_: ClassVar[Fields] = [
        ("size", c_size_t), ("env", POINTER(Env)), ("models", c_void_p), ("model_dir", c_char_p), ("landmarks", c_char_p),
        ("pipeline", c_char_p), ("provider", c_char_p), ("network_threads", c_int64), ("faces", c_int64),
        ("wild", c_int64), ("static_au", c_int64), ("experimental", c_int64), ("smooth", c_int64), ("threads", c_int64),
        ("camera", Camera), ("columns", c_char_p), ("names", c_char_p), ("outputs", POINTER(Output)),
        ("output_count", c_int64), ("timeout", c_double), ("camera_width", c_int64), ("camera_height", c_int64),
        ("camera_rate", c_double), ("reconnect", c_int64), ("result", LIVE_RESULT), ("progress", LIVE_PROGRESS),
        ("cookie", c_void_p), ("max_faces", c_int64), ("order", c_int64), ("calibration", c_char_p),
        ("save_calibration", c_char_p), ("http", c_char_p), ("http_token", c_char_p), ("record_folder", c_char_p),
        ("page", LIVE_PAGE), ("sidecar", c_int64)]


VIEW_PROGRESS = CFUNCTYPE(c_int, c_void_p)


class ViewOptions(Struct):
    c_name = "facs_view_options"
    _fields_: ClassVar[Fields] = [("size", c_size_t), ("env", POINTER(Env)), ("http", c_char_p), ("http_token", c_char_p),
                        ("page", LIVE_PAGE), ("progress", VIEW_PROGRESS), ("cookie", c_void_p)]


_P = c_void_p
_S = c_char_p
_E = POINTER(Error)
_FLOATS = POINTER(c_float)
_DOUBLES = POINTER(c_double)
_BYTES = POINTER(c_uint8)

# name: what it returns, what it takes; facs_status is c_int
_FUNCTIONS = {
    "facs_version": (_S, []),
    "facs_status_name": (_S, [c_int]),
    "facs_env_init": (None, [POINTER(Env), c_size_t]),
    "facs_cpu_detect": (c_int, []),
    "facs_cpu_name": (_S, [c_int]),
    "facs_cpu_cores": (c_int, []),
    "facs_frame_init": (None, [POINTER(Frame), c_size_t]),
    "facs_result_face": (POINTER(Face), [_P, c_int]),
    "facs_result_destroy": (None, [POINTER(_P)]),
    "facs_column_get": (c_bool, [c_int, POINTER(Column)]),
    "facs_pipeline_get": (c_bool, [c_int, POINTER(PipelineInfo)]),
    "facs_compat_pipeline": (_S, [_S]),
    "facs_models_options_init": (None, [POINTER(ModelsOptions), c_size_t]),
    "facs_models_open": (c_int, [POINTER(ModelsOptions), POINTER(_P), _E]),
    "facs_models_close": (None, [POINTER(_P)]),
    "facs_models_pipeline": (_S, [_P, POINTER(c_bool)]),
    "facs_models_directory": (_S, [_P]),
    "facs_models_network": (c_bool, [_P, c_int, POINTER(NetworkInfo)]),
    "facs_models_network_part": (c_bool, [_P, c_int, c_int, POINTER(NetworkPart)]),
    "facs_runtime_look": (c_int, [POINTER(RuntimeInfo), _E]),
    "facs_store_options_init": (None, [POINTER(StoreOptions), c_size_t]),
    "facs_store_open": (c_int, [POINTER(StoreOptions), POINTER(_P), _E]),
    "facs_store_close": (None, [POINTER(_P)]),
    "facs_store_cache": (_S, [_P]),
    "facs_store_set": (POINTER(ModelSet), [_P, c_int]),
    "facs_store_find": (POINTER(ModelSet), [_P, _S]),
    "facs_store_check": (c_int, [_P, POINTER(ModelFile), c_bool, c_bool, POINTER(c_int), _E]),
    "facs_store_accepted": (c_bool, [_P, POINTER(ModelSet)]),
    "facs_fetch_options_init": (None, [POINTER(FetchOptions), c_size_t]),
    "facs_store_fetch": (c_int, [_P, POINTER(ModelSet), POINTER(FetchOptions), _E]),
    "facs_component_get": (c_bool, [c_int, POINTER(Component)]),
    "facs_calibration_read": (c_int, [POINTER(Env), _S, POINTER(_P), _E]),
    "facs_calibration_write": (c_int, [_P, _S, _E]),
    "facs_calibration_destroy": (None, [POINTER(_P)]),
    "facs_calibration_person": (c_int, [_P, c_int, POINTER(c_int64)]),
    "facs_calibration_values": (_DOUBLES, [_P, c_int, _S, POINTER(c_int)]),
    "facs_calibration_learn": (c_int, [_S, POINTER(ExtractOptions), POINTER(_P), _E]),
    "facs_gallery_create": (c_int, [POINTER(Env), POINTER(_P), _E]),
    "facs_gallery_destroy": (None, [POINTER(_P)]),
    "facs_gaze_screen_open": (c_int, [POINTER(Env), _S, POINTER(_P), _E]),
    "facs_gaze_screen_close": (None, [POINTER(_P)]),
    "facs_gaze_screen_start": (c_int, [_P, _S, c_int, c_int, POINTER(Camera), _E]),
    "facs_gaze_screen_measures": (c_bool, [_P]),
    "facs_gaze_screen_add": (c_int, [_P, _P, _E]),
    "facs_gaze_screen_fit": (c_int, [_P, _E]),
    "facs_gaze_screen_look": (None, [_P, POINTER(Face), _FLOATS]),
    "facs_gaze_screen_unit": (_S, [_P]),
    "facs_gaze_screen_left_out": (c_double, [_P]),
    "facs_gaze_screen_save": (c_int, [_P, _S, _E]),
    "facs_stage_name": (_S, [c_int]),
    "facs_profile_init": (None, [POINTER(Profile), c_size_t]),
    "facs_fit_settings_init": (None, [POINTER(FitSettings), c_size_t]),
    "facs_extract_options_init": (None, [POINTER(ExtractOptions), c_size_t]),
    "facs_extract_file": (c_int, [_S, _S, POINTER(ExtractOptions), _E]),
    "facs_batch_options_init": (None, [POINTER(BatchOptions), c_size_t]),
    "facs_batch_summary_init": (None, [POINTER(BatchSummary), c_size_t]),
    "facs_batch_run": (c_int, [POINTER(_S), c_int64, POINTER(BatchOptions), POINTER(BatchSummary), _E]),
    "facs_batch_merge": (c_int, [POINTER(Env), _S, POINTER(BatchSummary), _E]),
    "facs_report_options_init": (None, [POINTER(ReportOptions), c_size_t]),
    "facs_report_summary_init": (None, [POINTER(ReportSummary), c_size_t]),
    "facs_report_write": (c_int, [POINTER(_S), c_int64, _S, POINTER(ReportOptions), _E]),
    "facs_view_options_init": (None, [POINTER(ViewOptions), c_size_t]),
    "facs_view_run": (c_int, [_S, POINTER(ViewOptions), _E]),
    "facs_mirror_options_init": (None, [POINTER(MirrorOptions), c_size_t]),
    "facs_mirror_summary_init": (None, [POINTER(MirrorSummary), c_size_t]),
    "facs_mirror_file": (c_int, [_S, POINTER(MirrorOptions), _E]),
    "facs_table_open": (c_int, [POINTER(Env), _S, POINTER(_P), _E]),
    "facs_table_close": (None, [POINTER(_P)]),
    "facs_table_columns": (c_int64, [_P]),
    "facs_table_name": (_S, [_P, c_int64]),
    "facs_table_next": (c_int, [_P, _DOUBLES, _E]),
    "facs_summarise_options_init": (None, [POINTER(SummariseOptions), c_size_t]),
    "facs_summarise_summary_init": (None, [POINTER(SummariseSummary), c_size_t]),
    "facs_summarise": (c_int, [POINTER(_S), c_int64, POINTER(SummariseOptions), POINTER(SummariseSummary), _E]),
    "facs_canvas_open": (c_int, [POINTER(Env), _S, c_int64, POINTER(_P), _E]),
    "facs_canvas_close": (None, [POINTER(_P)]),
    "facs_canvas_picture": (Picture, [_P]),
    "facs_canvas_scale": (c_int, [_P]),
    "facs_session_options_init": (None, [POINTER(SessionOptions), c_size_t]),
    "facs_session_create": (c_int, [_P, POINTER(SessionOptions), POINTER(_P), _E]),
    "facs_session_destroy": (None, [POINTER(_P)]),
    "facs_session_push": (c_int, [_P, POINTER(Picture), POINTER(Frame)]),
    "facs_session_pull": (c_int, [_P, POINTER(POINTER(Result))]),
    "facs_session_pull_wait": (c_int, [_P, c_double, POINTER(POINTER(Result))]),
    "facs_session_finish": (c_int, [_P]),
    "facs_session_final_aus": (c_int, [_P, c_int, c_int64, _P, c_int, _P, c_int]),
    "facs_session_final_raw_aus": (c_int, [_P, c_int, c_int64, _P, _P, c_int]),
    "facs_session_profile": (c_int, [_P, POINTER(Profile)]),
    "facs_session_same_person": (c_int, [_P, c_int, c_int]),
    "facs_session_calibration": (c_int, [_P, POINTER(_P)]),
    "facs_session_calibrate": (c_int, [_P, _P]),
    "facs_session_au": (c_bool, [_P, c_int, c_int, POINTER(AuInfo)]),
    "facs_session_pipeline": (_S, [_P]),
    "facs_session_reset": (c_int, [_P]),
    "facs_session_message": (_S, [_P]),
    "facs_live_options_init": (None, [POINTER(LiveOptions), c_size_t]),
    "facs_live_run": (c_int, [_S, POINTER(LiveOptions), _E]),
    "facs_detect_faces": (c_int, [_P, POINTER(Picture), POINTER(Box), c_int, POINTER(c_int), _E]),
    "facs_fit_landmarks": (c_int, [_P, POINTER(Picture), POINTER(Box), c_bool, POINTER(Camera), POINTER(_P), _E]),
    "facs_calc_params": (c_int, [_P, _FLOATS, _FLOATS, _FLOATS, _E]),
    "facs_align_face": (c_int, [_P, POINTER(Picture), _FLOATS, _FLOATS, _BYTES, _E]),
    "facs_fhog": (c_int, [POINTER(Env), _BYTES, _FLOATS, _E]),
    "facs_predict_aus": (c_int, [_P, _FLOATS, _FLOATS, _DOUBLES, _DOUBLES, _E]),
    "facs_au_intensity_name": (_S, [c_int]),
    "facs_au_presence_name": (_S, [c_int]),
}

OLDEST = (0, 2, 0)


def _load() -> Any:
    path, tried = _find.library()
    try:
        loaded = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"facsimile: its C library cannot be loaded ({error}).  Tried: {', '.join(tried)}.  "
                          f"Set {_find.VARIABLE} to the file libfacsimile.so.1, or install facsimile.") from None
    try:
        for name, (returns, takes) in _FUNCTIONS.items():
            function = getattr(loaded, name)
            function.restype, function.argtypes = returns, takes
    except AttributeError as error:
        raise ImportError(f"{path}: is not the library this package is for, or an older one ({error}).  Set "
                          f"{_find.VARIABLE} to another one.") from None
    version = tuple(int(part) for part in loaded.facs_version().decode().split("."))
    if version < OLDEST:
        raise ImportError(f"{path}: is version {loaded.facs_version().decode()}; this package needs "
                          f"{'.'.join(str(part) for part in OLDEST)} or later.")
    return loaded


lib: Any = _load()


def text(value: Any) -> str:
    """Text of the library; a path in it comes out as Python has it in file names."""
    return "" if value is None else os.fsdecode(value)


def named(value: Any) -> bytes | None:
    """A text or path for the library; None stays None."""
    return None if value is None else os.fsencode(value)


def sized(kind: type[Struct]) -> Any:
    """A structure with the library's defaults, or where it has none with its size alone."""
    made = kind()
    begin = getattr(lib, kind.c_name + "_init", None) if kind.c_name + "_init" in _FUNCTIONS else None
    if begin:
        begin(ctypes.byref(made), ctypes.sizeof(made))
    else:
        made.size = ctypes.sizeof(made)
    return made


def texts(values: list[bytes]) -> Any:
    """An array of texts."""
    return (c_char_p * max(1, len(values)))(*values)


if sys.byteorder != "little":  # records and pictures are taken as they lie in memory
    raise ImportError("facsimile: this machine's byte order is not supported")
