/* See address.h.  SCHEME is a letter and then letters, digits, '+', '-' and '.' (RFC 3986). */
#include "media/address.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

static const char camera[] = "camera:";
enum { CAMERA = sizeof camera - 1 };

static bool is_there(const char *path)
{
    struct stat info;
    return lstat(path, &info) == 0;
}

/* length of "http" in "http://..."; 0 = it is no address */
static size_t scheme_length(const char *input)
{
    size_t length = 0;
    if (!isalpha((unsigned char)input[0]))
        return 0;
    while (isalnum((unsigned char)input[length]) || (input[length] && strchr("+-.", input[length])))
        length++;
    return strncmp(input + length, "://", 3) == 0 ? length : 0;
}

static bool is_camera(const char *input)
{
    const char *rest = input + CAMERA;
    if (strncmp(input, camera, CAMERA) != 0)
        return false;
    return strncmp(rest, "/dev/", 5) == 0 || (rest[0] && strspn(rest, "0123456789") == strlen(rest));
}

facs_input_kind facs_input_kind_of(const char *input)
{
    const bool called = scheme_length(input) > 0, picked = is_camera(input);
    if ((!called && !picked) || is_there(input))
        return FACS_INPUT_PATH;
    return picked ? FACS_INPUT_CAMERA : FACS_INPUT_ADDRESS;
}

/* the parts of SCHEME://USER@HOST/PATH?QUESTION */
typedef struct parts {
    const char *host, *path, *question; /* path: "" or from its '/' on */
    size_t scheme, host_length, path_length;
} parts;

static parts split(const char *address)
{
    parts found = {.scheme = scheme_length(address)};
    const char *start = address + found.scheme + 3, *end = start + strcspn(start, "/?#");
    found.host = start;
    for (const char *at = start; at < end; at++) /* a password may hold an '@', too */
        if (*at == '@')
            found.host = at + 1;
    found.host_length = (size_t)(end - found.host);
    found.path = end;
    found.path_length = strcspn(end, "?#");
    found.question = end + found.path_length;
    return found;
}

/* into `text`, which has room for the address and four more */
static void show(const char *address, char *text, size_t size)
{
    const parts of = split(address);
    snprintf(text, size, "%.*s://%.*s%.*s%s", (int)of.scheme, address, (int)of.host_length, of.host,
             (int)of.path_length, of.path, of.question[0] ? "?..." : "");
}

char *facs_input_shown(const facs_env *env, const char *input)
{
    if (facs_input_kind_of(input) != FACS_INPUT_ADDRESS)
        return facs_strdup(env, input);
    const size_t size = strlen(input) + 5;
    char *text = facs_calloc(env, size, 1);
    if (text)
        show(input, text, size);
    return text;
}

static int digit(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* %41 -> A; what is no part of a name stays as it is */
static void decode(char *name)
{
    char *to = name;
    for (const char *from = name; *from; from++) {
        const bool coded = from[0] == '%' && digit(from[1]) >= 0 && digit(from[2]) >= 0;
        const int value = coded ? 16 * digit(from[1]) + digit(from[2]) : 0;
        if (value >= ' ' && value != '/' && value != '.' && value != 0x7F) {
            *to++ = (char)value;
            from += 2;
        } else {
            *to++ = *from;
        }
    }
    *to = '\0';
}

/* HOST/PATH, without empty parts and those that lead elsewhere */
static void name_address(const char *address, char *text, size_t size)
{
    const parts of = split(address);
    size_t used = 0;
    const size_t host = of.host[0] == '[' ? strcspn(of.host, "]") + 1 : strcspn(of.host, ":/?#");
    snprintf(text, size, "%.*s", (int)(host < of.host_length ? host : of.host_length), of.host);
    for (const char *at = of.path; at < of.question;) {
        at += strspn(at, "/");
        const size_t left = (size_t)(of.question - at), part = strcspn(at, "/?#"), length = part < left ? part : left;
        const bool nowhere = (length == 1 && at[0] == '.') || (length == 2 && strncmp(at, "..", 2) == 0);
        used = strlen(text);
        if (length > 0 && !nowhere)
            snprintf(text + used, size - used, "/%.*s", (int)length, at);
        at += length;
    }
    decode(text);
    if (!text[0])
        snprintf(text, size, "stream");
}

facs_input_kind facs_input_look(const char *input, char *shown, size_t shown_size, char *name, size_t name_size)
{
    const facs_input_kind kind = facs_input_kind_of(input);
    if (shown && shown_size && kind == FACS_INPUT_ADDRESS)
        show(input, shown, shown_size);
    else if (shown && shown_size)
        snprintf(shown, shown_size, "%s", input);
    if (!name || !name_size)
        return kind;
    if (kind == FACS_INPUT_ADDRESS) {
        name_address(input, name, name_size);
    } else if (kind == FACS_INPUT_CAMERA) {
        const char *slash = strrchr(input, '/');
        const char *node = slash ? slash + 1 : input + CAMERA;
        snprintf(name, name_size, "camera_%s", strncmp(node, "video", 5) == 0 && node[5] ? node + 5 : node);
    } else {
        snprintf(name, name_size, "%s", input);
    }
    return kind;
}

static bool is_scheme(const char *address, const char *const *list, size_t count)
{
    const size_t length = scheme_length(address);
    for (size_t i = 0; i < count; i++)
        if (strlen(list[i]) == length && strncasecmp(address, list[i], length) == 0)
            return true;
    return false;
}

bool facs_address_gives_bytes(const char *address)
{
    static const char *const frames[] = {"rtsp", "rtsps", "sap", "rtp"}; /* FFmpeg's demuxers of these open them */
    return !is_scheme(address, frames, sizeof frames / sizeof *frames);
}

bool facs_address_is_network(const char *address)
{
    static const char *const network[] = {"http",  "https",  "ftp",     "sftp",   "tcp",    "tls",  "udp",  "udplite",
                                          "rtp",   "srtp",   "rtsp",    "rtsps",  "sap",    "srt",  "rist", "rtmp",
                                          "rtmps", "rtmpt",  "rtmpe",   "rtmpts", "rtmpte", "mmsh", "mmst", "mmsu",
                                          "smb",   "gopher", "gophers", "ipfs",   "ipns",   "unix"};
    return is_scheme(address, network, sizeof network / sizeof *network);
}

char *facs_camera_path(const facs_env *env, const char *input)
{
    const char *rest = input + CAMERA;
    if (rest[0] == '/')
        return facs_strdup(env, rest);
    const size_t size = strlen(rest) + sizeof "/dev/video";
    char *path = facs_calloc(env, size, 1);
    if (path)
        snprintf(path, size, "/dev/video%s", rest);
    return path;
}
