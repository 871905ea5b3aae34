/* SPDX-License-Identifier: MIT */

/*
 * Reads a stream with libmms, as mpd, audacious and qmmp do, and writes the ASF that comes of it to
 * stdout, until it ends.
 *
 *   libmms-play URL
 */

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <libmms/mmsx.h>

enum {
    BANDWIDTH = 1024 * 1024 /* more than any stream here; libmms chooses among streams by it */
};

int main(int argc, char *argv[])
{
    static char buffer[8192];
    mmsx_t *stream;
    int size;

    if (argc != 2)
        return 2;
    stream = mmsx_connect(NULL, NULL, argv[1], BANDWIDTH);
    if (!stream)
        return EXIT_FAILURE;
    if (mmsx_get_seekable(stream))
        (void)fprintf(stderr, "taken for a file, in which one can seek\n");
    while ((size = mmsx_read(NULL, stream, buffer, sizeof(buffer))) > 0) {
        if (fwrite(buffer, 1, (size_t)size, stdout) != (size_t)size)
            return EXIT_FAILURE;
    }
    mmsx_close(stream);
    return fflush(stdout) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
