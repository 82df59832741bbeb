/* Where packets of Open Sound Control go: HOST:PORT in words, and a UDP socket for it. */
#ifndef FACS_SINK_OSC_PLACE_H
#define FACS_SINK_OSC_PLACE_H

#include "base/base.h"

enum { FACS_OSC_HOST = 256, FACS_OSC_PLACE_TEXT = FACS_OSC_HOST + 32 };

typedef struct facs_osc_place {
    char host[FACS_OSC_HOST];
    char port[8];
} facs_osc_place;

/** HOST:PORT, [HOST]:PORT with an address of IPv6, ":PORT" and "PORT" for this machine, with or without "osc.udp://" before
 *  and '/' behind.  Errors: FACS_E_ARGUMENT. */
facs_status facs_osc_place_read(const char *text, facs_osc_place *place, facs_error *error);

typedef struct facs_osc_socket {
    int file;              /**< -1 = none is open */
    unsigned char to[128]; /**< a struct sockaddr */
    unsigned bytes;
} facs_osc_socket;

extern const facs_osc_socket facs_osc_socket_none;

/** Looks the host up.  @param shown for messages
 *  Errors: FACS_E_OUTPUT (there is no such host, or no socket). */
facs_status facs_osc_socket_open(facs_osc_socket *socket, const facs_osc_place *place, const char *shown,
                                 facs_error *error);
/** Waits for nothing.  0, or an errno value. */
int facs_osc_socket_send(const facs_osc_socket *socket, const void *bytes, size_t count);
void facs_osc_socket_close(facs_osc_socket *socket);

#endif
