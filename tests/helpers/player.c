/* SPDX-License-Identifier: MIT */
#include "player.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PATIENCE_MS    5000
#define CAPACITY_BYTES ((size_t)4 * 1024 * 1024)

static void connect_it(struct player *player, const char *from, unsigned int port,
                       int receive_bytes)
{
    struct sockaddr_in address = {.sin_family = AF_INET};

    *player = (struct player){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    assert_true(player->fd >= 0);
    /* Not malloc: that may be told to fail. */
    player->bytes = aligned_alloc(4096, CAPACITY_BYTES + 4096);
    assert_non_null(player->bytes);
    player->bytes[0] = '\0';
    if (receive_bytes > 0)
        setsockopt(player->fd, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof(receive_bytes));
    if (from) {
        assert_int_equal(inet_pton(AF_INET, from, &address.sin_addr), 1);
        assert_int_equal(bind(player->fd, (struct sockaddr *)&address, sizeof(address)), 0);
    }
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons((uint16_t)port);
    assert_int_equal(connect(player->fd, (struct sockaddr *)&address, sizeof(address)), 0);
}

void player_connect(struct player *player, unsigned int port, int receive_bytes)
{
    connect_it(player, NULL, port, receive_bytes);
}

void player_connect_from(struct player *player, const char *address, unsigned int port)
{
    connect_it(player, address, port, 0);
}

void player_send(struct player *player, const char *text)
{
    (void)!send(player->fd, text, strlen(text), MSG_NOSIGNAL);
}

void player_ask(struct player *player, const char *method, const char *path, const char *headers)
{
    char text[2048];

    assert_true(snprintf(text, sizeof(text), "%s %s HTTP/1.0\r\n%s\r\n", method, path, headers) <
                (int)sizeof(text));
    player_send(player, text);
}

static void read_some(struct player *player)
{
    struct pollfd descriptor = {.fd = player->fd, .events = POLLIN};
    ssize_t count = 0;

    assert_int_equal(poll(&descriptor, 1, PATIENCE_MS), 1);
    assert_true(player->size < CAPACITY_BYTES);
    count = recv(player->fd, player->bytes + player->size, CAPACITY_BYTES - player->size, 0);
    if (count > 0)
        player->size += (size_t)count;
    else
        player->closed = true;
    player->bytes[player->size] = '\0';
}

void player_read(struct player *player, size_t size)
{
    while (player->size < size && !player->closed)
        read_some(player);
}

void player_read_to_end(struct player *player)
{
    while (!player->closed)
        read_some(player);
}

static const char *end_of_head(const struct player *player)
{
    return memmem(player->bytes, player->size, "\r\n\r\n", 4);
}

const uint8_t *player_body(const struct player *player, size_t *ret_size)
{
    const char *end = end_of_head(player);

    if (!end)
        return NULL;
    *ret_size = player->size - (size_t)((const uint8_t *)end + 4 - player->bytes);
    return (const uint8_t *)end + 4;
}

int player_status(struct player *player)
{
    while (!end_of_head(player) && !player->closed)
        read_some(player);
    if (!end_of_head(player) || strncmp((const char *)player->bytes, "HTTP/1.", 7) != 0)
        return -1;
    return (int)strtol((const char *)player->bytes + 9, NULL, 10);
}

bool player_has_header(const struct player *player, const char *line)
{
    const char *at = strcasestr((const char *)player->bytes, line);

    return at && at < end_of_head(player) + 2 && at[-1] == '\n' &&
           (at[strlen(line)] == '\r' || line[strlen(line) - 1] == '=');
}

unsigned int player_port(const struct player *player)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t size = sizeof(address);

    assert_int_equal(getsockname(player->fd, (struct sockaddr *)&address, &size), 0);
    return ntohs(address.sin_port);
}

void player_close(struct player *player)
{
    close(player->fd);
    free(player->bytes);
}

void player_play(struct player *player, unsigned int port)
{
    player_connect(player, port, 0);
    player_ask(player, "GET", "/live",
               PLAYER_UA "Pragma: no-cache\r\nPragma: xPlayStrm=1,stream-switch-count=1\r\n");
    assert_int_equal(player_status(player), 200);
}
