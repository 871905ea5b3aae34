/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_SINK_H
#define JACKFIELD_SINK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * @file
 * What a sink is, and all one needs to write one. Contract: IWMWriterSink.
 *
 * Calls go one way, writer to sink, in this order for each session:
 *
 *     on_header, (allocate_data_unit, on_data_unit)*, [on_header again], on_end_writing
 *
 *  - A sink attached while the writer runs gets the header first and then data from the next unit.
 *  - on_header may come again just before on_end_writing: the same number of bytes, now with final
 *    sizes and durations. A seekable sink overwrites the first header, another ignores it. A sink
 *    that says it is real-time never gets it: a live header is final.
 *  - All calls for one sink come from one thread at a time, owned by the writer; each sink has its
 *    own, behind a bounded queue, so a sink that is slow or stuck delays no other. When the queue
 *    is full, the oldest data unit of a real-time sink is dropped; for another sink the writer
 *    waits. No lock is held during a call, and signals are blocked.
 *  - A negative return is sticky: the sink has failed, which is reported as a status of the writer,
 *    and the other sinks go on. So has a sink for which the writer would have to wait more than ten
 *    seconds; its call is left to return whenever it does, and the sink kept until then.
 *  - A session that failed or was cut short (jf_writer_remove_sink while running) ends with
 *    on_abort instead of on_end_writing; a sink must then leave nothing behind that looks whole.
 *  - is_real_time is asked once, by jf_writer_add_sink, on its caller's thread.
 *
 * Ownership: sinks and data units are counted; ops borrow what they are given.
 * Threads: those of the ops as said above; functions, any, unless they say otherwise.
 * Errors: of a NULL handle, -EINVAL, NULL, 0 or false.
 */

/* ---- data units: reference-counted bytes (INSSBuffer) ---------------------------------------- */

struct jf_data_unit;

/**
 * IWMWriterSink::AllocateDataUnit by default: a data unit of 0 bytes with room for
 * `capacity_bytes`, the caller's: jf_data_unit_unref. Errors: -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_data_unit_new(size_t capacity_bytes, struct jf_data_unit **ret_unit);
/**
 * Takes a reference, which the caller drops with jf_data_unit_unref. Returns the unit. Any thread:
 * the count is atomic.
 */
JF_EXPORT struct jf_data_unit *jf_data_unit_ref(struct jf_data_unit *unit);
/** Drops a reference; the last one frees the unit. Accepts NULL; returns NULL. Any thread. */
JF_EXPORT struct jf_data_unit *jf_data_unit_unref(struct jf_data_unit *unit);
/** INSSBuffer::GetBuffer, to read. Borrowed from the unit. */
JF_EXPORT const uint8_t *jf_data_unit_get_bytes(const struct jf_data_unit *unit);
/** INSSBuffer::GetLength, in bytes. */
JF_EXPORT size_t jf_data_unit_get_size(const struct jf_data_unit *unit);
/** INSSBuffer::GetMaxLength, in bytes. */
JF_EXPORT size_t jf_data_unit_get_capacity(const struct jf_data_unit *unit);
/**
 * Time of the first sample in it, in ns since the writer's begin; of a unit that begins inside a
 * codec frame, the time of that frame. Never before that of the unit before it.
 */
JF_EXPORT int64_t jf_data_unit_get_time_ns(const struct jf_data_unit *unit);
/**
 * INSSBuffer::GetBuffer, to fill it. Borrowed. Only by whoever allocated it, and only before it is
 * passed on.
 */
JF_EXPORT uint8_t *jf_data_unit_get_writable(struct jf_data_unit *unit);
/** INSSBuffer::SetLength, in bytes. -EINVAL more than the capacity. */
JF_EXPORT int jf_data_unit_set_size(struct jf_data_unit *unit, size_t size_bytes);
/** What jf_data_unit_get_time_ns is to say, in ns. -EINVAL. */
JF_EXPORT int jf_data_unit_set_time_ns(struct jf_data_unit *unit, int64_t time_ns);

/* ---- sinks ----------------------------------------------------------------------------------- */

struct jf_sink;
struct jf_writer_status;

/** What a sink does; each returns 0 or a negative errno (IWMWriterSink). */
struct jf_sink_ops {
    const char *name; /**< for messages */
    size_t priv_size; /**< bytes of private data, zeroed, see jf_sink_get_priv */

    /** Mandatory. IWMWriterSink::OnHeader: a complete header. Keep it with jf_data_unit_ref. */
    int (*on_header)(struct jf_sink *sink, struct jf_data_unit *header);
    /** Optional; NULL: false. IWMWriterSink::IsRealTime: data must not come faster than that. */
    int (*is_real_time)(struct jf_sink *sink, bool *ret_real_time);
    /**
     * Optional; NULL means jf_data_unit_new. IWMWriterSink::AllocateDataUnit: a unit with room for
     * at least `size_bytes`.
     */
    int (*allocate_data_unit)(struct jf_sink *sink, size_t size_bytes,
                              struct jf_data_unit **ret_unit);
    /** Mandatory. IWMWriterSink::OnDataUnit: one unit, in order. Keep it with jf_data_unit_ref. */
    int (*on_data_unit)(struct jf_sink *sink, struct jf_data_unit *unit);
    /** Mandatory. IWMWriterSink::OnEndWriting: no more data, finish what was written. */
    int (*on_end_writing)(struct jf_sink *sink);
    /** Optional. The last reference is gone: free what the private data holds. */
    void (*close)(struct jf_sink *sink);
    /** Optional. The last call of a session that failed or was cut short, even before on_header. */
    void (*on_abort)(struct jf_sink *sink);
};

/**
 * A sink of one's own, the caller's: jf_sink_unref. `ops` must outlive it. Errors: -EINVAL a
 * mandatory op is NULL; -ENOMEM.
 */
JF_EXPORT int jf_sink_new(const struct jf_sink_ops *ops, struct jf_sink **ret_sink);
/** Takes a reference, which the caller drops with jf_sink_unref. Returns the sink. Any thread. */
JF_EXPORT struct jf_sink *jf_sink_ref(struct jf_sink *sink);
/**
 * Drops a reference; the last one closes the sink (its op close). Accepts NULL; returns NULL. Any
 * thread.
 */
JF_EXPORT struct jf_sink *jf_sink_unref(struct jf_sink *sink);
/** The private data of `ops->priv_size` bytes, borrowed. */
JF_EXPORT void *jf_sink_get_priv(struct jf_sink *sink);
/** The name in its ops. Borrowed. */
JF_EXPORT const char *jf_sink_get_name(const struct jf_sink *sink);
/**
 * Readable while the sink has something to tell of itself: clients of a network sink, whether it is
 * attached to a writer or not. -ENOTSUP: a sink of this kind tells of nothing. Borrowed.
 */
JF_EXPORT int jf_sink_get_fd(const struct jf_sink *sink);
/** The oldest of these, the caller's (jf_writer_status_free in writer.h), or NULL. Any thread. */
JF_EXPORT struct jf_writer_status *jf_sink_next_status(struct jf_sink *sink);
/**
 * Says in words what went wrong ("write /a.wav: No space left on device"), for the text of the
 * ERROR status. For a sink's own ops, before they return the failure. Copies the text.
 */
JF_EXPORT void jf_sink_set_error_text(struct jf_sink *sink, const char *text);

/**
 * WMCreateWriterFileSink, IWMWriterFileSink::Open, IWMWriter::SetOutputFilename: writes to a file.
 * Data goes to `PATH.part`, which becomes `PATH` when on_end_writing has succeeded: a file under
 * its own name is always whole. It replaces a file of that name (of a symbolic link the link
 * itself). A failed or cut session removes `PATH.part`.
 *
 * `PATH.part` is made and locked at once, so two sinks never write to the same one; one left
 * behind by a process that died is replaced. The directory is held open: neither a later chdir nor
 * renaming the directory leads the file astray.
 * Errors: -EINVAL; -ENOENT no such directory; -EISDIR; -EEXIST `PATH` or `PATH.part` is there and
 * no regular file; -EBUSY somebody is writing it now; -EACCES, -ENOSPC …; -ENOMEM.
 */
JF_EXPORT int jf_sink_new_file(const char *path, struct jf_sink **ret_sink);
/**
 * IWMWriterFileSink2::Start, in ns since the writer's begin: from then on data goes to the file;
 * what comes after a stop follows in the file without a gap. A file sink starts by itself at 0,
 * and a session's end undoes all this. May be said before begin, and ahead; a time that has passed
 * means now. Exact to a codec frame (when wmav2 begins later, to three). What is so already stays
 * so. Reported as STARTED. Any thread.
 *
 * Errors: -EINVAL no file sink, below 0; -ERANGE (NS_E_INVALID_REQUEST) before the last stop;
 * -ENOTSUP in a session whose format is "flac", which jf_writer_begin answers when it was said
 * before; -ENOMEM, also when 32 wait already.
 */
JF_EXPORT int jf_sink_file_start_ns(struct jf_sink *sink, int64_t time_ns);
/**
 * IWMWriterFileSink2::Stop, likewise: from then on no data goes to the file. Reported as STOPPED.
 * Any thread.
 *
 * Errors: as jf_sink_file_start_ns; -ERANGE before the last start.
 */
JF_EXPORT int jf_sink_file_stop_ns(struct jf_sink *sink, int64_t time_ns);

/** Of the session now or last. */
struct jf_file_state {
    bool is_closed;      /**< IWMWriterFileSink2::IsClosed: the session is over */
    bool is_stopped;     /**< IWMWriterFileSink2::IsStopped, as far as data has come */
    int64_t size_bytes;  /**< IWMWriterFileSink2::GetFileSize */
    int64_t duration_ns; /**< IWMWriterFileSink2::GetFileDuration: written or queued */
};

/** Any thread. -EINVAL: no file sink. To close one file while others go on: jf_writer_end_sink. */
JF_EXPORT int jf_sink_file_get_state(struct jf_sink *sink, struct jf_file_state *ret_state);

/**
 * Keeps everything in memory, for tests and small jobs. The sink is the caller's: jf_sink_unref.
 * -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_sink_new_memory(bool real_time, struct jf_sink **ret_sink);
/**
 * What a memory sink holds so far: header and data units joined. A copy, which the caller frees
 * with free(). Any thread. -EINVAL no memory sink; -ENOMEM.
 */
JF_EXPORT int jf_sink_memory_dup(struct jf_sink *sink, uint8_t **ret_bytes, size_t *ret_size);
/** Whether on_end_writing has come. Any thread. */
JF_EXPORT bool jf_sink_memory_is_ended(struct jf_sink *sink);

#ifdef __cplusplus
}
#endif

#endif
