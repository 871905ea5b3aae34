/* SPDX-License-Identifier: MIT */
#ifndef JFI_IO_WALK_H
#define JFI_IO_WALK_H

/**
 * Opens a path as openat2 with RESOLVE_IN_ROOT does, for kernels without it: component by
 * component, with links resolved here, so that neither links nor ".." lead out of the root. With
 * O_NOFOLLOW in the flags a link at the end is not followed. Answers an fd, which is O_CLOEXEC.
 */
int jfi_io_walk(int root_fd, const char *path, int flags);

#endif
