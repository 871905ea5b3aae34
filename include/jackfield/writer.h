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

/* ---- formats: a codec in a container --------------------------------------------------------- */

/** Container "asf", codec and bit rate by its default (wmav2, 128 kbit/s). */
JF_EXPORT int jf_format_new(struct jf_format **ret_format);
/** The format that a file name's ending stands for. -EMEDIUMTYPE: no such ending is known. */
JF_EXPORT int jf_format_new_for_path(const char *path, struct jf_format **ret_format);
JF_EXPORT struct jf_format *jf_format_free(struct jf_format *format);
/** "asf", "wav", "flac"; also resets the codec to the container's default. -EMEDIUMTYPE unknown. */
JF_EXPORT int jf_format_set_container(struct jf_format *format, const char *container);
/**
 * "wmav2" (2 channels, 48,000 Hz, from 24,000 bit/s), "pcm" (16 bit, little endian), "flac" (16
 * bit). "asf" holds all of them, "wav" pcm, "flac" flac.
 * Errors: -EMEDIUMTYPE the container cannot hold it; -ELIBACC unknown or not built in.
 */
JF_EXPORT int jf_format_set_codec(struct jf_format *format, const char *codec);
/** Ignored by lossless codecs. -EINVAL outside 8,000…1,000,000. */
JF_EXPORT int jf_format_set_bit_rate(struct jf_format *format, unsigned int bits_per_second);
/**
 * Size of the packets of ASF to a real-time sink, 1,400 bytes unless set; each of its data units is
 * one packet. Other formats, and files, ignore it. -EINVAL outside 100…65,527.
 */
JF_EXPORT int jf_format_set_packet_size(struct jf_format *format, unsigned int size_bytes);
/**
 * What the 32-bit millisecond clock in the packets of ASF to a real-time sink says at the start, 0
 * unless set: for trying what happens when it wraps, as it does after 49.7 days. Others ignore it.
 */
JF_EXPORT int jf_format_set_clock_start_ms(struct jf_format *format, uint32_t start_ms);
JF_EXPORT const char *jf_format_get_container(const struct jf_format *format);
JF_EXPORT const char *jf_format_get_codec(const struct jf_format *format);
JF_EXPORT unsigned int jf_format_get_bit_rate(const struct jf_format *format);
JF_EXPORT unsigned int jf_format_get_packet_size(const struct jf_format *format);
JF_EXPORT uint32_t jf_format_get_clock_start_ms(const struct jf_format *format);

/* ---- the writer (IWMWriter, IWMWriterAdvanced) ----------------------------------------------- */

/**
 * Input is interleaved 32-bit float PCM of one rate and channel count. One thread at a time, except
 * where a function says otherwise. States: new -> (set_input) -> begun -> ended -> (begin again).
 */
JF_EXPORT int jf_writer_new(struct jf_writer **ret_writer);
JF_EXPORT struct jf_writer *jf_writer_ref(struct jf_writer *writer);
/** The last reference drops every sink; a writer still begun ends none of them (no trailers). */
JF_EXPORT struct jf_writer *jf_writer_unref(struct jf_writer *writer);

/** Rate in Hz (8,000…192,000), channels (1…8). -EBADFD between begin and end; -EINVAL. */
JF_EXPORT int jf_writer_set_input(struct jf_writer *writer, unsigned int rate_hz,
                                  unsigned int channel_count);

/**
 * IWMWriterAdvanced::AddSink, at any time. A sink added after begin gets the current header, then
 * data from the next unit: for a real-time sink the header and the units of the others, for another
 * a stream of its own whose time begins at 0. Copies the format, takes a reference on the sink. Any
 * thread.
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
 * others go on, and removes it. When other sinks use the same encoder, the end of the audio that it
 * still holds back is missing, less than two codec frames. Returns as jf_writer_remove_sink;
 * negative: the sink had failed. Any thread.
 */
JF_EXPORT int jf_writer_end_sink(struct jf_writer *writer, struct jf_sink *sink);
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
 * Errors: -EBADFD not begun; -EIO every sink has failed; -ENOMEM; -EINVAL.
 */
JF_EXPORT int jf_writer_write(struct jf_writer *writer, const float *samples, size_t frame_count);
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
    /* of network sinks, by jf_sink_next_status */
    JF_WRITER_STATUS_CLIENT_CONNECT,    /**< WMT_CLIENT_CONNECT_EX: a player has come */
    JF_WRITER_STATUS_CLIENT_DISCONNECT, /**< WMT_CLIENT_DISCONNECT_EX: it has gone */
    JF_WRITER_STATUS_CLIENT_PROPERTIES, /**< WMT_CLIENT_PROPERTIES: its name is known now */
};

/** Readable while a status is queued. Borrowed. */
JF_EXPORT int jf_writer_get_fd(const struct jf_writer *writer);
/** The oldest status, owned by the caller, or NULL. Any thread. */
JF_EXPORT struct jf_writer_status *jf_writer_next_status(struct jf_writer *writer);
JF_EXPORT struct jf_writer_status *jf_writer_status_free(struct jf_writer_status *status);
JF_EXPORT enum jf_writer_status_type
jf_writer_status_get_type(const struct jf_writer_status *status);
/** The WMT_STATUS number. */
JF_EXPORT int jf_writer_status_get_number(const struct jf_writer_status *status);
/** Negative errno of an ERROR, else 0; jf_hresult(JF_DOMAIN_WRITER, …) translates it. */
JF_EXPORT int jf_writer_status_get_result(const struct jf_writer_status *status);
/** The sink it is about; borrowed from the status, which keeps it, queued or taken. */
JF_EXPORT struct jf_sink *jf_writer_status_get_sink(const struct jf_writer_status *status);
/** The client of a network sink that it is about (network-sink.h), or NULL. Borrowed. */
JF_EXPORT const struct jf_network_client *
jf_writer_status_get_client(const struct jf_writer_status *status);
/** One line: what was tried and what came back. Never NULL. */
JF_EXPORT const char *jf_writer_status_get_text(const struct jf_writer_status *status);

/** Counts of one sink. */
struct jf_sink_statistics {
    uint64_t unit_count;         /**< data units the sink has taken */
    uint64_t byte_count;         /**< bytes in them, without header */
    uint64_t dropped_unit_count; /**< data units dropped because its queue was full */
    uint64_t dropped_byte_count;
    size_t queued_unit_count; /**< waiting now */
};

/**
 * Of the session now or last; all 0 before the first. Any thread.
 * Errors: -ENOENT the sink is not attached; -EINVAL.
 */
JF_EXPORT int jf_writer_get_sink_statistics(struct jf_writer *writer, struct jf_sink *sink,
                                            struct jf_sink_statistics *ret_statistics);

#ifdef __cplusplus
}
#endif

#endif
