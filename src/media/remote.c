/* See remote.h.  How long it may take is up to the waiting alone: FFmpeg's protocols have time-outs of their own, each
 * with another name, unit and meaning. */
#include "media/remote.h"
#include "media/quiet.h"

#include <string.h>

enum { LOOKS_MAX = 64 };

struct facs_remote {
    facs_env env;
    facs_waiting *waiting;
    AVIOContext *io;
    char *address;
    int64_t size;
    int looks, failure;
};

const char facs_remote_whitelist[] = "http,https,httpproxy,tls,tcp,udp,udplite,rtp,srtp,srt,rist,rtmp,rtmps,rtmpt,"
                                     "rtmpe,rtmpte,rtmpts,mmsh,mmst,ftp,sftp,smb,gopher,gophers,unix,ipfs,ipns,crypto,"
                                     "ffrtmphttp,ffrtmpcrypt,hls,data";

/* What it answered.  NULL = it is not one of these. */
static const char *explain(int result, const char *address)
{
    switch (result) {
    case AVERROR_HTTP_NOT_FOUND:
        return "the server has nothing there (404): is the address right?";
    case AVERROR_HTTP_UNAUTHORIZED:
        return "the server wants a user and a password (401): SCHEME://USER:PASSWORD@HOST/...";
    case AVERROR_HTTP_FORBIDDEN:
        return "the server does not allow it (403): does the address need a user, a password or a token, or has it "
               "expired?";
    case AVERROR_HTTP_BAD_REQUEST:
    case AVERROR_HTTP_OTHER_4XX:
        return "the server refuses this request (4xx)";
    case AVERROR_HTTP_SERVER_ERROR:
        return "the server has failed (5xx): try again later";
    case AVERROR(ECONNREFUSED):
        return "the connection was refused: nothing listens at this host and port";
    case AVERROR(ENETUNREACH):
    case AVERROR(EHOSTUNREACH):
        return "there is no route to this host: is the network up, and the address right?";
    case AVERROR(ECONNRESET):
    case AVERROR(EPIPE):
        return "the other side has closed the connection";
    case AVERROR(ETIMEDOUT):
        return "the host does not answer";
    case AVERROR(EACCES):
    case AVERROR(EPERM):
        return "this system does not allow the connection";
    case AVERROR(EADDRNOTAVAIL):
    case AVERROR(EADDRINUSE):
        return "this machine cannot listen at that address and port";
    case AVERROR(EIO):
        return strncmp(address, "https:", 6) == 0
                   ? "no connection: is the name of the host right, and does it take TLS there?"
                   : "no connection: is the name of the host right, and the network up?";
    default:
        return NULL;
    }
}

/* "rtsp" in "rtsp://..." */
static int scheme_of(const char *address)
{
    return (int)strcspn(address, ":");
}

facs_status facs_remote_fail(const char *address, const char *shown, int result, facs_error *error)
{
    if (result == AVERROR(ENOMEM))
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", shown);
    if (result == AVERROR_PROTOCOL_NOT_FOUND || result == AVERROR_DEMUXER_NOT_FOUND)
        return facs_fail(error, FACS_E_UNSUPPORTED,
                         "%s: this FFmpeg cannot read %.*s (ffmpeg -protocols lists what it can; https and rtmps take "
                         "one that is built with TLS): download the file, or install another FFmpeg",
                         shown, scheme_of(address), address);
    char reason[AV_ERROR_MAX_STRING_SIZE] = "";
    av_strerror(result, reason, sizeof reason);
    const char *known = explain(result, address);
    return facs_fail(error, FACS_E_NOT_FOUND, "%s: cannot be read: %s", shown, known ? known : reason);
}

static char *found_at(const facs_env *env, AVIOContext *io, const char *address)
{
    uint8_t *location = NULL;
    const bool moved = av_opt_get(io, "location", AV_OPT_SEARCH_CHILDREN, &location) >= 0 && location && location[0];
    char *copy = facs_strdup(env, moved ? (const char *)location : address);
    av_free(location);
    return copy;
}

facs_status facs_remote_open(const facs_env *env, const char *address, const char *shown, facs_waiting *waiting,
                             facs_remote **remote, facs_error *error)
{
    *remote = NULL;
    facs_status status = facs_ffmpeg_load(shown, error);
    if (status != FACS_OK)
        return status;
    facs_remote *made = facs_calloc(env, 1, sizeof *made);
    if (!made)
        return facs_fail(error, FACS_E_MEMORY, "%s: out of memory", shown);
    made->env = *env;
    made->waiting = waiting;
    const AVIOInterruptCB ends = {facs_waiting_ends, waiting};
    AVDictionary *options = NULL;
    int result = av_dict_set(&options, "protocol_whitelist", facs_remote_whitelist, 0);
    facs_waiting_start(waiting);
    facs_quiet_begin(); /* it would say the whole address */
    if (result >= 0)
        result = avio_open2(&made->io, address, AVIO_FLAG_READ, &ends, &options);
    facs_quiet_end();
    av_dict_free(&options);
    if (result < 0)
        status = facs_remote_fail(address, shown, result, error);
    if (status == FACS_OK) {
        made->address = found_at(env, made->io, address);
        made->size = made->io->seekable & AVIO_SEEKABLE_NORMAL ? avio_size(made->io) : -1;
        if (made->size < 0)
            made->size = -1;
        if (!made->address)
            status = facs_fail(error, FACS_E_MEMORY, "%s: out of memory", shown);
    }
    if (status != FACS_OK)
        facs_remote_close(&made);
    *remote = made;
    return status;
}

void facs_remote_close(facs_remote **remote)
{
    facs_remote *closing = *remote;
    if (!closing)
        return;
    facs_env env = closing->env;
    facs_quiet_begin();
    avio_closep(&closing->io);
    facs_quiet_end();
    facs_free(&env, closing->address);
    facs_free(&env, closing);
    *remote = NULL;
}

int64_t facs_remote_size(const facs_remote *remote)
{
    return remote->size;
}

const char *facs_remote_address(const facs_remote *remote)
{
    return remote->address;
}

int facs_remote_read(facs_remote *remote, uint8_t *buffer, int count)
{
    facs_waiting_start(remote->waiting);
    facs_quiet_begin();
    const int got = avio_read_partial(remote->io, buffer, count);
    facs_quiet_end();
    if (got < 0 && got != AVERROR_EOF)
        remote->failure = got;
    return got == AVERROR_EOF ? 0 : got;
}

bool facs_remote_seek(facs_remote *remote, int64_t position)
{
    facs_waiting_start(remote->waiting);
    facs_quiet_begin();
    const bool moved = avio_seek(remote->io, position, SEEK_SET) >= 0;
    facs_quiet_end();
    return moved;
}

int64_t facs_remote_position(const facs_remote *remote)
{
    return avio_seek(remote->io, 0, SEEK_CUR);
}

size_t facs_remote_look(facs_remote *remote, int64_t position, uint8_t *bytes, size_t count)
{
    const int64_t before = avio_seek(remote->io, 0, SEEK_CUR);
    if (remote->looks++ >= LOOKS_MAX || !facs_remote_seek(remote, position))
        return 0;
    facs_quiet_begin();
    const int got = avio_read(remote->io, bytes, (int)count);
    facs_quiet_end();
    return facs_remote_seek(remote, before) && got > 0 ? (size_t)got : 0;
}

int facs_remote_failure(const facs_remote *remote)
{
    return remote->failure;
}
