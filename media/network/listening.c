/* SPDX-License-Identifier: MIT */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "media/network/listener.h"
#include "media/network/listening.h"

#define MAX_PORT 65535

static int read_address(const char *address, unsigned int port, union jfi_address *ret_address,
                        socklen_t *ret_size)
{
    union jfi_address out = {.v6 = {.sin6_family = AF_UNSPEC}};

    if (port > MAX_PORT)
        return -EINVAL;
    if (inet_pton(AF_INET, address, &out.v4.sin_addr) == 1) {
        out.v4.sin_family = AF_INET;
        out.v4.sin_port = htons((uint16_t)port);
        *ret_size = sizeof(out.v4);
    } else if (inet_pton(AF_INET6, address, &out.v6.sin6_addr) == 1) {
        out.v6.sin6_family = AF_INET6;
        out.v6.sin6_port = htons((uint16_t)port);
        *ret_size = sizeof(out.v6);
    } else {
        return -EINVAL;
    }
    *ret_address = out;
    return 0;
}

static bool is_wildcard(const union jfi_address *address)
{
    if (address->any.sa_family == AF_INET)
        return address->v4.sin_addr.s_addr == htonl(INADDR_ANY);
    return IN6_IS_ADDR_UNSPECIFIED(&address->v6.sin6_addr);
}

/* How others call it. */
static void name_it(struct jfi_listening *listening, const char *figures,
                    const union jfi_address *address)
{
    char host[256] = "";

    if (is_wildcard(address) && gethostname(host, sizeof(host)) == 0 && host[0] != '\0') {
        (void)snprintf(listening->authority, sizeof(listening->authority), "%.250s:%u", host,
                       listening->port);
    } else {
        (void)snprintf(listening->authority, sizeof(listening->authority),
                       address->any.sa_family == AF_INET6 ? "[%s]:%u" : "%s:%u", figures,
                       listening->port);
    }
}

static int bind_it(int fd, const union jfi_address *address, socklen_t size, unsigned int *ret_port)
{
    const int one = 1;
    union jfi_address bound = {.v6 = {.sin6_family = AF_UNSPEC}};
    socklen_t bound_size = sizeof(bound);

    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
    if (bind(fd, &address->any, size) < 0 || listen(fd, SOMAXCONN) < 0 ||
        getsockname(fd, &bound.any, &bound_size) < 0)
        return -errno;
    *ret_port = ntohs(bound.any.sa_family == AF_INET6 ? bound.v6.sin6_port : bound.v4.sin_port);
    return 0;
}

int jfi_listening_open(const char *address, unsigned int port, struct jfi_listening *ret_listening)
{
    struct jfi_listening listening = {.fd = -1};
    union jfi_address wanted;
    socklen_t size = 0;
    int err = read_address(address, port, &wanted, &size);

    if (err < 0)
        return err;
    listening.fd = socket(wanted.any.sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (listening.fd < 0)
        return -errno;
    err = bind_it(listening.fd, &wanted, size, &listening.port);
    if (err < 0) {
        close(listening.fd);
        return err;
    }
    name_it(&listening, address, &wanted);
    *ret_listening = listening;
    return 0;
}
