/* SPDX-License-Identifier: MIT */
#ifndef JACKFIELD_WRITER_H
#define JACKFIELD_WRITER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jackfield/export.h>

#ifdef __cplusplus
extern "C" {
#endif

struct jf_format;
struct jf_network_client;
struct jf_sink;
struct jf_writer;
struct jf_writer_status;

/**
 * @file
 * Formats, the writer that makes them, and what it tells.
 *
 * Ownership: formats and statuses are the caller's; writers are counted. A writer takes references
 * on its sinks.
 * Threads: one at a time for each format, status and writer; "any thread" where a function says
 * so.
 * Errors: of a NULL handle, -EINVAL, NULL, 0, false or UNKNOWN.
 */

/* ---- formats: a codec in a container --------------------------------------------------------- */

/**
 * A format of container "asf", codec and bit rate by its default (wmav2, 128 kbit/s), for the
 * caller to free with jf_format_free. -EINVAL, -ENOMEM.
 */
JF_EXPORT int jf_format_new(struct jf_format **ret_format);
/**
 * The format that a file name's ending stands for, as jf_format_new. -EMEDIUMTYPE: no such ending
 * is known; -EINVAL; -ENOMEM.
 */
JF_EXPORT int jf_format_new_for_path(const char *path, struct jf_format **ret_format);
/** Frees a format, which writers have copied; accepts NULL; returns NULL. */
JF_EXPORT struct jf_format *jf_format_free(struct jf_format *format);
/**
 * "asf", "wav", "flac", "ogg" (opus by default) or "mp3"; also resets the codec to the container's
 * default. -EMEDIUMTYPE unknown.
 *
 * To a real-time sink, "ogg" is a header of the pages that say what follows, and then data units of
 * whole pages, about 200 ms each; "mp3" has an empty header, and its data units are frames.
 */
JF_EXPORT int jf_format_set_container(struct jf_format *format, const char *container);
/**
 * "wmav2" (2 channels, 48,000 Hz, from 24,000 bit/s), "pcm" (16 bit, little endian), "flac" (16
 * bit), "opus" (8,000…510,000 bit/s, less with few channels) or "mp3" (2 channels, 32,000…320,000
 * bit/s, and of these the nearest that MP3 has). Opus is always 48,000 Hz, mp3 32,000, 44,100 or
 * 48,000 Hz: another rate is resampled. "asf" holds wmav2, pcm, flac and mp3, "wav" pcm, "flac"
 * flac, "ogg" opus and flac, "mp3" mp3.
 * Errors: -EMEDIUMTYPE the container cannot hold it; -ELIBACC unknown or not built in.
 */
JF_EXPORT int jf_format_set_codec(struct jf_format *format, const char *codec);
/** In bits a second; ignored by lossless codecs. -EINVAL outside 8,000…1,000,000. */
JF_EXPORT int jf_format_set_bit_rate(struct jf_format *format, unsigned int bits_per_second);
/**
 * IWMPacketSize::SetMaxPacketSize: size of the packets of ASF to a real-time sink, 1,400 bytes
 * unless set; each of its data units is one packet. Other formats, and files, ignore it. -EINVAL
 * outside 100…65,527.
 */
JF_EXPORT int jf_format_set_packet_size(struct jf_format *format, unsigned int size_bytes);
/**
 * What the 32-bit millisecond clock in the packets of ASF to a real-time sink says at the start, 0
 * unless set: for trying what happens when it wraps, as it does after 49.7 days. Others ignore it.
 */
JF_EXPORT int jf_format_set_clock_start_ms(struct jf_format *format, uint32_t start_ms);
/** As jf_format_set_container has it. Static; NULL for NULL. */
JF_EXPORT const char *jf_format_get_container(const struct jf_format *format);
/** As jf_format_set_codec has it, or the default of the container. Static; NULL for NULL. */
JF_EXPORT const char *jf_format_get_codec(const struct jf_format *format);
/** In bits a second. */
JF_EXPORT unsigned int jf_format_get_bit_rate(const struct jf_format *format);
/** IWMPacketSize::GetMaxPacketSize, in bytes. */
JF_EXPORT unsigned int jf_format_get_packet_size(const struct jf_format *format);
/** In ms. */
JF_EXPORT uint32_t jf_format_get_clock_start_ms(const struct jf_format *format);

/* ---- the writer (IWMWriter, IWMWriterAdvanced) ----------------------------------------------- */

/**
 * WMCreateWriter: a writer without input or sinks, the caller's: jf_writer_unref. Errors: -EINVAL,
 * -EMFILE, -ENOMEM.
 */
JF_EXPORT int jf_writer_new(struct jf_writer **ret_writer);
/**
 * Takes a reference, which the caller drops with jf_writer_unref. Returns the writer. Any thread.
 */
JF_EXPORT struct jf_writer *jf_writer_ref(struct jf_writer *writer);
/**
 * Drops a reference. The last one drops every sink; a writer still begun ends none of them (no
 * trailers). Accepts NULL; returns NULL.
 */
JF_EXPORT struct jf_writer *jf_writer_unref(struct jf_writer *writer);

/**
 * IWMWriter::SetInputProps: rate in Hz (8,000…192,000), channels (1…8). -EBADFD between begin and
 * end; -EINVAL.
 */
JF_EXPORT int jf_writer_set_input(struct jf_writer *writer, unsigned int rate_hz,
                                  unsigned int channel_count);

/**
 * A text for the header of every sink: "title", "author", "copyright", "description", "album",
 * "genre" or "date", in UTF-8; NULL or "" takes it away. Stays for further sessions.
 * Errors: -EBADFD between begin and end; -EINVAL another name, no UTF-8, control characters but
 * line end and tabulator; -E2BIG all together would be longer than 3,000 bytes; -ENOMEM.
 */
JF_EXPORT int jf_writer_set_metadata(struct jf_writer *writer, const char *name, const char *value);
/** Borrowed until it is set again; NULL: there is none. */
JF_EXPORT const char *jf_writer_get_metadata(const struct jf_writer *writer, const char *name);

/**
 * IWMWriterAdvanced::SetLiveSource, off unless set: samples come in real time. Writing then never
 * waits for a sink: one that is not real-time and whose queue is full fails with -ETIMEDOUT. And
 * writing is refused with -EOVERFLOW (NS_E_TOO_MUCH_DATA) while what was written is ahead of the
 * clock by more than the sync tolerance; a source that is up to one percent too fast is not. Any
 * thread.
 */
JF_EXPORT int jf_writer_set_live_source(struct jf_writer *writer, bool is_live);
/**
 * IWMWriterAdvanced::SetSyncTolerance, 3,000 ms unless set: how far a stated time may lie before
 * the end of what was written, and a live source be ahead of the clock. Any thread.
 */
JF_EXPORT int jf_writer_set_sync_tolerance_ms(struct jf_writer *writer, unsigned int tolerance_ms);
/** IWMWriterAdvanced::GetSyncTolerance, in ms. -EINVAL. Any thread. */
JF_EXPORT int jf_writer_get_sync_tolerance_ms(struct jf_writer *writer,
                                              unsigned int *ret_tolerance_ms);
/**
 * IWMWriterAdvanced::GetWriterTime, in ns since begin: the end of what was written, gaps included;
 * with a live source, up to where it may be written now. After end that of the last session, 0
 * before the first. Any thread.
 */
JF_EXPORT int jf_writer_get_time_ns(struct jf_writer *writer, int64_t *ret_time_ns);

/**
 * IWMWriterAdvanced::AddSink, IWMWriter::SetProfile for one sink, at any time. A sink added after
 * begin gets the current header, then data from the next unit: for a real-time sink the header and
 * the units of the others, for another a stream of its own whose time begins at 0. Copies the
 * format, takes a reference on the sink. Any thread.
 * Errors: -EINVAL; -EEXIST this sink is attached; what its is_real_time answers; after begin also
 * what begin may answer.
 */
JF_EXPORT int jf_writer_add_sink(struct jf_writer *writer, struct jf_sink *sink,
                                 const struct jf_format *format);
/**
 * IWMWriterAdvanced::RemoveSink, at any time; NULL removes all. Before end the sink's session is
 * cut short; returns when its last call has, or after ten seconds. Returns 0, or 1 (S_FALSE) when
 * the sink was not attached, with NULL when there was none. Any thread, even one of a sink's ops.
 */
JF_EXPORT int jf_writer_remove_sink(struct jf_writer *writer, struct jf_sink *sink);
/**
 * Ends one sink's session properly (rest of the data, final header, on_end_writing) while the
 * others go on, and removes it: IWMWriterFileSink2::Close. When other sinks use the same encoder,
 * the end of the audio that it still holds back is missing, less than two codec frames. Returns as
 * jf_writer_remove_sink; negative: the sink had failed. Any thread.
 */
JF_EXPORT int jf_writer_end_sink(struct jf_writer *writer, struct jf_sink *sink);
/** IWMWriterAdvanced::GetSinkCount. Any thread. */
JF_EXPORT size_t jf_writer_get_sink_count(struct jf_writer *writer);
/** IWMWriterAdvanced::IsRealTime: some sink must have its data in real time. */
JF_EXPORT bool jf_writer_is_real_time(struct jf_writer *writer);

/**
 * IWMWriter::BeginWriting: opens encoders, sends headers. Configuration is closed until end.
 * Errors: -EBADFD begun already or no input set; -EMEDIUMTYPE a codec cannot take this input
 * (jf_writer_get_error says which); -ELIBACC; -EBUSY a sink is in a session of another writer, or
 * has not yet returned from its last; -EAGAIN no more threads; -ENOMEM. On error nothing has begun.
 */
JF_EXPORT int jf_writer_begin(struct jf_writer *writer);
/**
 * IWMWriter::WriteSample: interleaved float samples that follow the previous ones without a gap.
 * Samples beyond -1.0…1.0 are clipped, what is not a number is silence.
 * Never waits for a real-time sink; waits for the others when their queues are full, at most ten
 * seconds for each: then it has failed with -ETIMEDOUT.
 * Errors: -EBADFD not begun; -EIO every sink has failed; -EOVERFLOW see jf_writer_set_live_source,
 * nothing was written and the samples count as dropped; -ENOMEM; -EINVAL.
 */
JF_EXPORT int jf_writer_write(struct jf_writer *writer, const float *samples, size_t frame_count);

/** About samples; or'ed. */
enum jf_write_flags {
    JF_WRITE_DISCONTINUITY = 1 << 0, /**< WM_SF_DISCONTINUITY: these are the first after a gap */
};

/**
 * As jf_writer_write, of samples the first of which belongs at `time_ns` since begin. When that is
 * later than the end of what was written, by more than a tenth of a second or by any time with
 * JF_WRITE_DISCONTINUITY, there is a gap. A gap of up to a second is silence. A longer one is a
 * step in the time stamps of ASF, if all that use its encoder are ASF; the rest get silence, for
 * which even a live source waits. What lies before that end, but no more than the sync tolerance,
 * follows without a gap, as all else does.
 * Errors: as jf_writer_write; and with nothing written -ETIME (NS_E_LATE_OPERATION) it lies further
 * before that end, -ERANGE a gap of more than a day; -EINVAL below 0, or another flag.
 */
JF_EXPORT int jf_writer_write_at(struct jf_writer *writer, int64_t time_ns, unsigned int flags,
                                 const float *samples, size_t frame_count);
/**
 * IWMWriter::EndWriting: drains the encoders, writes trailers, ends every sink; waits for that at
 * most ten seconds. The sinks stay attached. What a sink that hangs does when its call returns at
 * last is its own affair: a file may still appear.
 * Errors: -EBADFD not begun; else the first failure of a sink, after all others were ended.
 */
JF_EXPORT int jf_writer_end(struct jf_writer *writer);

/**
 * One line about the last call on this writer that failed: what was tried and what came back; ""
 * when none did. Failures of sinks are statuses, not here. Borrowed until the next call that fails.
 */
JF_EXPORT const char *jf_writer_get_error(const struct jf_writer *writer);

/* ---- what happened --------------------------------------------------------------------------- */

/**
 * Windows' WMT_STATUS values; jf_writer_status_get_number gives theirs. What happens in a sink's
 * sessions is told by the writer (jf_writer_next_status), what happens at the sink itself, attached
 * or not, by the sink (jf_sink_next_status).
 */
enum jf_writer_status_type {
    JF_WRITER_STATUS_UNKNOWN = 0,
    JF_WRITER_STATUS_OPENED, /**< WMT_OPENED: a sink has taken its header */
    JF_WRITER_STATUS_CLOSED, /**< WMT_CLOSED: a sink has ended in good order */
    JF_WRITER_STATUS_ERROR,  /**< WMT_ERROR: a sink has failed for good */
    /* of file sinks */
    JF_WRITER_STATUS_STARTED, /**< WMT_STARTED: from a time on, data goes to the file */
    JF_WRITER_STATUS_STOPPED, /**< WMT_STOPPED: … none does */
    /* of network sinks, by jf_sink_next_status */
    JF_WRITER_STATUS_CLIENT_CONNECT,    /**< WMT_CLIENT_CONNECT_EX: a player has come */
    JF_WRITER_STATUS_CLIENT_DISCONNECT, /**< WMT_CLIENT_DISCONNECT_EX: it has gone */
    JF_WRITER_STATUS_CLIENT_PROPERTIES, /**< WMT_CLIENT_PROPERTIES: its name is known now */
    /* of sinks that connect to a server, by jf_sink_next_status, as are their OPENED and ERROR */
    JF_WRITER_STATUS_LOCATING,        /**< WMT_LOCATING: the server is looked for */
    JF_WRITER_STATUS_CONNECTING,      /**< WMT_CONNECTING */
    JF_WRITER_STATUS_RECONNECT_START, /**< WMT_RECONNECT_START: the connection broke */
    JF_WRITER_STATUS_RECONNECT_END,   /**< WMT_RECONNECT_END: it is back; the text tells the gap */
    /* of no sink, and not Windows' (signal.h) */
    JF_WRITER_STATUS_SIGNAL, /**< a fault of what is written has begun, or is over */
};

/** Readable while a status is queued. Borrowed: do not close it. -EINVAL. */
JF_EXPORT int jf_writer_get_fd(const struct jf_writer *writer);
/**
 * IWMStatusCallback::OnStatus, taken instead of called: the oldest status, the caller's
 * (jf_writer_status_free), or NULL. Any thread.
 */
JF_EXPORT struct jf_writer_status *jf_writer_next_status(struct jf_writer *writer);
/** Frees a status; accepts NULL; returns NULL. */
JF_EXPORT struct jf_writer_status *jf_writer_status_free(struct jf_writer_status *status);
/** What has happened. */
JF_EXPORT enum jf_writer_status_type
jf_writer_status_get_type(const struct jf_writer_status *status);
/** The WMT_STATUS number; 0: Windows has none. */
JF_EXPORT int jf_writer_status_get_number(const struct jf_writer_status *status);
/** Negative errno of a failure, else 0; jf_hresult(JF_DOMAIN_WRITER, …) translates it. */
JF_EXPORT int jf_writer_status_get_result(const struct jf_writer_status *status);
/** The sink it is about, or NULL; borrowed from the status, which keeps it, queued or taken. */
JF_EXPORT struct jf_sink *jf_writer_status_get_sink(const struct jf_writer_status *status);
/**
 * The client of a network sink that it is about (network-sink.h), or NULL. Borrowed from the
 * status.
 */
JF_EXPORT const struct jf_network_client *
jf_writer_status_get_client(const struct jf_writer_status *status);
/** The time of STARTED and STOPPED, and where a SIGNAL began, in ns since begin; else 0. */
JF_EXPORT int64_t jf_writer_status_get_time_ns(const struct jf_writer_status *status);
/** Which point of a server it is about (point.h), "/live"; "": none. Borrowed from the status. */
JF_EXPORT const char *jf_writer_status_get_place(const struct jf_writer_status *status);
/** One line: what was tried and what came back. Never NULL; borrowed from the status. */
JF_EXPORT const char *jf_writer_status_get_text(const struct jf_writer_status *status);

/** Counts of one sink. */
struct jf_sink_statistics {
    uint64_t unit_count;         /**< data units the sink has taken */
    uint64_t byte_count;         /**< bytes in them, without header */
    uint64_t dropped_unit_count; /**< data units dropped because its queue was full */
    uint64_t dropped_byte_count; /**< bytes in them */
    int64_t dropped_time_ns;     /**< audio in them */
    size_t queued_unit_count;    /**< waiting now */
};

/**
 * Counts of the session now or last; all 0 before the first. Any thread. Errors: -ENOENT the sink
 * is not attached; -EINVAL.
 */
JF_EXPORT int jf_writer_get_sink_statistics(struct jf_writer *writer, struct jf_sink *sink,
                                            struct jf_sink_statistics *ret_statistics);

/** WM_WRITER_STATISTICS. Bit rates are per second of audio, frame rates per second of the clock. */
struct jf_writer_statistics {
    uint64_t frame_count; /**< of audio that came in; a frame is a sample of each channel */
    uint64_t byte_count;  /**< that encoders made of it */
    /** Refused by jf_writer_write and jf_writer_write_at; of a sink: dropped because its queue was
     *  full. */
    uint64_t dropped_frame_count;
    uint64_t dropped_byte_count; /**< bytes in them */
    uint32_t current_bit_rate;   /**< in the last whole second */
    uint32_t average_bit_rate;   /**< since begin */
    uint32_t expected_bit_rate;  /**< 0: nobody can know it (flac) */
    uint32_t current_rate_hz;    /**< in the last second or more */
    uint32_t average_rate_hz;    /**< since begin */
    uint32_t expected_rate_hz;   /**< of the input */
};

/**
 * IWMWriterAdvanced::GetStatistics, of the session now or last; all 0 before the first. Of the
 * encoder that one sink uses, or of all encoders together (sink NULL; expected are then those that
 * run now). Any thread.
 * Errors: -ENOENT the sink is not attached; -EINVAL.
 */
JF_EXPORT int jf_writer_get_statistics(struct jf_writer *writer, struct jf_sink *sink,
                                       struct jf_writer_statistics *ret_statistics);

#ifdef __cplusplus
}
#endif

#endif
