/* SPDX-License-Identifier: MIT */
#ifndef TESTS_PLAYER_H
#define TESTS_PLAYER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** @file A player of the tests' own: a socket that asks and reads, with time limits that fail. */

#define PLAYER_UA "User-Agent: NSPlayer/4.1.0.3856\r\n"

struct player {
    int fd;
    uint8_t *bytes; /**< all that came so far */
    size_t size;
    bool closed; /**< by the other side */
};

/** Connects to the loopback port. `receive_bytes` 0: the system's usual buffer. */
void player_connect(struct player *player, unsigned int port, int receive_bytes);
/** From another loopback address, "127.0.0.2". */
void player_connect_from(struct player *player, const char *address, unsigned int port);
void player_send(struct player *player, const char *text);
/** Sends "METHOD PATH HTTP/1.0", the headers and an empty line. */
void player_ask(struct player *player, const char *method, const char *path, const char *headers);
/** Reads until there are so many bytes, or the other side closes; fails after five seconds. */
void player_read(struct player *player, size_t size);
void player_read_to_end(struct player *player);
/** The body: what follows the empty line; NULL: there is none yet. */
const uint8_t *player_body(const struct player *player, size_t *ret_size);
/** The status of the answer; reads until there is one. */
int player_status(struct player *player);
/** Whether the answer's head has this line. */
bool player_has_header(const struct player *player, const char *line);
unsigned int player_port(const struct player *player);
void player_close(struct player *player);

/** Asks to play by MMSH and reads the head of the answer and the header packet. */
void player_play(struct player *player, unsigned int port);

#endif
