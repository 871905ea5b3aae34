/* SPDX-License-Identifier: MIT */
#include "helpers/icecast.h"
#include "helpers/player.h"
#include "test-media-support.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534

bool icecast_is_there(void)
{
    return access("/usr/bin/icecast2", X_OK) == 0;
}

pid_t start_program(const char *const arguments[], bool demote)
{
    const pid_t pid = fork();

    assert_true(pid >= 0);
    if (pid == 0) {
        const int null = open("/dev/null", O_RDWR);

        (void)dup2(null, STDIN_FILENO);
        (void)dup2(null, STDOUT_FILENO);
        (void)dup2(null, STDERR_FILENO);
        if (demote && geteuid() == 0 && (setgid(NOBODY) < 0 || setuid(NOBODY) < 0))
            _exit(126);
        execvp(arguments[0], (char *const *)arguments);
        _exit(127);
    }
    return pid;
}

int await_program(pid_t pid, unsigned int limit_s)
{
    int status = 0;

    for (unsigned int i = 0; i < limit_s * 100; i++) {
        if (waitpid(pid, &status, WNOHANG) == pid)
            return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
        usleep(10000);
    }
    kill(pid, SIGKILL);
    (void)waitpid(pid, &status, 0);
    return -1;
}

/* ---- the server ------------------------------------------------------------------------------ */

/* Somebody else may take it before the server does, which the test then says. */
static unsigned int find_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t size = sizeof(address);
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, sizeof(address)), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &size), 0);
    close(fd);
    return ntohs(address.sin_port);
}

void icecast_prepare(struct icecast *icecast)
{
    char *path = NULL;
    FILE *file = NULL;

    *icecast = (struct icecast){.directory = make_directory(), .port = find_port()};
    assert_int_equal(chmod(icecast->directory, 0777), 0);
    path = join(icecast->directory, "icecast.xml");
    file = fopen(path, "w");
    assert_non_null(file);
    (void)fprintf(
        file,
        "<icecast><limits><sources>4</sources><source-timeout>3</source-timeout>"
        "<burst-size>65536</burst-size></limits>"
        "<authentication><source-password>" ICECAST_PASSWORD "</source-password>"
        "<admin-user>admin</admin-user><admin-password>%u</admin-password></authentication>"
        "<hostname>localhost</hostname>"
        "<listen-socket><port>%u</port><bind-address>127.0.0.1</bind-address></listen-socket>"
        "<paths><basedir>%s</basedir><logdir>%s</logdir><webroot>/usr/share/icecast2/web</webroot>"
        "<adminroot>/usr/share/icecast2/admin</adminroot></paths>"
        "<logging><accesslog>access.log</accesslog><errorlog>error.log</errorlog>"
        "<loglevel>4</loglevel></logging></icecast>\n",
        icecast->port * 7919, icecast->port, icecast->directory, icecast->directory);
    assert_int_equal(fclose(file), 0);
    free(path);
}

static bool answers(unsigned int port)
{
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                                        .sin_port = htons((uint16_t)port)};
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool there =
        fd >= 0 && connect(fd, (const struct sockaddr *)&address, sizeof(address)) == 0;

    close(fd);
    return there;
}

void icecast_start(struct icecast *icecast)
{
    char *config = join(icecast->directory, "icecast.xml");
    const char *const arguments[] = {"icecast2", "-c", config, NULL};

    /* Icecast 2.4.4 crashes now and then when somebody calls while it starts. */
    for (int try = 0; try < 5 && icecast->pid == 0; try++) {
        icecast->pid = start_program(arguments, true);
        usleep(300000);
        for (int i = 0; i < 500 && !answers(icecast->port); i++)
            usleep(10000);
        usleep(100000);
        if (waitpid(icecast->pid, NULL, WNOHANG) != 0)
            icecast->pid = 0;
    }
    assert_true(icecast->pid > 0);
    free(config);
}

void icecast_kill(struct icecast *icecast)
{
    if (icecast->pid > 0) {
        kill(icecast->pid, SIGKILL);
        (void)waitpid(icecast->pid, NULL, 0);
    }
    icecast->pid = 0;
}

void icecast_remove(struct icecast *icecast)
{
    icecast_kill(icecast);
    remove_directory(icecast->directory);
}

char *icecast_get(const struct icecast *icecast, const char *path, size_t size)
{
    struct player player;
    char *text = NULL;

    player_connect(&player, icecast->port, 0);
    player_ask(&player, "GET", path, "");
    if (size > 0)
        player_read(&player, size);
    else
        player_read_to_end(&player);
    text = strndup((const char *)player.bytes, player.size);
    player_close(&player);
    assert_non_null(text);
    return text;
}
