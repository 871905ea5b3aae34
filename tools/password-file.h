/* SPDX-License-Identifier: MIT */
#ifndef TOOL_PASSWORD_FILE_H
#define TOOL_PASSWORD_FILE_H

/**
 * Reads lines USER:PASSWORD; empty ones and those that begin with "#" are passed over. `on_user`
 * answers as the library does. An exit status.
 */
int password_file_read(const char *path,
                       int (*on_user)(void *userdata, const char *user, const char *password),
                       void *userdata);

#endif
