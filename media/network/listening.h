/* SPDX-License-Identifier: MIT */
#ifndef JFI_MEDIA_NETWORK_LISTENING_H
#define JFI_MEDIA_NETWORK_LISTENING_H

/** @file A listening socket and its names. */

struct jfi_listening {
    int fd;
    unsigned int port;
    /** "127.0.0.1:8080", "[::1]:8080"; the machine's name for a wildcard address. */
    char authority[300];
};

/**
 * Binds and listens; the caller closes the fd. Errors: -EINVAL the address is not in figures, the
 * port above 65,535; -EADDRINUSE, -EADDRNOTAVAIL, -EACCES and what else bind says.
 */
int jfi_listening_open(const char *address, unsigned int port, struct jfi_listening *ret_listening);

#endif
