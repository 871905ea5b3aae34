/* SPDX-License-Identifier: MIT */
#ifndef JFI_IO_H
#define JFI_IO_H

#include <stdbool.h>
#include <stddef.h>

/**
 * @file
 * All access to files of the machine. A root that is not "/" is a recorded machine: paths and
 * symbolic links are resolved inside it and cannot lead out of it.
 *
 * Paths are relative to the root ("proc/asound/cards"). Only regular files are read and no call
 * waits: a pipe or device in a recording is -EINVAL. Errors are those of open(2) and read(2).
 */

struct jfi_io;

int jfi_io_open(const char *root, struct jfi_io **ret_io);
struct jfi_io *jfi_io_close(struct jfi_io *io);
struct jfi_backend;
/**
 * Has the first thing that is there and cannot be had, for want of descriptors or because its
 * medium fails, logged by that backend, which lives as long. To who reads it, it is as if it were
 * not there.
 */
void jfi_io_log_to(struct jfi_io *io, struct jfi_backend *backend);

/** One file of a root that is held in memory. */
struct jfi_io_file {
    const char *path;  /**< relative to the root, without "." and ".." */
    const void *bytes; /**< content, or the target of a symbolic link */
    size_t size_bytes;
    bool is_link; /**< jfi_io_read_link answers it; nothing follows it */
};

/** A root made of `count` files, which are borrowed until jfi_io_close. */
int jfi_io_open_memory(const struct jfi_io_file *files, size_t count, struct jfi_io **ret_io);

/**
 * The whole file, with a NUL after its last byte that is not counted. The caller frees it.
 * -EFBIG: longer than `limit_bytes`.
 */
int jfi_io_read(struct jfi_io *io, const char *path, size_t limit_bytes, char **ret_bytes,
                size_t *ret_size);

/** Words for an error of jfi_io_read; static, never NULL. */
const char *jfi_io_fault_text(int status);

/** Names in a directory without "." and "..", sorted, ended by NULL; jfi_io_free_names. */
int jfi_io_list(struct jfi_io *io, const char *path, char ***ret_names);
char **jfi_io_free_names(char **names);

/** Target of a symbolic link, as written there. The caller frees it. */
int jfi_io_read_link(struct jfi_io *io, const char *path, char **ret_target);

/** Whether something is at this path. */
bool jfi_io_exists(struct jfi_io *io, const char *path);

#endif
